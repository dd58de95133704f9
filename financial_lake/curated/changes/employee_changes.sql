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

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.employee_id,
        snapshot.last_name,
        snapshot.job_role,
        snapshot.job_level,
        snapshot.department_id,
        snapshot.branch_id,
        snapshot.manager_id,
        snapshot.termination_date,
        snapshot.employment_status
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
        later.employee_number,
        later.first_name,
        later.last_name,
        later.email,
        later.phone,
        later.job_role,
        later.job_level,
        later.department_id,
        later.branch_id,
        later.manager_id,
        later.hire_date,
        later.termination_date,
        later.employment_status,
        later.salary,
        later.created_at,
        later.updated_at,
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
),

whole as (
    select
        dt,
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
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.employee_id,
        paired.changed_columns,
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
        snapshot.updated_at,
        paired.previous_last_name,
        paired.previous_job_role,
        paired.previous_job_level,
        paired.previous_department_id,
        paired.previous_branch_id,
        paired.previous_manager_id,
        paired.previous_termination_date,
        paired.previous_employment_status
    from datalake.employees as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.employee_id = snapshot.employee_id
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
from whole
order by dt, employee_id
