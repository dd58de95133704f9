-- Who is about to leave, by what the bank can see on the day.
with month_ends as (
    select calendar.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

customers as (
    select record.dt, record.customer_id
    from curated.customer_records as record
    join month_ends on record.dt = month_ends.dt
    where record.customer_status <> 'closed'
),

open_accounts as (
    select month_ends.dt, account.customer_id, count(*) as open_account_count
    from curated.accounts as account
    join month_ends on account.dt = month_ends.last_weekday
    where account.account_status <> 'closed'
    group by month_ends.dt, account.customer_id
),

recent as (
    select
        month_ends.dt,
        customer.customer_id,
        customer.dt > month_ends.dt - interval 30 days as is_last_30,
        customer.dt > month_ends.dt - interval 60 days as is_last_60,
        customer.transaction_count,
        customer.deposit_balance_usd
    from marts.customer_day as customer
    join month_ends
        on customer.dt > month_ends.dt - interval 90 days
        and customer.dt <= month_ends.dt
),

observed as (
    select
        dt,
        customer_id,
        count(*) as days_observed,
        count(case when is_last_60 then 1 end) as days_last_60,
        count(case when is_last_30 then 1 end) as days_last_30,
        sum(case when is_last_30 then transaction_count else 0 end) as transactions_30d,
        cast(sum(case when is_last_30 then deposit_balance_usd else 0 end) * 100 as hugeint) as cents_last_30,
        cast(sum(case when not is_last_30 then deposit_balance_usd else 0 end) * 100 as hugeint) as cents_60_before
    from recent
    group by dt, customer_id
),

salaries as (
    select dt, customer_id
    from marts.salary_detector
    group by dt, customer_id
    having count(case when status = 'active' then 1 end) = 0
),

active_cards as (
    select distinct month_ends.dt, card.customer_id
    from datalake.cards as card
    join month_ends on card.dt = month_ends.last_weekday
    where card.card_status = 'active'
),

card_users as (
    select distinct month_ends.dt, attempt.customer_id
    from datalake.card_transactions as attempt
    join month_ends
        on attempt.dt > month_ends.dt - interval 60 days
        and attempt.dt <= month_ends.dt
    where attempt.authorization_status = 'approved' and attempt.card_txn_type <> 'refund'
),

low_moods as (
    select month_ends.dt, contact.customer_id
    from datalake.interactions as contact
    join month_ends
        on contact.dt > month_ends.dt - interval 90 days
        and contact.dt <= month_ends.dt
    group by month_ends.dt, contact.customer_id
    having 2 * sum(contact.sentiment_score) < count(*)
),

complainers as (
    select distinct month_ends.dt, complaint.customer_id
    from datalake.complaints as complaint
    join month_ends on complaint.dt = month_ends.dt
    where complaint.resolved_date is null
),

mailings_left as (
    select distinct month_ends.dt, preference.customer_id
    from curated.preference_changes as change
    join month_ends
        on change.dt > month_ends.dt - interval 90 days
        and change.dt <= month_ends.dt
    join datalake.customer_preferences as preference
        on preference.dt = month_ends.dt
        and preference.preference_id = change.preference_id
    where
        change.op = 'U'
        and change.preference_type = 'marketing_email'
        and change.previous_opted_in
        and not change.opted_in
        and not preference.opted_in
),

judged as (
    select
        customers.dt,
        customers.customer_id,
        observed.days_observed,
        coalesce(open_accounts.open_account_count, 0) as open_account_count,
        observed.transactions_30d,
        sign(observed.cents_last_30)
            * ((2 * abs(observed.cents_last_30) + observed.days_last_30) // (2 * observed.days_last_30))
            as average_cents,
        salaries.customer_id is not null as has_salary_stopped,
        observed.days_observed = 90
            and observed.cents_60_before > 0
            and 4 * observed.cents_last_30 < observed.cents_60_before as has_balance_halved,
        observed.days_last_60 = 60
            and active_cards.customer_id is not null
            and card_users.customer_id is null as has_unused_card,
        mailings_left.customer_id is not null as has_left_mailing,
        low_moods.customer_id is not null as has_low_sentiment,
        complainers.customer_id is not null as has_open_complaint
    from customers
    join observed on observed.dt = customers.dt and observed.customer_id = customers.customer_id
    left join open_accounts
        on open_accounts.dt = customers.dt and open_accounts.customer_id = customers.customer_id
    left join salaries on salaries.dt = customers.dt and salaries.customer_id = customers.customer_id
    left join active_cards on active_cards.dt = customers.dt and active_cards.customer_id = customers.customer_id
    left join card_users on card_users.dt = customers.dt and card_users.customer_id = customers.customer_id
    left join mailings_left on mailings_left.dt = customers.dt and mailings_left.customer_id = customers.customer_id
    left join low_moods on low_moods.dt = customers.dt and low_moods.customer_id = customers.customer_id
    left join complainers on complainers.dt = customers.dt and complainers.customer_id = customers.customer_id
),

scored as (
    select
        judged.*,
        case when open_account_count = 0 then 40 else 0 end
            + case when transactions_30d < 3 then 35 else 0 end
            + case when average_cents < 10000 then 25 else 0 end as attrition_score,
        case when has_low_sentiment then 25 else 0 end
            + case when has_salary_stopped then 20 else 0 end
            + case when has_balance_halved then 20 else 0 end
            + case when has_open_complaint then 15 else 0 end
            + case when has_unused_card then 10 else 0 end
            + case when has_left_mailing then 10 else 0 end as churn_score
    from judged
)

select
    dt,
    customer_id,
    cast(days_observed as integer) as days_observed,
    open_account_count,
    cast(transactions_30d as bigint) as transactions_30d,
    cast(cast(average_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as avg_balance_30d,
    cast(attrition_score as integer) as attrition_score,
    case when attrition_score >= 75 then 'high' when attrition_score >= 40 then 'medium' else 'low' end
        as attrition_level,
    has_low_sentiment,
    has_salary_stopped,
    has_balance_halved,
    has_open_complaint,
    has_unused_card,
    has_left_mailing,
    cast(churn_score as integer) as churn_score,
    case when churn_score >= 50 then 'high' when churn_score >= 30 then 'medium' else 'low' end as churn_level,
    concat_ws(
        ',',
        case when has_balance_halved then 'balance_halved' end,
        case when has_low_sentiment then 'low_sentiment' end,
        case when has_left_mailing then 'mailing_left' end,
        case when has_open_complaint then 'open_complaint' end,
        case when has_salary_stopped then 'salary_stopped' end,
        case when has_unused_card then 'unused_card' end
    ) as signals_fired
from scored
order by dt, customer_id
