-- Each customer's day in one row: postings, spending, income, cash, channels, and what is held and owed at its end.
with days as (
    select build.days.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

postings as (
    select
        fact.dt,
        fact.customer_id,
        fact.transaction_count,
        fact.flow_class,
        fact.channel,
        fact.is_credit,
        fact.is_debit,
        fact.transaction_amount_usd as amount_usd,
        codes.is_cash,
        fact.flow_class in ('spend', 'refund') as is_spending,
        fact.payment_method in ('debit_card', 'credit_card') as is_by_card
    from warehouse_facts.fact_transaction as fact
    join days on days.dt = fact.dt
    join curated.transaction_codes as codes on codes.transaction_code = fact.transaction_code
    where fact.is_completed = 1
),

moved as (
    select
        dt,
        customer_id,
        sum(transaction_count) as transaction_count,
        sum(transaction_count) filter (flow_class = 'spend') as spend_count,
        -sum(amount_usd) filter (is_spending) as spend_amount_usd,
        sum(amount_usd) filter (flow_class = 'income') as income_amount_usd,
        sum(amount_usd) filter (is_credit = 1) as inflow_usd,
        -sum(amount_usd) filter (is_debit = 1) as outflow_usd,
        -sum(amount_usd) filter (flow_class = 'charge') as charge_amount_usd,
        sum(amount_usd) filter (is_cash and is_credit = 1) as cash_in_usd,
        -sum(amount_usd) filter (is_cash and is_debit = 1) as cash_out_usd,
        -sum(amount_usd) filter (is_spending and is_by_card) as card_spend_usd,
        sum(transaction_count) filter (channel in ('mobile_app', 'online')) as digital_count,
        sum(transaction_count) filter (channel = 'branch') as branch_count
    from postings
    group by dt, customer_id
),

accounts as (
    select days.dt, account.account_id * 10 + 1 as contract_id, account.account_type
    from curated.accounts as account
    join days on account.dt = days.last_weekday
),

balances as (
    select
        fact.dt,
        fact.customer_id,
        fact.closing_balance_usd,
        coalesce(accounts.account_type = 'credit_card', false) as is_card
    from warehouse_facts.fact_balance as fact
    join days on days.dt = fact.dt
    left join accounts on accounts.dt = fact.dt and accounts.contract_id = fact.contract_id
),

held as (
    select
        dt,
        customer_id,
        sum(closing_balance_usd) filter (not is_card) as deposit_balance_usd,
        sum(greatest(-closing_balance_usd, 0)) filter (is_card) as card_owed_usd
    from balances
    group by dt, customer_id
),

contracts as (
    select days.dt, contract.customer_id, count(*) as open_contract_count
    from curated.contract_records as contract
    join days on contract.dt = days.last_weekday
    where contract.is_open
    group by days.dt, contract.customer_id
)

select
    customer.dt,
    customer.customer_id,
    cast(coalesce(moved.transaction_count, 0) as bigint) as transaction_count,
    cast(coalesce(moved.spend_count, 0) as bigint) as spend_count,
    cast(coalesce(moved.spend_amount_usd, 0) as decimal(18, 2)) as spend_amount_usd,
    cast(coalesce(moved.income_amount_usd, 0) as decimal(18, 2)) as income_amount_usd,
    cast(coalesce(moved.inflow_usd, 0) as decimal(18, 2)) as inflow_usd,
    cast(coalesce(moved.outflow_usd, 0) as decimal(18, 2)) as outflow_usd,
    cast(coalesce(moved.charge_amount_usd, 0) as decimal(18, 2)) as charge_amount_usd,
    cast(coalesce(moved.cash_in_usd, 0) as decimal(18, 2)) as cash_in_usd,
    cast(coalesce(moved.cash_out_usd, 0) as decimal(18, 2)) as cash_out_usd,
    cast(coalesce(moved.card_spend_usd, 0) as decimal(18, 2)) as card_spend_usd,
    cast(coalesce(moved.digital_count, 0) as bigint) as digital_count,
    cast(coalesce(moved.branch_count, 0) as bigint) as branch_count,
    cast(coalesce(held.deposit_balance_usd, 0) as decimal(18, 2)) as deposit_balance_usd,
    cast(coalesce(held.card_owed_usd, 0) as decimal(18, 2)) as card_owed_usd,
    cast(coalesce(contracts.open_contract_count, 0) as bigint) as open_contract_count
from curated.customer_records as customer
join days on days.dt = customer.dt
left join moved on moved.dt = customer.dt and moved.customer_id = customer.customer_id
left join held on held.dt = customer.dt and held.customer_id = customer.customer_id
left join contracts on contracts.dt = customer.dt and contracts.customer_id = customer.customer_id
order by dt, customer_id
