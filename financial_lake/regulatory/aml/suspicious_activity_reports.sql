-- Reports of suspicious activity: drafted when a case is decided, reviewed by a second officer, and filed in time.
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

recommended as (
    select
        suspicion.*,
        reviewed.dt as reviewed_on,
        filed.dt as filed_on,
        suspicion.opened_on + cast(due.value as integer) as due_on
    from regulatory.cases as suspicion
    join business_days as decided on decided.dt = suspicion.decided_on
    join business_days as reviewed on reviewed.is_business_day and reviewed.place = decided.place + 1
    join business_days as filed on filed.is_business_day and filed.place = decided.place + 3
    join curated.regulatory_parameters as due
        on due.parameter_id = 'SAR.due_days'
        and suspicion.opened_on between due.effective_from and due.effective_to
    where suspicion.status = 'sar_recommended'
),

-- officers on the day of filing, but for the one who drafted it
reviewers as (
    select
        recommended.case_id,
        recommended.customer_id,
        officer.employee_id,
        row_number() over (partition by recommended.case_id order by officer.employee_id) - 1 as place,
        count(*) over (partition by recommended.case_id) as officers
    from recommended
    join datalake.employees as officer
        on officer.dt = recommended.filed_on
        and officer.job_role = 'compliance_officer'
        and officer.employment_status = 'active'
        and officer.employee_id <> recommended.handled_by
),

staged as (
    select
        recommended.*,
        stored.latest_day,
        reviewers.employee_id as approver,
        recommended.filed_on <= stored.latest_day and reviewers.employee_id is not null as is_filed
    from recommended
    cross join stored
    left join reviewers
        on reviewers.case_id = recommended.case_id
        and reviewers.place = recommended.customer_id % reviewers.officers
)

select
    concat('SA-', substring(case_id, 4)) as sar_id,
    case_id,
    customer_id,
    account_id,
    decided_on as report_date,
    case
        when contains(rules, 'AML-02') then 'structuring'
        when contains(rules, 'AML-11') or contains(rules, 'AML-16') then 'high_risk_country'
        else 'unusual_pattern'
    end as activity_type,
    concat_ws(' ', rules, 'found', amount, 'US dollars in', alert_count, 'alerts') as description,
    case when is_filed then 'filed' when reviewed_on <= latest_day then 'under_review' else 'draft' end as sar_status,
    due_on,
    case when is_filed then filed_on end as filed_date,
    case when amount >= 100000 then 'tier1' when amount >= 25000 then 'tier2' else 'tier3' end as regulatory_tier,
    case when is_filed then handled_by end as filed_by,
    case when is_filed then approver end as approved_by,
    amount as amount_involved
from staged
order by sar_id
