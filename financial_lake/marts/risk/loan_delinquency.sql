-- How late loans are at each month end, kind by kind, and where last month's late ones went.
with months as (
    select
        calendar.dt,
        calendar.last_weekday,
        calendar.dt - (calendar.day_of_month - 1) as first_day,
        before.last_weekday as last_weekday_before
    from build.days
    join curated.calendar as calendar on calendar.dt = build.days.dt
    join curated.calendar as before on before.dt = calendar.dt - calendar.day_of_month
    where calendar.day_of_month = calendar.days_in_month
),

buckets as (
    select *
    from (
        values
            ('current', 0, 0, 0), ('d1_30', 1, 1, 30), ('d31_60', 2, 31, 60), ('d61_90', 3, 61, 90),
            ('d90_plus', 4, 91, 999999)
    ) as bucket(bucket, place, days_from, days_to)
    union all
    select 'charged_off', 5, null, null
),

cells as (
    select months.dt, kind.loan_type, buckets.bucket, buckets.place
    from months
    cross join (values ('mortgage'), ('auto'), ('personal'), ('student'), ('business')) as kind(loan_type)
    cross join buckets
),

states as ( -- of both month ends, each loan in its bucket; a loan paid off has none
    select
        months.dt,
        loan.dt = months.last_weekday as is_now,
        loan.loan_id,
        loan.loan_type,
        loan.current_balance,
        loan.past_due_amount,
        loan.loan_status,
        loan.origination_date,
        loan.maturity_date,
        loan.due_day,
        loan.next_due_on,
        buckets.bucket,
        buckets.place
    from datalake.loan_accounts as loan
    join months on loan.dt = months.last_weekday or loan.dt = months.last_weekday_before
    left join buckets
        on (loan.loan_status = 'defaulted' and buckets.bucket = 'charged_off')
        or (
            loan.loan_status not in ('defaulted', 'paid_off')
            and loan.days_past_due between buckets.days_from and buckets.days_to
        )
),

paid_since as ( -- after the snapshot, on the weekend that ends the month
    select months.dt, payment.loan_id, max(payment.due_on) as due_on
    from datalake.loan_payments as payment
    join months on payment.dt > months.last_weekday and payment.dt <= months.dt
    group by months.dt, payment.loan_id
),

instalments as ( -- one a month falls due, from 25 days after the money was paid out
    select
        states.dt,
        states.loan_type,
        states.bucket,
        months.first_day + (states.due_day - 1) >= states.next_due_on
            and (paid_since.due_on is null or paid_since.due_on < months.first_day + (states.due_day - 1))
            as is_overdue
    from states
    join months on months.dt = states.dt
    left join paid_since on paid_since.dt = states.dt and paid_since.loan_id = states.loan_id
    where
        states.is_now
        and states.next_due_on is not null
        and months.first_day + (states.due_day - 1) >= states.origination_date + 25
        and months.first_day + (states.due_day - 1) <= states.maturity_date
),

due as (
    select dt, loan_type, bucket, count(*) as instalments_due,
        count(case when is_overdue then 1 end) as instalments_overdue
    from instalments
    group by dt, loan_type, bucket
),

standing as (
    select dt, loan_type, bucket, count(*) as loan_count, sum(current_balance) as outstanding,
        sum(past_due_amount) as past_due_amount
    from states
    where is_now and bucket is not null
    group by dt, loan_type, bucket
),

kinds as (
    select dt, loan_type, sum(outstanding) as outstanding
    from standing
    group by dt, loan_type
),

moved as ( -- by what was owed a month ago; what left the loan accounts since had been written off long before
    select
        before.dt,
        before.loan_type,
        before.bucket,
        sum(before.current_balance) as outstanding,
        sum(case when now.place > before.place then before.current_balance else 0 end) as worse,
        sum(case when now.place = 0 or now.loan_status = 'paid_off' then before.current_balance else 0 end) as cured
    from states as before
    left join states as now on now.dt = before.dt and now.loan_id = before.loan_id and now.is_now
    where not before.is_now and before.bucket is not null
    group by before.dt, before.loan_type, before.bucket
)

select
    cells.dt,
    cells.loan_type,
    cells.bucket,
    coalesce(standing.loan_count, 0) as loan_count,
    cast(coalesce(standing.outstanding, 0) as decimal(18, 2)) as outstanding,
    cast(coalesce(standing.past_due_amount, 0) as decimal(18, 2)) as past_due_amount,
    cast(coalesce(standing.outstanding, 0) / nullif(kinds.outstanding, 0) as decimal(18, 6)) as share_of_outstanding,
    cast(coalesce(moved.outstanding, 0) as decimal(18, 2)) as last_month_outstanding,
    case
        when cells.bucket <> 'charged_off' then cast(moved.worse / nullif(moved.outstanding, 0) as decimal(18, 6))
    end as roll_rate_to_next,
    case
        when cells.bucket not in ('current', 'charged_off')
            then cast(moved.cured / nullif(moved.outstanding, 0) as decimal(18, 6))
    end as cured_rate,
    coalesce(due.instalments_due, 0) as instalments_due,
    coalesce(due.instalments_overdue, 0) as instalments_overdue,
    cast(due.instalments_overdue / nullif(due.instalments_due, 0) as decimal(18, 6)) as overdue_instalment_rate
from cells
left join standing on standing.dt = cells.dt and standing.loan_type = cells.loan_type and standing.bucket = cells.bucket
left join kinds on kinds.dt = cells.dt and kinds.loan_type = cells.loan_type
left join moved on moved.dt = cells.dt and moved.loan_type = cells.loan_type and moved.bucket = cells.bucket
left join due on due.dt = cells.dt and due.loan_type = cells.loan_type and due.bucket = cells.bucket
order by cells.dt, cells.loan_type, cells.place
