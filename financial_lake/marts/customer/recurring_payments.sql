-- What each customer pays again and again: subscriptions and bills, what they cost a year and when the next is due.
with windows as (
    select build.days.dt, window_day.dt as posted_on
    from build.days
    join curated.calendar on calendar.dt = build.days.dt and calendar.day_of_month = calendar.days_in_month
    join curated.calendar as window_day
        on window_day.dt > build.days.dt - interval 400 days
        and window_day.dt <= build.days.dt
),

payments as not materialized ( -- a payee is a merchant, or who else is named
    select
        windows.dt,
        posting.customer_id,
        posting.merchant_id,
        case when posting.merchant_id is null then posting.counterparty_name end as payee_name,
        posting.currency,
        posting.payment_method,
        posting.transaction_id,
        posting.event_date as paid_on,
        cast(posting.amount * 100 as bigint) as cents
    from curated.transactions as posting
    join windows on windows.posted_on = posting.dt
    join curated.transaction_codes as codes on codes.transaction_code = posting.transaction_code
    where
        posting.flow_class = 'spend'
        and not codes.is_cash
        and posting.status = 'completed'
        and posting.revision_number = 0
        and (posting.merchant_id is not null or posting.counterparty_name is not null)
),

payees_paid as ( -- who is paid too seldom for any rhythm is not looked at; the others are numbered, to be compared sooner
    select
        dt,
        customer_id,
        merchant_id,
        payee_name,
        currency,
        row_number() over (order by dt, customer_id, merchant_id, payee_name, currency) as payee_number
    from payments
    group by dt, customer_id, merchant_id, payee_name, currency
    having count(*) > 2 or date_diff('day', min(paid_on), max(paid_on)) >= 355
),

repeated as (
    select
        payees_paid.payee_number,
        payments.payment_method,
        payments.transaction_id,
        payments.paid_on,
        payments.cents,
        date_diff('day', payments.paid_on, payments.dt) as days_ago
    from payments
    join payees_paid
        on payees_paid.dt = payments.dt
        and payees_paid.customer_id = payments.customer_id
        and payees_paid.merchant_id is not distinct from payments.merchant_id
        and payees_paid.payee_name is not distinct from payments.payee_name
        and payees_paid.currency = payments.currency
),

-- of a payee all payments, those by one instrument, those of one price
counted as (
    select
        grouping_id(payment_method, cents) as strand,
        payee_number,
        payment_method as instrument,
        cents as price,
        count(*) as payments_in_400_days,
        max(paid_on) as last_paid_on,
        min(days_ago) as days_since,
        max(days_ago) - min(days_ago) as days_between,
        sum(days_ago) * 2 - (max(days_ago) + min(days_ago)) * count(*) as unevenness,
        bit_count(bit_or(cast(1 as bigint) << cast(days_ago // 7 % 62 as integer))) as weeks
    from repeated
    group by grouping sets ((payee_number), (payee_number, payment_method), (payee_number, cents))
),

/* No rhythm is denser than weekly. Of payments within a hundred days all gaps are looked at: they lie a week or more
   apart, so each in another week, and 7 or 9 to 36 days apart on average; no gap differs from another by more than 8
   days, and then the middle of n payments cannot lie further from the middle of their time than 4 (n - 2) / 3 days. */
strands as (
    select *
    from counted
    where
        (payments_in_400_days = 2 and days_between between 355 and 375)
        or (
            payments_in_400_days > 2
            and days_since < 100
            and days_between >= 7 * (payments_in_400_days - 1)
            and (
                days_between >= 100
                or (
                    weeks = payments_in_400_days
                    and days_between <= 36 * (payments_in_400_days - 1)
                    and 3 * abs(unevenness) <= 8 * payments_in_400_days * (payments_in_400_days - 2)
                )
            )
        )
),

followed as (
    select
        strands.*,
        payment.transaction_id,
        payment.paid_on,
        payment.cents,
        date_diff('day', payment.paid_on, strands.last_paid_on) as age,
        lag(payment.paid_on) over earlier as paid_before_on,
        lag(payment.cents) over earlier as cents_before
    from repeated as payment
    join strands
        on strands.payee_number = payment.payee_number
        and payment.payment_method = coalesce(strands.instrument, payment.payment_method)
        and payment.cents = coalesce(strands.price, payment.cents)
    window earlier as (
        partition by strands.payee_number, strands.instrument, strands.price
        order by payment.paid_on, payment.transaction_id
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
),

regular as ( -- the widest gaps any rhythm allows: medians are only taken of these
    select span_days, payee_number, instrument, price
    from spans
    group by span_days, payee_number, instrument, price
    having count(*) >= case when span_days = 400 then 2 else 3 end and max(gap) - min(gap) <= 12
),

payees as (
    select
        span_days,
        strand,
        payee_number,
        instrument,
        price,
        count(*) as payment_count,
        max(last_paid_on) as last_paid_on,
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
    semi join regular
        on regular.span_days = spans.span_days
        and regular.payee_number = spans.payee_number
        and regular.instrument is not distinct from spans.instrument
        and regular.price is not distinct from spans.price
    group by span_days, strand, payee_number, instrument, price
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
    select
        rhythms.*,
        payees_paid.dt,
        payees_paid.customer_id,
        payees_paid.merchant_id,
        coalesce(cast(payees_paid.merchant_id as varchar), payees_paid.payee_name) as payee,
        payees_paid.currency
    from rhythms
    join payees_paid on payees_paid.payee_number = rhythms.payee_number
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
