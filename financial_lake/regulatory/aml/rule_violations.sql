-- What broke a rule against money laundering, how serious it is, and how it was resolved.
with stored as (
    select max(dt) as latest_day
    from marts.daily_transaction_volume
),

followed as (
    select
        alert.*,
        stored.latest_day,
        suspicion.opened_on,
        suspicion.decided_on,
        suspicion.status as case_status,
        suspicion.handled_by,
        alert.dt <= suspicion.decision_due_on as is_in_case
    from regulatory.alerts as alert
    cross join stored
    left join regulatory.cases as suspicion
        on suspicion.case_id
            = concat('CA-', strftime(alert.dt, '%Y-%m'), '-', cast(alert.customer_id as varchar))
),

settled as (
    select
        followed.*,
        case
            when latest_day < triaged_on then 'open'
            when not is_escalated then 'false_positive'
            when not is_in_case then 'resolved'
            when decided_on is null then 'investigating'
            when case_status = 'closed_no_action' then 'false_positive'
            else 'resolved'
        end as violation_status,
        case when not is_escalated or not is_in_case then triaged_on else decided_on end as settled_on,
        case when not is_escalated or not is_in_case then triaged_by else handled_by end as settled_by,
        case
            when not is_escalated then 'too few points for a case'
            when not is_in_case then 'known from the case of the month'
            when case_status = 'closed_no_action' then 'explained'
            else 'measures taken'
        end as notes
    from followed
)

select
    concat('VI-', substring(alert_id, 4)) as violation_id,
    rule_id,
    'customer' as entity_type,
    customer_id as entity_id,
    dt as violation_date,
    case
        when alert_score >= 80 then 'critical'
        when alert_score >= 60 then 'high'
        when alert_score >= 40 then 'medium'
        else 'low'
    end as severity,
    violation_status as status,
    case when violation_status in ('resolved', 'false_positive') then notes end as resolution_notes,
    case when violation_status in ('resolved', 'false_positive') then settled_by end as resolved_by,
    case when violation_status in ('resolved', 'false_positive') then settled_on end as resolved_date
from settled
order by violation_id
