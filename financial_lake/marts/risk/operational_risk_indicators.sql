-- Key risk indicators of the day, each against the limits management set: green, amber or red.
with days as (
    select build.days.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

failed_postings as (
    select
        days.dt,
        'failed_posting_rate' as indicator,
        sum(postings.failed_count) as numerator,
        sum(postings.failed_count + postings.transaction_count) as denominator
    from days
    left join marts.transaction_rollup_day as postings on postings.dt = days.dt
    group by days.dt
),

technical_declines as (
    select
        days.dt,
        'technical_decline_rate' as indicator,
        coalesce(sum(attempt.declined_count) filter (attempt.decline_reason = 'technical'), 0) as numerator,
        sum(attempt.attempt_count) as denominator
    from warehouse_facts.fact_card_transaction as attempt
    right join days on attempt.dt = days.dt
    group by days.dt
),

raw_defects as (
    select
        days.dt,
        'raw_defect_rate' as indicator,
        sum(quality.bad_rows) as numerator,
        max(quality.raw_rows) as denominator
    from days
    left join marts.data_quality_daily as quality on quality.dt = days.dt and quality.table_name = 'transactions'
    group by days.dt
),

customers as (
    select
        days.dt,
        count(*) filter (customer.kyc_status = 'expired') as overdue_count,
        count(customer.customer_id) as customer_count
    from curated.customer_records as customer
    right join days
        on customer.dt = days.dt
        and customer.customer_status <> 'closed'
    group by days.dt
),

overdue_checks as (
    select dt, 'overdue_kyc_share' as indicator, overdue_count as numerator, customer_count as denominator
    from customers
),

open_complaints as (
    select
        customers.dt,
        'open_complaints_per_1000_customers' as indicator,
        count(complaint.complaint_id) as numerator,
        customers.customer_count as denominator
    from customers
    left join datalake.complaints as complaint
        on complaint.dt = customers.dt
        and complaint.resolved_date is null
    group by customers.dt, customers.customer_count
),

overdue_trainings as (
    select
        days.dt,
        'overdue_training_share' as indicator,
        count(*) filter (training.enrollment_date < days.dt - interval 90 days) as numerator,
        count(training.training_record_id) as denominator
    from days
    left join datalake.employee_training as training
        on training.dt = days.dt
        and training.status in ('enrolled', 'in_progress')
    group by days.dt
),

alerts as (
    select
        days.dt,
        'alert_backlog_days' as indicator,
        case
            when count(event.event_id) > 0 then
                coalesce(
                    max(date_diff('day', event.event_date, days.dt)) filter (
                        event.status = 'open' and event.event_type = 'aml_flag'
                    ),
                    0
                )
        end as numerator,
        null as denominator
    from days
    left join datalake.compliance_events as event on event.dt = days.dt
    group by days.dt
),

rejected_wires as (
    select
        days.dt,
        'wire_rejection_rate' as indicator,
        count(*) filter (wire.status = 'rejected') as numerator,
        count(wire.wire_id) as denominator
    from days
    left join datalake.wire_transfers as wire on wire.dt > days.dt - interval 30 days and wire.dt <= days.dt
    group by days.dt
),

blocked_cards as (
    select
        days.dt,
        'fraud_blocked_cards_per_10000' as indicator,
        count(*) filter (
            card.card_status = 'blocked'
            and card.block_reason = 'fraud'
            and card.blocked_on > days.dt - interval 30 days
        ) as numerator,
        count(card.card_id) as denominator
    from datalake.cards as card
    right join days on card.dt = days.last_weekday and card.card_status <> 'expired'
    group by days.dt
),

-- who left is shown for less than 180 days: three snapshots see a year of leavers
staff as (
    select days.dt, employee.dt as seen_on, employee.employee_id, employee.employment_status, employee.termination_date
    from datalake.employees as employee
    join days
        on employee.dt in (days.dt, days.dt - interval 180 days, days.dt - interval 360 days)
),

staff_turnover as (
    select
        days.dt,
        'staff_turnover_365d' as indicator,
        case
            when count(distinct staff.seen_on) = 3 then
                count(distinct staff.employee_id) filter (
                    staff.termination_date > days.dt - interval 365 days and staff.termination_date <= days.dt
                )
        end as numerator,
        count(*) filter (staff.seen_on = days.dt and staff.employment_status <> 'terminated') as denominator
    from days
    left join staff on staff.dt = days.dt
    group by days.dt
),

quarantined_rows as (
    select
        days.dt,
        'quarantine_open_rows' as indicator,
        count(rejected.quarantine_id) as numerator,
        null as denominator
    from days
    left join curated.quarantine as rejected
        on rejected.dt > days.dt - interval 30 days
        and rejected.dt <= days.dt
    group by days.dt
),

waived_fees as (
    select
        days.dt,
        'fee_waiver_share' as indicator,
        sum(overdrafts.waived_fees) as numerator,
        sum(overdrafts.potential_fees) as denominator
    from days
    left join marts.overdraft_revenue_daily as overdrafts
        on overdrafts.dt > days.dt - interval 30 days
        and overdrafts.dt <= days.dt
    group by days.dt
),

measured as (
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from failed_postings
    union all
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from technical_declines
    union all
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from raw_defects
    union all
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from overdue_checks
    union all
    select dt, indicator, numerator, denominator, 1000 * numerator / nullif(denominator, 0) as value from open_complaints
    union all
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from overdue_trainings
    union all
    select dt, indicator, numerator, denominator, numerator as value from alerts
    union all
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from rejected_wires
    union all
    select dt, indicator, numerator, denominator, 10000 * numerator / nullif(denominator, 0) as value from blocked_cards
    union all
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from staff_turnover
    union all
    select dt, indicator, numerator, denominator, numerator as value from quarantined_rows
    union all
    select dt, indicator, numerator, denominator, numerator / nullif(denominator, 0) as value from waived_fees
),

limited as (
    select
        measured.dt,
        measured.indicator,
        cast(measured.value as decimal(18, 6)) as value,
        cast(measured.numerator as decimal(18, 2)) as numerator,
        cast(measured.denominator as decimal(18, 2)) as denominator,
        amber.value as amber_limit,
        red.value as red_limit
    from measured
    join curated.management_parameters as amber
        on amber.parameter_id = 'kri_amber_limit'
        and amber.scope = measured.indicator
        and measured.dt between amber.effective_from and amber.effective_to
    join curated.management_parameters as red
        on red.parameter_id = 'kri_red_limit'
        and red.scope = measured.indicator
        and measured.dt between red.effective_from and red.effective_to
)

select
    dt,
    indicator,
    value,
    numerator,
    denominator,
    amber_limit,
    red_limit,
    case
        when value is null then 'unknown'
        when value >= red_limit then 'red'
        when value >= amber_limit then 'amber'
        else 'green'
    end as status
from limited
order by dt, indicator
