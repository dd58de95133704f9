"""Whoever leads works for the bank (R57)."""

from financial_lake.reconciliation.rule import Rule, same_day

STAFF_RULES = (
    Rule(
        name="R57",
        table="employees",
        meaning="managers work for the bank; their chain has no circle, at most four steps, and ends at the top",
        needs=(same_day("employees"),),
        sql="""
with recursive chain as (
    select employee.dt, employee.employee_id, employee.manager_id, 0 as steps
    from datalake.employees as employee join days on days.dt = employee.dt
    where employee.employment_status <> 'terminated'
    union all
    select chain.dt, chain.employee_id, manager.manager_id, chain.steps + 1
    from chain
    join datalake.employees as manager on manager.dt = chain.dt and manager.employee_id = chain.manager_id
    where chain.steps < 6
)
select chain.dt, chain.employee_id as item,
    case
        when max(chain.steps) > 4 or not bool_or(chain.manager_id is null) then 1
        when bool_or(chain.steps = 0 and chain.manager_id is not null
            and coalesce(manager.employment_status, 'terminated') = 'terminated') then 1
        else 0
    end as difference
from chain
left join datalake.employees as manager on manager.dt = chain.dt and manager.employee_id = chain.manager_id
group by chain.dt, chain.employee_id
""",
    ),
    Rule(
        name="R57 heads",
        table="departments",
        meaning="the head of a department works for the bank, and in that department unless heading several",
        needs=(same_day("departments", "employees"),),
        sql="""
select department.dt, department.department_id as item,
    case
        when coalesce(employee.employment_status, 'terminated') = 'terminated' then 1
        when employee.department_id <> department.department_id
            and count(*) over (partition by department.dt, department.department_head_id) = 1 then 1
        else 0
    end as difference
from datalake.departments as department
join days on days.dt = department.dt
left join datalake.employees as employee
    on employee.dt = department.dt and employee.employee_id = department.department_head_id
where department.department_head_id is not null
""",
    ),
)
"""Rules of departments and employees."""
