-- Employees who appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.employees
),

comparisons as (
    select compared_days.dt, compared_days.dt_before, before.dt is null as is_baseline
    from compared_days
    join stored as today on today.dt = compared_days.dt
    left join stored as before on before.dt = compared_days.dt_before
),

later as (
    select
        comparisons.dt,
        comparisons.is_baseline,
        snapshot.employee_id,
        snapshot.employee_number,
        snapshot.first_name,
        snapshot.last_name,
        snapshot.email,
        snapshot.phone,
        snapshot.job_role,
        snapshot.job_level,
        snapshot.department_id,
        snapshot.branch_id,
        snapshot.manager_id,
        snapshot.hire_date,
        snapshot.termination_date,
        snapshot.employment_status,
        snapshot.salary,
        snapshot.created_at,
        snapshot.updated_at
    from datalake.employees as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as (
    select
        comparisons.dt,
        snapshot.employee_id,
        snapshot.employee_number,
        snapshot.first_name,
        snapshot.last_name,
        snapshot.email,
        snapshot.phone,
        snapshot.job_role,
        snapshot.job_level,
        snapshot.department_id,
        snapshot.branch_id,
        snapshot.manager_id,
        snapshot.hire_date,
        snapshot.termination_date,
        snapshot.employment_status,
        snapshot.salary,
        snapshot.created_at,
        snapshot.updated_at
    from datalake.employees as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.employee_id, earlier.employee_id) as employee_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.last_name is distinct from earlier.last_name then 'last_name' end,
                case when later.job_role is distinct from earlier.job_role then 'job_role' end,
                case when later.job_level is distinct from earlier.job_level then 'job_level' end,
                case when later.department_id is distinct from earlier.department_id then 'department_id' end,
                case when later.branch_id is distinct from earlier.branch_id then 'branch_id' end,
                case when later.manager_id is distinct from earlier.manager_id then 'manager_id' end,
                case when later.termination_date is distinct from earlier.termination_date then 'termination_date' end,
                case when later.employment_status is distinct from earlier.employment_status then 'employment_status' end
            )
        end as changed_columns,
        case when later.dt is null then earlier.employee_number else later.employee_number end as employee_number,
        case when later.dt is null then earlier.first_name else later.first_name end as first_name,
        case when later.dt is null then earlier.last_name else later.last_name end as last_name,
        case when later.dt is null then earlier.email else later.email end as email,
        case when later.dt is null then earlier.phone else later.phone end as phone,
        case when later.dt is null then earlier.job_role else later.job_role end as job_role,
        case when later.dt is null then earlier.job_level else later.job_level end as job_level,
        case when later.dt is null then earlier.department_id else later.department_id end as department_id,
        case when later.dt is null then earlier.branch_id else later.branch_id end as branch_id,
        case when later.dt is null then earlier.manager_id else later.manager_id end as manager_id,
        case when later.dt is null then earlier.hire_date else later.hire_date end as hire_date,
        case when later.dt is null then earlier.termination_date else later.termination_date end as termination_date,
        case when later.dt is null then earlier.employment_status else later.employment_status end as employment_status,
        case when later.dt is null then earlier.salary else later.salary end as salary,
        case when later.dt is null then earlier.created_at else later.created_at end as created_at,
        case when later.dt is null then earlier.updated_at else later.updated_at end as updated_at,
        earlier.last_name as previous_last_name,
        earlier.job_role as previous_job_role,
        earlier.job_level as previous_job_level,
        earlier.department_id as previous_department_id,
        earlier.branch_id as previous_branch_id,
        earlier.manager_id as previous_manager_id,
        earlier.termination_date as previous_termination_date,
        earlier.employment_status as previous_employment_status
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.employee_id = later.employee_id
    where
        later.dt is null
        or earlier.dt is null
        or later.last_name is distinct from earlier.last_name
        or later.job_role is distinct from earlier.job_role
        or later.job_level is distinct from earlier.job_level
        or later.department_id is distinct from earlier.department_id
        or later.branch_id is distinct from earlier.branch_id
        or later.manager_id is distinct from earlier.manager_id
        or later.termination_date is distinct from earlier.termination_date
        or later.employment_status is distinct from earlier.employment_status
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    employee_id,
    changed_columns,
    employee_number,
    first_name,
    last_name,
    email,
    phone,
    job_role,
    job_level,
    department_id,
    branch_id,
    manager_id,
    hire_date,
    termination_date,
    employment_status,
    salary,
    created_at,
    updated_at,
    previous_last_name,
    previous_job_role,
    previous_job_level,
    previous_department_id,
    previous_branch_id,
    previous_manager_id,
    previous_termination_date,
    previous_employment_status
from paired
order by dt, employee_id
