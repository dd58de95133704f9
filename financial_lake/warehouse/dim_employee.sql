-- The bank's staff with the history of roles, branches and leaders; without salaries.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with baseline_days as (
    select distinct effective_on from curated.employee_changes where is_baseline
),

vanished as ( -- inside a gap: present before it, not there after it
    select earlier.employee_id, baseline_days.effective_on
    from curated.employee_changes as earlier
    join baseline_days on earlier.effective_on < baseline_days.effective_on
    left join curated.employee_changes as present
        on present.employee_id = earlier.employee_id and present.effective_on = baseline_days.effective_on
    where present.employee_id is null
    group by earlier.employee_id, baseline_days.effective_on
    having max_by(earlier.op, earlier.effective_on) <> 'D'
),

events as ( -- a state is the text of all tracked columns, null while absent
    select
        employee_id,
        effective_on,
        is_baseline,
        false as is_fill,
        case
            when op <> 'D' then concat_ws(
                chr(31),
                coalesce(cast(last_name as varchar), chr(30)),
                coalesce(cast(job_role as varchar), chr(30)),
                coalesce(cast(job_level as varchar), chr(30)),
                coalesce(cast(department_id as varchar), chr(30)),
                coalesce(cast(branch_id as varchar), chr(30)),
                coalesce(cast(manager_id as varchar), chr(30)),
                coalesce(cast(termination_date as varchar), chr(30)),
                coalesce(cast(employment_status as varchar), chr(30))
            )
        end as state
    from curated.employee_changes
    union all
    select employee_id, effective_on, false, false, null from vanished
),

turns as (
    select employee_id, effective_on, is_baseline, is_fill, state
    from events
    qualify state is distinct from lag(state) over (partition by employee_id order by effective_on)
),

numbered as ( -- a fill completes the version that is open
    select
        turns.*,
        sum(case when is_fill then 0 else 1 end) over (partition by employee_id order by effective_on) as turn_number
    from turns
),

periods as (
    select
        employee_id,
        min(effective_on) as seen_on,
        max(effective_on) as completed_on,
        min_by(is_baseline, effective_on) as is_baseline,
        max(state) is null as is_absent
    from numbered
    group by employee_id, turn_number
),

followed as (
    select
        periods.*,
        lead(seen_on, 1, date '9999-12-31') over (partition by employee_id order by seen_on) as valid_to,
        lead(is_absent, 1, false) over (partition by employee_id order by seen_on) as is_deleted
    from periods
),

present as (
    select
        followed.*,
        row_number() over (partition by employee_id order by seen_on) as version_number
    from followed
    where not is_absent
),

last_seen as (
    select employee_id, max(dt) as dt from datalake.employees group by employee_id
),

latest as ( -- columns that are not tracked carry the latest stored value on all versions
    select
        snapshot.employee_id,
        snapshot.employee_number,
        snapshot.first_name,
        snapshot.email,
        snapshot.phone,
        snapshot.hire_date,
        snapshot.salary,
        snapshot.created_at,
        snapshot.updated_at
    from datalake.employees as snapshot
    join last_seen on last_seen.employee_id = snapshot.employee_id and last_seen.dt = snapshot.dt
),

dated as (
    select
        present.*,
        case when present.version_number = 1 then least(changed.hire_date, present.seen_on) else present.seen_on end as valid_from
    from present
    join curated.employee_changes as changed
        on changed.employee_id = present.employee_id and changed.effective_on = present.completed_on
),

versions as (
    select
        dated.employee_id * 100000 + date_diff('day', date '1900-01-01', dated.valid_from) as employee_key,
        dated.employee_id,
        dated.seen_on,
        dated.valid_from,
        dated.valid_to,
        dated.valid_to = date '9999-12-31' as is_current,
        cast(dated.version_number as integer) as version_number,
        dated.is_deleted,
        not dated.is_baseline
            or dated.seen_on = (select min(effective_on) from baseline_days) as is_start_exact,
        case when latest.employee_id is null then changed.employee_number else latest.employee_number end as employee_number,
        case when latest.employee_id is null then changed.first_name else latest.first_name end as first_name,
        changed.last_name,
        case when latest.employee_id is null then changed.email else latest.email end as email,
        case when latest.employee_id is null then changed.phone else latest.phone end as phone,
        changed.job_role,
        changed.job_level,
        changed.department_id,
        changed.branch_id,
        changed.manager_id,
        case when latest.employee_id is null then changed.hire_date else latest.hire_date end as hire_date,
        changed.termination_date,
        changed.employment_status,
        case when latest.employee_id is null then changed.salary else latest.salary end as salary,
        case when latest.employee_id is null then changed.created_at else latest.created_at end as created_at,
        case when latest.employee_id is null then changed.updated_at else latest.updated_at end as updated_at
    from dated
    join curated.employee_changes as changed
        on changed.employee_id = dated.employee_id and changed.effective_on = dated.completed_on
    left join latest on latest.employee_id = dated.employee_id
),

-- What it says of them, by hand.
departments as (
    select department_id, department_name
    from datalake.departments
    where dt = (select max(dt) from datalake.departments)
),

leaders as ( -- of every version, on the day it was first seen, up to the top
    with recursive chain as (
        select employee_key, seen_on, manager_id, 0 as steps
        from versions
        union all
        select chain.employee_key, chain.seen_on, leader.manager_id, chain.steps + 1
        from chain
        join versions as leader
            on leader.employee_id = chain.manager_id
            and chain.seen_on >= leader.valid_from and chain.seen_on < leader.valid_to
    )

    select employee_key, max(steps) as management_level
    from chain
    group by employee_key
),

worked as (
    select employee_key, hire_date, coalesce(max(termination_date) over (partition by employee_id), last_day.dt) as until
    from versions
    cross join (select max(dt) as dt from datalake.employees) as last_day
),

described as (
    select
        versions.*,
        versions.first_name || ' ' || versions.last_name as employee_name,
        departments.department_name,
        leader.first_name || ' ' || leader.last_name as manager_name,
        cast(leaders.management_level as integer) as management_level,
        cast(
            year(worked.until) - year(worked.hire_date)
            - case
                when month(worked.until) * 100 + day(worked.until) < month(worked.hire_date) * 100 + day(worked.hire_date)
                then 1 else 0
            end as integer
        ) as tenure_years
    from versions
    join leaders on leaders.employee_key = versions.employee_key
    join departments on departments.department_id = versions.department_id
    join worked on worked.employee_key = versions.employee_key
    left join versions as leader
        on leader.employee_id = versions.manager_id
        and versions.seen_on >= leader.valid_from and versions.seen_on < leader.valid_to
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as employee_key,
        cast(member.id as bigint) as employee_id,
        cast(date '1900-01-01' as date) as valid_from,
        cast(date '9999-12-31' as date) as valid_to,
        cast(true as boolean) as is_current,
        cast(1 as integer) as version_number,
        cast(false as boolean) as is_deleted,
        cast(true as boolean) as is_start_exact,
        cast(member.meaning as varchar) as employee_number,
        cast(member.meaning as varchar) as employee_name,
        cast(member.meaning as varchar) as job_role,
        cast(0 as integer) as job_level,
        cast(member.id as bigint) as department_id,
        cast(member.meaning as varchar) as department_name,
        cast(null as bigint) as branch_id,
        cast(null as bigint) as manager_id,
        cast(null as varchar) as manager_name,
        cast(0 as integer) as management_level,
        cast(date '1900-01-01' as date) as hire_date,
        cast(null as date) as termination_date,
        cast(member.meaning as varchar) as employment_status,
        cast(0 as integer) as tenure_years
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    employee_key,
    employee_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    employee_number,
    employee_name,
    job_role,
    job_level,
    department_id,
    department_name,
    branch_id,
    manager_id,
    manager_name,
    management_level,
    hire_date,
    termination_date,
    employment_status,
    tenure_years
from described

union all

select
    employee_key,
    employee_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    employee_number,
    employee_name,
    job_role,
    job_level,
    department_id,
    department_name,
    branch_id,
    manager_id,
    manager_name,
    management_level,
    hire_date,
    termination_date,
    employment_status,
    tenure_years
from members

order by employee_key
