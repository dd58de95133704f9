-- Alerts against money laundering: what the rules found on the day, scored, and who looks at it first.
with days as (
    select
        calendar.dt,
        calendar.last_weekday,
        calendar.next_business_day,
        cast(parameter.value as integer) as escalate_score
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    join curated.regulatory_parameters as parameter
        on parameter.parameter_id = 'SAR.escalate_score'
        and calendar.dt between parameter.effective_from and parameter.effective_to
),

seconded as (
    select distinct days.dt, hit.rule_id, hit.customer_id
    from days
    join regulatory.rule_hits as hit on hit.dt = days.dt
    join regulatory.rule_hits as other
        on other.customer_id = hit.customer_id
        and other.rule_id <> hit.rule_id
        and other.dt > days.dt - interval 30 days
        and other.dt <= days.dt
),

accounts as (
    select days.dt, account.account_id, account.customer_id, account.open_date
    from curated.accounts as account
    join days on account.dt = days.last_weekday
    where account.account_status <> 'closed'
),

first_accounts as (
    select dt, customer_id, min(account_id) as account_id
    from accounts
    group by dt, customer_id
),

officers as (
    select
        officer.dt,
        officer.employee_id,
        row_number() over (partition by officer.dt order by officer.employee_id) - 1 as place,
        count(*) over (partition by officer.dt) as officers
    from datalake.employees as officer
    join days on days.dt = officer.dt
    where officer.job_role = 'compliance_officer' and officer.employment_status = 'active'
),

found as (
    select
        days.dt,
        days.escalate_score,
        days.next_business_day,
        hit.rule_id,
        rule.version,
        hit.customer_id,
        coalesce(hit.account_id, first_accounts.account_id) as account_id,
        hit.window_start,
        hit.amount,
        hit.posting_count,
        hit.explanation,
        rule.base_score
            + case when customer.risk_rating = 'high' then 10 else 0 end
            + case when hit.amount >= 25000 then 10 else 0 end
            + case when seconded.customer_id is not null then 10 else 0 end
            + case when hit.is_listed_counterparty then 10 else 0 end as points
    from days
    join regulatory.rule_hits as hit on hit.dt = days.dt
    join regulatory.compliance_rules as rule on rule.rule_id = hit.rule_id and rule.is_active
    left join curated.customer_records as customer
        on customer.dt = hit.dt and customer.customer_id = hit.customer_id
    left join first_accounts on first_accounts.dt = hit.dt and first_accounts.customer_id = hit.customer_id
    left join seconded
        on seconded.dt = hit.dt and seconded.customer_id = hit.customer_id and seconded.rule_id = hit.rule_id
),

scored as (
    select
        found.*,
        least(
            100,
            found.points + case when date_diff('day', accounts.open_date, found.dt) < 180 then 10 else 0 end
        ) as alert_score
    from found
    left join accounts on accounts.dt = found.dt and accounts.account_id = found.account_id
)

select
    scored.dt,
    concat('AL-', scored.rule_id, '-', cast(scored.dt as varchar), '-', cast(scored.customer_id as varchar)) as alert_id,
    scored.rule_id,
    scored.version as rule_version,
    scored.customer_id,
    scored.account_id,
    scored.window_start,
    scored.amount,
    scored.posting_count,
    cast(scored.alert_score as integer) as alert_score,
    scored.alert_score >= scored.escalate_score as is_escalated,
    scored.next_business_day as triaged_on,
    officers.employee_id as triaged_by,
    scored.explanation
from scored
left join officers on officers.dt = scored.dt and officers.place = scored.customer_id % officers.officers
order by scored.dt, alert_id
