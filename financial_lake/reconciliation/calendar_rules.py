"""Time, keys and rhythm, generated from the contracts where every table owes the same (R53, R57, R63 to R65, R67, R70)."""

import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.discovery import source_tables
from financial_lake.reconciliation.rule import Rule, same_day
from financial_lake.simulation.ledger.codes import CODES

AHEAD_BY_CONTRACT = {"expiration_date", "maturity_date", "next_due_on", "next_review_date", "expiry_date"}
"""Columns that may lie after the partition's day: contract dates, not events (R63)."""

MAY_BE_EMPTY = {"overdraft_events", "planted_defects", "branch_visits", "compliance_events", "wire_transfers"}
"""Daily tables that may have no row on a day, at this or a smaller size (R65)."""

KEY_COMPOSITION = {
    "accounts": "account_id // 1000 = customer_id",
    "cards": "card_id // 1000 = account_id",
    "addresses": "address_id // 100 = customer_id",
    "phone_numbers": "phone_id // 100 = customer_id",
    "email_addresses": "email_id // 100 = customer_id",
    "customer_preferences": "preference_id // 100 = customer_id",
    "credit_scores": "credit_score_id // 100 = customer_id",
    "customers_segments": "customer_segment_id // 100 = customer_id and customer_segment_id % 100 = segment_id",
    "loan_accounts": "loan_id // 100 = customer_id and loan_id = application_id",
    "investments": "investment_id // 10 = customer_id",
    "holdings": "holding_id // 10 = investment_id",
}
"""How the keys of snapshot tables are composed (tables.md 1.6)."""

EMPLOYEE_COLUMNS = {
    "branch_visits": ("served_by", ("customer_service_rep", "branch_manager")),
    "compliance_events": ("handled_by", ("compliance_officer",)),
    "loan_accounts": ("approved_by", ("loan_officer", "branch_manager")),
    "investments": ("advisor_id", ("wealth_advisor",)),
    "customer_profiles": ("assigned_agent_id", ()),
    "transactions": ("processed_by", ()),
}
"""Columns that name an employee, and the roles that may do it; none for any."""


def calendar_rules() -> tuple[Rule, ...]:
    """The generated rules of all source tables."""
    rules = []
    for table in source_tables():
        rules += [*_no_future(table.model), *_event_day(table.model), _filled(table.model), *_composed(table.model)]
    return (*rules, *_employees(), *_SINGLE)


def _source(table: str) -> str:
    return f"clean.{table}" if table in {"transactions", "accounts"} else f"datalake.{table}"


def _no_future(model: type[LakeTable]) -> list[Rule]:
    table, tests = model.short_name(), []
    for each in model.column_meanings():
        if each.name == "dt" or each.name in AHEAD_BY_CONTRACT:
            continue
        if pa.types.is_date32(each.arrow_type) or pa.types.is_timestamp(each.arrow_type):
            tests.append(f"coalesce(cast({each.name} as date) > judged.dt, false)")
    if not tests:
        return []
    sql = f"""
select judged.dt, concat_ws(' ', {", ".join(model.key_columns()) or "'row'"}) as item,
    case when {" or ".join(tests)} then 1 else 0 end as difference
from {_source(table)} as judged join days on days.dt = judged.dt
"""
    meaning = f"no day or instant of {table} lies after the partition's day, contract dates excepted"
    return [Rule(name="R63", table=table, meaning=meaning, needs=(same_day(table),), sql=sql)]


def _event_day(model: type[LakeTable]) -> list[Rule]:
    table = model.short_name()
    instants = [each.name for each in model.column_meanings() if pa.types.is_timestamp(each.arrow_type)]
    instant = "txn_timestamp" if table == "transactions" else (instants[0] if instants else None)
    if model.about().load is not LoadPattern.EVENTS or not model.key_columns():
        return []
    key = model.key_columns()[0]
    same = f"and cast({instant} as date) = judged.dt" if instant else ""
    sql = f"""
select judged.dt, {key} as item,
    case when {key} // 1000000000 = judged.dt - date '1970-01-01' {same} then 0 else 1 end as difference
from {_source(table)} as judged join days on days.dt = judged.dt
"""
    meaning = f"each row of {table} happened on the partition's day, and its id begins with that day"
    return [Rule(name="R64", table=table, meaning=meaning, needs=(same_day(table),), sql=sql)]


def _filled(model: type[LakeTable]) -> Rule:
    table, load = model.short_name(), model.about().load
    if load is LoadPattern.SNAPSHOT_WEEKDAY:
        expected = "case when calendar.is_weekday then counted.row_count > 0 else counted.row_count = 0 end"
        meaning = f"{table} has rows on weekdays and none on Saturday and Sunday"
    elif table == "branch_visits":
        expected = "calendar.is_holiday is false and isodow(days.dt) < 7 or counted.row_count = 0"
        meaning = "nobody visits a branch on a Sunday or bank holiday"
    elif table in MAY_BE_EMPTY:
        expected = "counted.row_count >= 0"
        meaning = f"the partition of {table} exists, with rows or without"
    else:
        expected = "counted.row_count > 0"
        meaning = f"{table} is never empty"
    sql = f"""
with counted as (
    select days.dt, count(judged.dt) as row_count
    from days left join datalake.{table} as judged on judged.dt = days.dt
    group by days.dt
)
select days.dt, 'rows ' || counted.row_count as item, case when {expected} then 0 else 1 end as difference
from days join counted on counted.dt = days.dt join calendar on calendar.dt = days.dt
"""
    return Rule(name="R65", table=table, meaning=meaning, needs=(same_day(table),), sql=sql)


def _composed(model: type[LakeTable]) -> list[Rule]:
    table = model.short_name()
    if table not in KEY_COMPOSITION:
        return []
    sql = f"""
select judged.dt, {model.key_columns()[0]} as item,
    case when {KEY_COMPOSITION[table]} then 0 else 1 end as difference
from datalake.{table} as judged join days on days.dt = judged.dt
"""
    meaning = f"keys of {table} are composed: {KEY_COMPOSITION[table]}"
    return [Rule(name="R67", table=table, meaning=meaning, needs=(same_day(table),), sql=sql)]


def _employees() -> list[Rule]:
    rules = []
    for table, (column, roles) in EMPLOYEE_COLUMNS.items():
        allowed = f"employee.job_role in ({', '.join(repr(role) for role in roles)})" if roles else "true"
        first_day = {"compliance_events": "judged.review_date", "loan_accounts": "judged.origination_date - 60"}
        when = first_day.get(table, "judged.dt")
        sql = f"""
select judged.dt, concat_ws(' ', judged.{column}, {when}) as item,
    case
        when employee.employee_id is null then case when {when} < judged.dt - 170 then 0 else 1 end
        when employee.hire_date > judged.dt then 1
        when employee.termination_date is not null and employee.termination_date < {when} then 1
        when not ({allowed}) and exists (
            select 1 from datalake.employees as able
            where able.dt = judged.dt and able.employment_status = 'active' and able.job_role in ({
            ", ".join(repr(role) for role in roles) or "''"
        })
                and able.hire_date <= {when}
        ) then 1
        else 0
    end as difference
from {_source(table)} as judged
join days on days.dt = judged.dt
left join datalake.employees as employee on employee.dt = judged.dt and employee.employee_id = judged.{column}
where judged.{column} is not null
"""
        meaning = f"{column} of {table} names an employee of the day in an allowed role"
        rules.append(Rule(name="R53", table=table, meaning=meaning, needs=(same_day(table, "employees"),), sql=sql))
    return rules


_RECURRING = ", ".join(f"'{code.name}'" for code in CODES if code.frequency)

_SINGLE = (
    Rule(
        name="R57",
        table="employees",
        meaning="the chain of managers has no circle, at most four steps, and ends at one person",
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
select dt, employee_id as item, case when max(steps) <= 4 and bool_or(manager_id is null) then 0 else 1 end as difference
from chain group by dt, employee_id
""",
    ),
    Rule(
        name="R57 heads",
        table="departments",
        meaning="the head of a department works for the bank on the day",
        needs=(same_day("departments", "employees"),),
        sql="""
select department.dt, department.department_id as item,
    case when employee.employment_status in ('active', 'on_leave') then 0 else 1 end as difference
from datalake.departments as department
join days on days.dt = department.dt
left join datalake.employees as employee
    on employee.dt = department.dt and employee.employee_id = department.department_head_id
where department.department_head_id is not null
""",
    ),
    Rule(
        name="R70 salary",
        table="transactions",
        meaning="salaries fall on the 1st or the 15th",
        needs=(same_day("transactions"),),
        sql="""
select posting.dt, posting.transaction_id as item,
    case when extract(day from posting.dt) in (1, 15) then 0 else 1 end as difference
from clean.transactions as posting join days on days.dt = posting.dt
where posting.transaction_code = 'salary'
""",
    ),
    Rule(
        name="R70 recurring",
        table="transactions",
        meaning="a posting is recurring exactly when its code is, or when it is a card subscription",
        needs=(same_day("transactions"),),
        sql=f"""
select posting.dt, posting.transaction_id as item,
    case
        when posting.is_recurring <> (posting.recurring_frequency is not null) then 1
        when posting.transaction_code in ({_RECURRING}) then case when posting.is_recurring then 0 else 1 end
        when posting.transaction_code = 'card_purchase' then
            case when not posting.is_recurring or posting.merchant_category in ('subscriptions', 'utilities') then 0 else 1 end
        else case when posting.is_recurring then 1 else 0 end
    end as difference
from clean.transactions as posting join days on days.dt = posting.dt
""",
    ),
    Rule(
        name="R68",
        table="planted_defects",
        meaning="every planted defect of the raw postings is found in the feed where its label says",
        needs=(same_day("planted_defects", "transactions"),),
        sql="""
select defect.dt, defect.defect_id as item,
    case when count(raw.dt) = case when defect.defect_type = 'duplicate_transaction_id' then 2 else 1 end
        then 0 else 1 end as difference
from datalake.planted_defects as defect
join days on days.dt = defect.dt
left join datalake.transactions as raw
    on raw.dt = defect.dt and cast(raw.transaction_id as varchar) = defect.row_key
where defect.table_name = 'transactions'
group by defect.dt, defect.defect_id, defect.defect_type
""",
    ),
)
