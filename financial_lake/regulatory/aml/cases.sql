-- Cases made of alerts: one a customer and month, how far it has come, and what was decided.
with stored as (
    select max(dt) as latest_day
    from marts.daily_transaction_volume
),

business_days as (
    select
        dt,
        is_business_day,
        sum(case when is_business_day then 1 else 0 end) over (
            order by dt rows between unbounded preceding and current row
        ) as place
    from curated.calendar
),

escalated as (
    select
        alert.*,
        calendar.year * 12 + calendar.month as month_number,
        strftime(alert.dt, '%Y-%m') as month_name
    from regulatory.alerts as alert
    join curated.calendar on calendar.dt = alert.dt
    where alert.is_escalated
),

opened as (
    select customer_id, month_number, min(month_name) as month_name, min(triaged_on) as opened_on
    from escalated
    group by customer_id, month_number
),

planned as (
    select
        opened.*,
        decided.dt as decision_due_on
    from opened
    join business_days as begun on begun.dt = opened.opened_on
    join business_days as decided
        on decided.is_business_day
        and decided.place = begun.place + 5
            + (31 * opened.customer_id + 17 * date_diff('day', date '1900-01-01', opened.opened_on)) % 10
),

rules as (
    select distinct planned.customer_id, planned.month_number, escalated.rule_id
    from planned
    join escalated
        on escalated.customer_id = planned.customer_id
        and escalated.month_number = planned.month_number
        and escalated.dt <= planned.decision_due_on
),

listed_rules as (
    select customer_id, month_number, string_agg(rule_id, ',' order by rule_id) as rules, count(*) as rule_count
    from rules
    group by customer_id, month_number
),

gathered as (
    select
        planned.customer_id,
        planned.month_number,
        planned.month_name,
        planned.opened_on,
        planned.decision_due_on,
        min(escalated.account_id) as account_id,
        count(*) as alert_count,
        max(escalated.amount) as amount,
        max(escalated.alert_score) as top_score,
        min(case when escalated.triaged_on = planned.opened_on then escalated.triaged_by end) as handled_by
    from planned
    join escalated
        on escalated.customer_id = planned.customer_id
        and escalated.month_number = planned.month_number
        and escalated.dt <= planned.decision_due_on
    group by
        planned.customer_id, planned.month_number, planned.month_name, planned.opened_on, planned.decision_due_on
),

judged as (
    select
        gathered.*,
        listed_rules.rules,
        least(100, gathered.top_score + 10 * (listed_rules.rule_count - 1)) as case_score,
        stored.latest_day,
        score_limit.value as score_limit,
        amount_limit.value as amount_limit
    from gathered
    join listed_rules
        on listed_rules.customer_id = gathered.customer_id and listed_rules.month_number = gathered.month_number
    cross join stored
    join curated.regulatory_parameters as score_limit
        on score_limit.parameter_id = 'SAR.recommend_score'
        and gathered.opened_on between score_limit.effective_from and score_limit.effective_to
    join curated.regulatory_parameters as amount_limit
        on amount_limit.parameter_id = 'SAR.min_amount'
        and gathered.opened_on between amount_limit.effective_from and amount_limit.effective_to
    where gathered.opened_on <= stored.latest_day
)

select
    concat('CA-', month_name, '-', cast(customer_id as varchar)) as case_id,
    customer_id,
    account_id,
    opened_on,
    decision_due_on,
    case when decision_due_on <= latest_day then decision_due_on end as decided_on,
    case
        when decision_due_on <= latest_day and case_score >= score_limit and amount >= amount_limit then 'sar_recommended'
        when decision_due_on <= latest_day then 'closed_no_action'
        when opened_on < latest_day then 'investigating'
        else 'open'
    end as status,
    alert_count,
    rules,
    amount,
    cast(case_score as integer) as case_score,
    handled_by
from judged
order by case_id
