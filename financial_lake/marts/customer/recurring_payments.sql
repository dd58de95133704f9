-- What each customer pays again and again: subscriptions and bills, what they cost a year and when the next is due.
with month_ends as (
    select build.days.dt
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

payments as (
    select
        month_ends.dt,
        posting.customer_id,
        coalesce(cast(posting.merchant_id as varchar), posting.counterparty_name) as payee,
        posting.currency,
        posting.merchant_id,
        posting.payment_method,
        posting.transaction_id,
        posting.event_date as paid_on,
        cast(posting.amount * 100 as bigint) as cents
    from month_ends
    join curated.transactions as posting
        on posting.dt > month_ends.dt - interval 400 days
        and posting.dt <= month_ends.dt
    join curated.transaction_codes as codes on codes.transaction_code = posting.transaction_code
    where
        posting.flow_class = 'spend'
        and not codes.is_cash
        and posting.status = 'completed'
        and posting.revision_number = 0
        and coalesce(cast(posting.merchant_id as varchar), posting.counterparty_name) is not null
),

strands as ( -- of a payee all payments, those by one instrument, those of one price; no rhythm is denser than weekly
    select
        grouping_id(dt, customer_id, payee, currency, payment_method, cents) as strand,
        dt,
        customer_id,
        payee,
        currency,
        payment_method as instrument,
        cents as price,
        count(*) as payments_in_400_days,
        max(paid_on) as last_paid_on,
        date_diff('day', min(paid_on), max(paid_on)) as days_between
    from payments
    group by
        grouping sets (
            (dt, customer_id, payee, currency),
            (dt, customer_id, payee, currency, payment_method),
            (dt, customer_id, payee, currency, cents)
        )
    having
        (count(*) = 2 and date_diff('day', min(paid_on), max(paid_on)) between 355 and 375)
        or (count(*) > 2 and date_diff('day', min(paid_on), max(paid_on)) >= 7 * (count(*) - 1))
),

followed as (
    select
        strands.*,
        payments.merchant_id,
        payments.transaction_id,
        payments.paid_on,
        payments.cents,
        date_diff('day', payments.paid_on, strands.last_paid_on) as age,
        lag(payments.paid_on) over earlier as paid_before_on,
        lag(payments.cents) over earlier as cents_before
    from strands
    join payments
        on payments.dt = strands.dt
        and payments.customer_id = strands.customer_id
        and payments.payee = strands.payee
        and payments.currency = strands.currency
        and payments.payment_method = coalesce(strands.instrument, payments.payment_method)
        and payments.cents = coalesce(strands.price, payments.cents)
    window earlier as (
        partition by
            strands.dt,
            strands.customer_id,
            strands.payee,
            strands.currency,
            strands.instrument,
            strands.price
        order by payments.paid_on, payments.transaction_id
    )
),

spans as ( -- the same payments may show a rhythm over 100, 200 or 400 days
    select
        span.days as span_days,
        followed.*,
        case when date_diff('day', paid_before_on, last_paid_on) < span.days then date_diff('day', paid_before_on, paid_on) end
            as gap,
        case when date_diff('day', paid_before_on, last_paid_on) < span.days then cents_before end as earlier_cents
    from followed
    join (values (100), (200), (400)) as span(days)
        on followed.age < span.days
        and case span.days
            when 400 then followed.payments_in_400_days = 2
            when 200 then followed.payments_in_400_days between 3 and 5 and followed.days_between >= 170
            else followed.payments_in_400_days >= 3
        end
        and (span.days = 400 or followed.last_paid_on > followed.dt - interval 100 days)
),

payees as (
    select
        span_days,
        strand,
        dt,
        customer_id,
        payee,
        currency,
        instrument,
        price,
        count(*) as payment_count,
        max(last_paid_on) as last_paid_on,
        max(merchant_id) as merchant_id,
        max_by(paid_before_on, (paid_on, transaction_id)) as paid_before_on,
        max_by(cents, (paid_on, transaction_id)) as current_cents,
        max_by(earlier_cents, (paid_on, transaction_id)) as last_but_one_cents,
        count(case when cents <> earlier_cents then 1 end) as changes,
        max(case when cents <> earlier_cents then earlier_cents end) as cents_before_change,
        min(cents) as least_cents,
        max(cents) as most_cents,
        (cast(2 * median(cents) as bigint) + 1) // 2 as median_cents,
        min(gap) as shortest_gap,
        median(gap) as median_gap,
        max(gap) as longest_gap
    from spans
    group by span_days, strand, dt, customer_id, payee, currency, instrument, price
    having count(*) >= case when span_days = 400 then 2 else 3 end
),

rhythms as (
    select
        payees.*,
        case
            when span_days = 400 and shortest_gap between 355 and 375 and changes = 0 then 'annual'
            when span_days = 400 then null
            when span_days = 200 and shortest_gap >= 85 and longest_gap <= 97 then 'quarterly'
            when span_days = 200 then null
            when shortest_gap = 14 and longest_gap = 14 then 'biweekly'
            when shortest_gap = 7 and longest_gap = 7 then 'weekly'
            when median_gap - shortest_gap > 4 or longest_gap - median_gap > 4 then null
            when median_gap between 27 and 32 then 'monthly'
            when median_gap between 13 and 18 then 'semimonthly'
        end as frequency,
        case
            when changes <= 1 then 'subscription'
            when
                (most_cents - median_cents) * 100 <= median_cents * 35
                and (median_cents - least_cents) * 100 <= median_cents * 35
                then 'bill'
        end as kind
    from payees
),

chosen as ( -- one row a payee: all payments (3) before those of one price (2) or by one instrument (1)
    select rhythms.*
    from rhythms
    where frequency is not null and kind is not null
    qualify
        row_number() over (
            partition by dt, customer_id, payee, currency
            order by strand desc, payment_count desc, current_cents desc, instrument, span_days
        ) = 1
),

expected as ( -- twice a month: a month after the payment before the last
    select
        chosen.*,
        case when kind = 'bill' then last_but_one_cents else cents_before_change end as previous_cents,
        case frequency
            when 'weekly' then 52
            when 'biweekly' then 26
            when 'semimonthly' then 24
            when 'monthly' then 12
            when 'quarterly' then 4
            else 1
        end as times_a_year,
        cast(
            case frequency
                when 'weekly' then last_paid_on + interval 7 days
                when 'biweekly' then last_paid_on + interval 14 days
                when 'semimonthly' then paid_before_on + interval 1 month
                when 'monthly' then last_paid_on + interval 1 month
                when 'quarterly' then last_paid_on + interval 3 months
                else last_paid_on + interval 12 months
            end as date
        ) as next_expected_on
    from chosen
),

judged as (
    select
        expected.*,
        merchant.mcc_code,
        coalesce(merchant.merchant_name, expected.payee) as payee_name,
        date_diff('day', expected.next_expected_on, expected.dt) > 10 as is_missed
    from expected
    left join datalake.merchants as merchant
        on merchant.dt = expected.dt and merchant.merchant_id = expected.merchant_id
),

services as (
    select dt, customer_id, mcc_code
    from judged
    where kind = 'subscription' and not is_missed and mcc_code is not null
    group by dt, customer_id, mcc_code
    having count(distinct payee) > 1
)

select
    judged.dt,
    judged.customer_id,
    judged.payee,
    judged.currency,
    judged.merchant_id,
    judged.payee_name,
    judged.kind,
    judged.frequency,
    cast(judged.payment_count as integer) as payment_count,
    cast(cast(judged.current_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as current_amount,
    cast(cast(judged.previous_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as previous_amount,
    cast(
        cast(judged.current_cents - judged.previous_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)
    ) as price_change,
    cast(
        cast(judged.current_cents * judged.times_a_year as decimal(18, 0)) * 0.01 as decimal(18, 2)
    ) as yearly_cost,
    judged.last_paid_on,
    judged.next_expected_on,
    judged.is_missed,
    judged.kind = 'subscription' and not judged.is_missed and services.mcc_code is not null as is_duplicate_service
from judged
left join services
    on services.dt = judged.dt
    and services.customer_id = judged.customer_id
    and services.mcc_code = judged.mcc_code
order by dt, customer_id, payee, currency
