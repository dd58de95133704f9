-- Who is paid regularly, by whom and how much a month, found without looking at posting codes.
with month_ends as (
    select build.days.dt
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

credits as ( -- private persons go by first name and initial
    select
        month_ends.dt,
        posting.customer_id,
        posting.counterparty_name as payer_name,
        posting.currency,
        posting.transaction_id,
        posting.event_date as paid_on,
        cast(posting.amount * 100 as bigint) as cents
    from curated.transactions as posting
    join month_ends
        on posting.dt > month_ends.dt - interval 200 days
        and posting.dt <= month_ends.dt
    where
        posting.txn_type = 'credit'
        and posting.status = 'completed'
        and posting.revision_number = 0
        and posting.payment_method = 'bank_transfer'
        and posting.amount >= 300.00
        and posting.counterparty_name is not null
        and not regexp_matches(posting.counterparty_name, '^[^ ]+ [^ ][.]$')
),

dated as (
    select
        credits.*,
        max(paid_on) over (partition by dt, customer_id, payer_name, currency) as last_paid_on
    from credits
),

recent as (
    select
        dated.*,
        row_number() over (
            partition by dt, customer_id, payer_name, currency order by cents, transaction_id
        ) as place,
        count(*) over (partition by dt, customer_id, payer_name, currency) as payment_count,
        date_diff(
            'day',
            lag(paid_on) over (partition by dt, customer_id, payer_name, currency order by paid_on, transaction_id),
            paid_on
        ) as gap
    from dated
    where last_paid_on > dt - interval 100 days and paid_on > last_paid_on - interval 100 days
),

payers as (
    select
        dt,
        customer_id,
        payer_name,
        currency,
        payment_count,
        last_paid_on,
        max(case when paid_on < last_paid_on then paid_on end) as paid_before_on,
        min(cents) as least_cents,
        max(cents) as most_cents,
        (
            max(case when place = (payment_count + 1) // 2 then cents end)
            + max(case when place = payment_count // 2 + 1 then cents end)
            + 1
        ) // 2 as median_cents,
        min(gap) as shortest_gap,
        median(gap) as median_gap,
        max(gap) as longest_gap
    from recent
    where payment_count >= 3
    group by dt, customer_id, payer_name, currency, payment_count, last_paid_on
),

rhythms as (
    select
        payers.*,
        case
            when shortest_gap = 14 and longest_gap = 14 then 'biweekly'
            when shortest_gap = 7 and longest_gap = 7 then 'weekly'
            when median_gap - shortest_gap > 4 or longest_gap - median_gap > 4 then null
            when median_gap between 27 and 32 then 'monthly'
            when median_gap between 13 and 18 then 'semimonthly'
        end as detected_frequency
    from payers
    where (most_cents - median_cents) * 100 <= median_cents * 15 and (median_cents - least_cents) * 100 <= median_cents * 15
),

expected as ( -- twice a month: a month after the payday before the last
    select
        rhythms.*,
        case detected_frequency
            when 'weekly' then (median_cents * 52 + 6) // 12
            when 'biweekly' then (median_cents * 26 + 6) // 12
            when 'semimonthly' then median_cents * 2
            else median_cents
        end as monthly_cents,
        cast(
            case detected_frequency
                when 'weekly' then last_paid_on + interval 7 days
                when 'biweekly' then last_paid_on + interval 14 days
                when 'semimonthly' then paid_before_on + interval 1 month
                else last_paid_on + interval 1 month
            end as date
        ) as next_expected_on
    from rhythms
    where detected_frequency is not null
)

select
    dt,
    customer_id,
    payer_name,
    currency,
    cast(payment_count as integer) as payment_count,
    detected_frequency,
    cast(cast(median_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as median_amount,
    cast(cast(monthly_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as monthly_income,
    last_paid_on,
    next_expected_on,
    case when date_diff('day', next_expected_on, dt) > 10 then 'stopped' else 'active' end as status
from expected
order by dt, customer_id, payer_name, currency
