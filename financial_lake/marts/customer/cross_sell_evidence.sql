-- What each customer could use and does not have, at the month's end.
with month_ends as (
    select calendar.dt, calendar.last_weekday, calendar.year * 12 + calendar.month as month_number
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

accounts as (
    select month_ends.dt, account.account_id, account.customer_id, account.account_type, account.open_date
    from curated.accounts as account
    join month_ends on account.dt = month_ends.last_weekday
    where account.account_status <> 'closed'
),

kinds as (
    select
        dt,
        customer_id,
        max(case when account_type = 'checking' then 1 else 0 end) as has_checking,
        max(case when account_type = 'savings' then 1 else 0 end) as has_savings,
        max(case when account_type = 'money_market' then 1 else 0 end) as has_money_market,
        max(case when account_type = 'credit_card' then 1 else 0 end) as has_credit_card,
        min(case when account_type <> 'credit_card' then open_date end) as first_deposit_on
    from accounts
    group by dt, customer_id
),

scores as (
    select month_ends.dt, score.customer_id, sum(score.score) as points, count(*) as bureaus
    from datalake.credit_scores as score
    join month_ends on score.dt = month_ends.last_weekday
    group by month_ends.dt, score.customer_id
),

investors as (
    select distinct month_ends.dt, investment.customer_id
    from datalake.investments as investment
    join month_ends on investment.dt = month_ends.last_weekday
),

card_holders as (
    select distinct month_ends.dt, card.customer_id
    from datalake.cards as card
    join month_ends on card.dt = month_ends.last_weekday
    where card.card_status = 'active'
),

customers as (
    select
        record.dt,
        record.customer_id,
        coalesce(kinds.has_checking, 0) as has_checking,
        coalesce(kinds.has_savings, 0) as has_savings,
        coalesce(kinds.has_money_market, 0) as has_money_market,
        coalesce(kinds.has_credit_card, 0) as has_credit_card,
        case when card_holders.customer_id is null then 0 else 1 end as has_card,
        case when investors.customer_id is null then 0 else 1 end as has_investment,
        kinds.first_deposit_on,
        coalesce(scores.points >= 670 * scores.bureaus, false) as is_creditworthy,
        (2 * scores.points + scores.bureaus) // (2 * scores.bureaus) as mean_score
    from curated.customer_records as record
    join month_ends on record.dt = month_ends.dt and record.customer_status <> 'closed'
    left join kinds on kinds.dt = record.dt and kinds.customer_id = record.customer_id
    left join scores on scores.dt = record.dt and scores.customer_id = record.customer_id
    left join investors on investors.dt = record.dt and investors.customer_id = record.customer_id
    left join card_holders on card_holders.dt = record.dt and card_holders.customer_id = record.customer_id
),

savings as (
    select accounts.dt, accounts.customer_id, sum(balance.closing_balance_usd) as saved_usd
    from accounts
    join warehouse_facts.fact_balance as balance
        on balance.dt = accounts.dt and balance.account_id = accounts.account_id
    where accounts.account_type in ('savings', 'money_market')
    group by accounts.dt, accounts.customer_id
),

payoffs as (
    select
        month_ends.dt,
        loan.customer_id,
        savings.saved_usd - round(cast(loan.current_balance as decimal(38, 2)) * 1.02, 2) as strength_amount,
        concat('loan ', cast(loan.loan_id as varchar)) as detail
    from datalake.loan_accounts as loan
    join month_ends on loan.dt = month_ends.last_weekday
    join savings on savings.dt = month_ends.dt and savings.customer_id = loan.customer_id
    where loan.closed_on is null and loan.current_balance > 0 and 100 * savings.saved_usd >= 102 * loan.current_balance
    qualify
        row_number() over (
            partition by month_ends.dt, loan.customer_id order by loan.current_balance desc, loan.loan_id
        ) = 1
),

broker_transfers as (
    select
        month_ends.dt,
        posting.customer_id,
        sum(posting.amount_usd) as strength_amount,
        concat(cast(count(*) as varchar), ' transfers') as detail
    from curated.transactions as posting
    join month_ends
        on posting.dt > month_ends.dt - interval 90 days
        and posting.dt <= month_ends.dt
    where
        posting.transaction_code = 'account_transfer_out'
        and posting.status = 'completed'
        and posting.revision_number = 0
        and exists (
            select 1
            from curated.management_parameters as broker
            where
                broker.parameter_id = 'broker_name_ending'
                and right(posting.counterparty_name, length(broker.text_value)) = broker.text_value
                and month_ends.dt between broker.effective_from and broker.effective_to
        )
    group by month_ends.dt, posting.customer_id
    having count(*) >= 2 and sum(posting.amount_usd) >= 1000.00
),

incomes as (
    select
        salary.dt,
        salary.customer_id,
        sum(round(cast(salary.monthly_income as decimal(38, 2)) * rate.usd_rate, 2)) as income_usd
    from marts.salary_detector as salary
    join curated.fx_rates as rate on rate.dt = salary.dt and rate.currency = salary.currency
    where salary.status = 'active'
    group by salary.dt, salary.customer_id
),

checking_averages as (
    select
        accounts.dt,
        accounts.customer_id,
        cast(sum(balance.closing_balance_usd) * 100 as hugeint) as cents,
        count(distinct balance.dt) as days
    from accounts
    join warehouse_facts.fact_balance as balance
        on balance.account_id = accounts.account_id
        and balance.dt > accounts.dt - interval 90 days
        and balance.dt <= accounts.dt
    where accounts.account_type = 'checking'
    group by accounts.dt, accounts.customer_id
),

carried as (
    select
        month_ends.dt,
        statement.account_id,
        statement.customer_id,
        statement.dt = month_ends.dt as is_latest,
        round(cast(statement.carried_amount as decimal(38, 2)) * rate.usd_rate, 2) as carried_usd
    from month_ends
    join curated.calendar on calendar.year * 12 + calendar.month between month_ends.month_number - 2 and month_ends.month_number
    join curated.card_statements as statement on statement.dt = calendar.dt
    join curated.fx_rates as rate on rate.dt = statement.dt and rate.currency = statement.currency
),

carrying_cards as (
    select dt, account_id, customer_id, sum(case when is_latest then carried_usd else 0 end) as carried_usd
    from carried
    where carried_usd > 2000.00
    group by dt, account_id, customer_id
    having count(*) = 3
),

carriers as (
    select dt, customer_id, sum(carried_usd) as carried_usd, count(*) as cards
    from carrying_cards
    group by dt, customer_id
),

fired as (
    select dt, customer_id, 'prepayment_potential' as signal, strength_amount, detail from payoffs

    union all

    select transfer.dt, transfer.customer_id, 'external_investor', transfer.strength_amount, transfer.detail
    from broker_transfers as transfer
    join customers on customers.dt = transfer.dt and customers.customer_id = transfer.customer_id
    where customers.has_investment = 0

    union all

    select income.dt, income.customer_id, 'credit_card_gap', income.income_usd,
        concat('mean score ', cast(customers.mean_score as varchar))
    from incomes as income
    join customers on customers.dt = income.dt and customers.customer_id = income.customer_id
    where
        customers.has_credit_card = 0
        and customers.is_creditworthy
        and date_diff('day', customers.first_deposit_on, income.dt) >= 180

    union all

    select average.dt, average.customer_id, 'idle_balance',
        cast((2 * average.cents + average.days) // (2 * average.days) as decimal(18, 0)) * 0.01 - 5000.00,
        'checking alone'
    from checking_averages as average
    join customers on customers.dt = average.dt and customers.customer_id = average.customer_id
    where
        (2 * average.cents + average.days) // (2 * average.days) > 2000000
        and customers.has_savings = 0
        and customers.has_money_market = 0

    union all

    select carriers.dt, carriers.customer_id, 'balance_transfer', carriers.carried_usd,
        concat(cast(carriers.cards as varchar), case when carriers.cards = 1 then ' card' else ' cards' end)
    from carriers
    join customers on customers.dt = carriers.dt and customers.customer_id = carriers.customer_id
    where customers.is_creditworthy

    union all

    select dt, customer_id, 'product_gap',
        5 - has_checking - has_savings - has_credit_card - has_card - has_investment,
        concat_ws(
            ',',
            case when has_checking = 0 then 'checking' end,
            case when has_savings = 0 then 'savings' end,
            case when has_credit_card = 0 then 'credit_card' end,
            case when has_card = 0 then 'card' end,
            case when has_investment = 0 then 'investment' end
        )
    from customers
    where has_checking + has_savings + has_credit_card + has_card + has_investment < 5
)

select
    fired.dt,
    fired.customer_id,
    fired.signal,
    cast(fired.strength_amount as decimal(18, 2)) as strength_amount,
    fired.detail
from fired
join customers on customers.dt = fired.dt and customers.customer_id = fired.customer_id
order by fired.dt, fired.customer_id, fired.signal
