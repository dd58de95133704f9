-- Loans have a table of their own in this lake, so they are left out here.
select
    account_id,
    customer_id,
    case account_type when 'Checking' then 1 when 'Savings' then 4 else 11 end as product_id,
    lpad(account_id, 12, '0') as account_number,
    lower(replace(account_type, ' ', '_')) as account_type,
    'active' as account_status,
    '2020-01-01' as open_date,
    null as closing_date,
    'USD' as currency,
    balance as current_balance,
    cast(balance as decimal(18, 2)) + case when account_type = 'Credit Card' then 5000 else 0 end as available_balance,
    case when account_type = 'Credit Card' then null else 0.01 end as interest_rate,
    case when account_type = 'Credit Card' then 5000 end as credit_limit,
    case when account_type = 'Credit Card' then 0.1999 end as apr,
    null as term_months,
    null as maturity_date,
    1 as branch_id,
    '2024-10-03 00:00:00' as updated_at
from landed
where account_type <> 'Loan'
