"""Identity files, checks and trainings agree with customers, postings and staff (R29, R58 to R60)."""

from financial_lake.reconciliation.rule import Rule, same_day

DILIGENCE_RULES = (
    Rule(
        name="R29 files",
        table="kyc_records",
        meaning="identity files are kept of exactly the customers of the day",
        needs=(same_day("kyc_records", "customer_profiles"),),
        sql="""
with file as (
    select file.dt, file.customer_id from datalake.kyc_records as file join days on days.dt = file.dt
),
profile as (
    select profile.dt, profile.customer_id from datalake.customer_profiles as profile join days on days.dt = profile.dt
)
select coalesce(file.dt, profile.dt) as dt, coalesce(file.customer_id, profile.customer_id) as item,
    case when file.customer_id is null or profile.customer_id is null then 1 else 0 end as difference
from file full join profile on profile.dt = file.dt and profile.customer_id = file.customer_id
""",
    ),
    Rule(
        name="R59",
        table="kyc_records",
        meaning="status and rating are the profile's; who is verified was checked by then and is not yet due again",
        needs=(same_day("kyc_records", "customer_profiles"),),
        sql="""
select file.dt, file.kyc_id as item,
    case
        when file.kyc_status is distinct from profile.kyc_status then 1
        when file.risk_rating is distinct from profile.risk_rating then 1
        when file.verification_date > file.dt then 1
        when file.kyc_status = 'verified' and (file.next_review_date < file.dt or file.verification_date is null) then 1
        else 0
    end as difference
from datalake.kyc_records as file
join days on days.dt = file.dt
left join datalake.customer_profiles as profile
    on profile.dt = file.dt and profile.customer_id = file.customer_id
""",
    ),
    Rule(
        name="R60",
        table="aml_checks",
        meaning="each completed posting worth more than 10,000 US dollars is monitored once that day, and no other",
        needs=(same_day("aml_checks", "transactions"),),
        sql="""
with large as (
    select posting.dt, posting.transaction_id, posting.customer_id
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.status = 'completed' and posting.amount * posting.exchange_rate > 10000
),
monitored as (
    select checked.dt, checked.transaction_id, any_value(checked.customer_id) as customer_id, count(*) as times
    from datalake.aml_checks as checked join days on days.dt = checked.dt
    where checked.check_type = 'transaction_monitoring'
    group by checked.dt, checked.transaction_id
)
select coalesce(large.dt, monitored.dt) as dt, coalesce(large.transaction_id, monitored.transaction_id) as item,
    case
        when large.transaction_id is null or monitored.transaction_id is null then 1
        when monitored.times > 1 or monitored.customer_id <> large.customer_id then 1
        else 0
    end as difference
from large
full join monitored on monitored.dt = large.dt and monitored.transaction_id = large.transaction_id
""",
    ),
    Rule(
        name="R58",
        table="employee_training",
        meaning="trainings end after they began, with a score if completed, and only of those employed then",
        needs=(same_day("employee_training", "employees"),),
        sql="""
select training.dt, training.training_record_id as item,
    case
        when (training.completion_date is null) <> (training.status <> 'completed') then 1
        when (training.score is null) <> (training.status <> 'completed') then 1
        when training.enrollment_date > training.dt or training.completion_date > training.dt then 1
        when training.enrollment_date <= training.dt - interval 24 months then 1
        when training.completion_date < training.enrollment_date then 1
        when employee.employee_id is null or training.enrollment_date < employee.hire_date then 1
        when training.enrollment_date >= employee.termination_date then 1
        when training.completion_date >= employee.termination_date then 1
        when employee.employment_status = 'terminated' and training.status in ('enrolled', 'in_progress') then 1
        else 0
    end as difference
from datalake.employee_training as training
join days on days.dt = training.dt
left join datalake.employees as employee
    on employee.dt = training.dt and employee.employee_id = training.employee_id
""",
    ),
)
"""Rules of kyc_records, aml_checks and employee_training."""
