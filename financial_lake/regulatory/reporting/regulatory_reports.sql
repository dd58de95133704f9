-- Each report for each period: when it is due, how far it has come, what it holds, and who answers for it.
with stored as (
    select min(dt) as first_day, max(dt) as latest_day
    from marts.daily_transaction_volume
),

business_days as (
    select
        dt,
        is_business_day,
        next_business_day,
        sum(case when is_business_day then 1 else 0 end) over (
            order by dt rows between unbounded preceding and current row
        ) as place
    from curated.calendar
),

named_days as (
    select
        calendar.dt,
        kind.period_kind,
        case kind.period_kind
            when 'day' then cast(calendar.dt as varchar)
            when 'month' then strftime(calendar.dt, '%Y-%m')
            when 'quarter' then concat(cast(calendar.year as varchar), '-Q', cast(calendar.quarter as varchar))
            when 'half_year'
                then concat(cast(calendar.year as varchar), '-H', cast((calendar.month + 5) // 6 as varchar))
            else cast(calendar.year as varchar)
        end as reporting_period
    from curated.calendar
    cross join (values ('day'), ('month'), ('quarter'), ('half_year'), ('year')) as kind(period_kind)
),

periods as (
    select period_kind, reporting_period, min(dt) as first_on, max(dt) as last_on
    from named_days
    group by period_kind, reporting_period
),

contents as (
    select 'aml_large_transactions' as report_type, watched.dt as told_on, watched.total_amount as amount
    from marts.large_transaction_monitoring as watched
    union all
    select 'sar_batch', report.filed_date, report.amount_involved
    from regulatory.suspicious_activity_reports as report
    where report.filed_date is not null
    union all
    select 'ctr_batch', cash.dt, cash.amount
    from regulatory.currency_transaction_reports as cash
    union all
    select 'kyc_status', customer.dt, null
    from periods
    join curated.customer_records as customer on customer.dt = periods.last_on and customer.customer_status <> 'closed'
    where periods.period_kind = 'quarter'
),

planned as (
    select
        kind.report_type,
        kind.regulatory_body,
        periods.reporting_period,
        periods.first_on,
        periods.last_on,
        ending.next_business_day as generated_on,
        periods.last_on + kind.due_days as due_date,
        sent.dt as sent_on,
        accepted.dt as accepted_on,
        stored.latest_day
    from stored
    join periods on periods.last_on >= stored.first_day and periods.first_on <= stored.latest_day
    join regulatory.report_types as kind on kind.period_kind = periods.period_kind and kind.is_active
    join business_days as ending on ending.dt = periods.last_on
    join business_days as due on due.dt = periods.last_on + kind.due_days
    join business_days as sent on sent.is_business_day and sent.place = due.place
    join business_days as accepted on accepted.is_business_day and accepted.place = due.place + 10
),

officers as (
    select
        officer.dt,
        officer.employee_id,
        row_number() over (partition by officer.dt order by officer.employee_id) as place
    from datalake.employees as officer
    where officer.job_role = 'compliance_officer' and officer.employment_status = 'active'
),

-- the first officer of the day prepares, the first other one on the day of submission approves
prepared as (
    select planned.report_type, planned.reporting_period, officers.employee_id as prepared_by
    from planned
    join officers on officers.dt = planned.generated_on and officers.place = 1
    where planned.generated_on <= planned.latest_day
),

approved as (
    select prepared.report_type, prepared.reporting_period, min(officers.employee_id) as approved_by
    from prepared
    join planned
        on planned.report_type = prepared.report_type and planned.reporting_period = prepared.reporting_period
    join officers on officers.dt = planned.sent_on and officers.employee_id <> prepared.prepared_by
    where planned.sent_on <= planned.latest_day
    group by prepared.report_type, prepared.reporting_period
),

counted as (
    select
        planned.report_type,
        planned.reporting_period,
        count(contents.told_on) as row_count,
        sum(contents.amount) as control_total
    from planned
    left join contents
        on contents.report_type = planned.report_type
        and contents.told_on >= planned.first_on
        and contents.told_on <= planned.last_on
    where planned.generated_on <= planned.latest_day
    group by planned.report_type, planned.reporting_period
)

select
    concat('RR-', planned.report_type, '-', planned.reporting_period, '-v1') as report_id,
    planned.report_type,
    planned.regulatory_body,
    planned.reporting_period,
    planned.first_on as reporting_period_start,
    planned.last_on as reporting_period_end,
    case when planned.generated_on <= planned.latest_day then planned.generated_on end as generation_date,
    planned.due_date,
    case
        when planned.generated_on > planned.latest_day then 'draft'
        when approved.approved_by is null then 'generated'
        when planned.accepted_on <= planned.latest_day then 'accepted'
        else 'submitted'
    end as status,
    case when approved.approved_by is not null then planned.sent_on end as submitted_date,
    case when approved.approved_by is not null and planned.accepted_on <= planned.latest_day then planned.accepted_on end
        as accepted_date,
    concat('reports/regulatory/', planned.report_type, '/', planned.reporting_period, '/v1') as file_path,
    counted.row_count,
    cast(counted.control_total as decimal(18, 2)) as control_total,
    prepared.prepared_by,
    approved.approved_by
from planned
left join prepared
    on prepared.report_type = planned.report_type and prepared.reporting_period = planned.reporting_period
left join approved
    on approved.report_type = planned.report_type and approved.reporting_period = planned.reporting_period
left join counted
    on counted.report_type = planned.report_type and counted.reporting_period = planned.reporting_period
order by report_id
