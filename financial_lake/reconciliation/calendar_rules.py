"""Time, keys and rhythm, generated from the contracts where every table owes the same (R53, R57, R63 to R65, R67)."""

import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.discovery import source_tables
from financial_lake.reconciliation.rule import Rule, days_back, same_day

AHEAD_BY_CONTRACT = {"expiration_date", "maturity_date", "next_due_on", "next_review_date", "expiry_date"}
"""Columns that may lie after the partition's day: contract dates, not events (R63)."""

PLANS = {"campaigns"}
"""Tables whose days are all plans, so that they may lie ahead."""

MAY_BE_EMPTY = {"overdraft_events", "planted_defects", "campaign_responses", "satisfaction_surveys"}
"""Daily tables that may have no row on a day at any size (R65)."""

WITHIN_A_WEEK = {"wire_transfers", "interactions", "aml_checks", "audit_trail"}
"""Tables that may have no row on a day in a small bank: 223 customers send one wire on an average Sunday."""

CUSTOMERS_OF_FULL_DAYS = 100
"""From so many customers on other daily tables are never empty (R65)."""

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
    "compliance_events": "event_id // 1000000000 = event_date - date '1970-01-01'",
    "complaints": "complaint_id // 1000000000 = filed_date - date '1970-01-01'",
    "kyc_records": "kyc_id = customer_id",
    "employee_training": "training_record_id // 10000 = employee_id"
    " and training_record_id // 100 % 100 = extract(year from enrollment_date) - 2000",
    "campaigns": "campaign_id // 100 = 10 * extract(year from judged.dt) + extract(quarter from judged.dt)",
    "employees": "employee_id % 1000000 > 100 and employee_number = 'E' || lpad(cast(employee_id as varchar), 8, '0')",
    "branches": "branch_id between 1 and 40 and (branch_id <= 24) = (country = 'US')",
    "holdings": "holding_id // 10 = investment_id",
}
"""How the keys of snapshot tables are composed (tables.md 1.6)."""

SERVANTS = {
    "branch_visits": ("served_by", ("customer_service_rep", "branch_manager"), "judged.dt", "judged.dt"),
    "compliance_events": ("handled_by", ("compliance_officer",), "judged.review_date", "judged.review_date"),
    "loan_accounts": (
        "approved_by",
        ("loan_officer", "branch_manager"),
        "judged.origination_date - 60",
        "judged.origination_date",
    ),
    "investments": ("advisor_id", ("wealth_advisor",), "judged.dt", "judged.dt"),
    "customer_profiles": (
        "assigned_agent_id",
        ("customer_service_rep", "wealth_advisor"),
        "judged.dt",
        "judged.dt",
    ),
    "interactions": ("handled_by", ("customer_service_rep", "branch_manager"), "judged.dt", "judged.dt"),
    "complaints": (
        "assigned_to",
        ("customer_service_rep", "compliance_officer"),
        "judged.filed_date",
        "judged.filed_date",
    ),
    "kyc_records": ("verified_by", ("compliance_officer",), "judged.verification_date", "judged.verification_date"),
    "aml_checks": ("reviewed_by", ("compliance_officer",), "judged.dt", "judged.dt"),
    "audit_trail": ("performed_by", (), "judged.dt", "judged.dt"),
    "transactions": ("processed_by", (), "judged.dt", "judged.dt"),
}
"""Column that names an employee, the roles that may do it (none for any), and the days between which it was done."""

DAYS_EMPLOYEES_ARE_KNOWN = 170
"""Leavers are listed for 180 days; older deeds may be of persons no longer listed."""


def calendar_rules() -> tuple[Rule, ...]:
    """The generated rules of all source tables."""
    rules = []
    for table in source_tables():
        rules += [*_no_future(table.model), *_event_day(table.model), *_filled(table.model), *_composed(table.model)]
    return (*rules, *_employees(), *_SINGLE)


def _source(table: str) -> str:
    return f"clean.{table}" if table in {"transactions", "accounts"} else f"datalake.{table}"


def _no_future(model: type[LakeTable]) -> list[Rule]:
    table, tests = model.short_name(), []
    for each in model.column_meanings():
        if each.name == "dt" or each.name in AHEAD_BY_CONTRACT or table in PLANS:
            continue
        if pa.types.is_date32(each.arrow_type) or pa.types.is_timestamp(each.arrow_type):
            tests.append(f"coalesce(cast({each.name} as date) > judged.dt, false)")
        if (table, each.name) == ("transactions", "txn_timestamp"):  # text in the raw feed
            tests.append("cast(txn_timestamp as date) > judged.dt")
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


def _filled(model: type[LakeTable]) -> list[Rule]:
    table, load = model.short_name(), model.about().load
    first, needs = "days.dt", same_day(table)
    if load is LoadPattern.SNAPSHOT_WEEKDAY:
        some = f"counted.row_count > 0 or {_fewer_than(CUSTOMERS_OF_FULL_DAYS)}"
        expected = f"case when calendar.is_weekday then {some} else counted.row_count = 0 end"
        meaning = f"{table} has rows on weekdays and none on Saturday and Sunday"
    elif table == "branch_visits":
        expected = "calendar.is_holiday is false and isodow(days.dt) < 7 or counted.row_count = 0"
        meaning = "nobody visits a branch on a Sunday or bank holiday"
    elif table in MAY_BE_EMPTY:
        return []
    elif table in WITHIN_A_WEEK:
        first, needs = "days.dt - 6", days_back(6, table)
        expected = f"counted.row_count > 0 or {_fewer_than(CUSTOMERS_OF_FULL_DAYS)}"
        meaning = f"{table} is not empty a whole week long in a bank of {CUSTOMERS_OF_FULL_DAYS} customers or more"
    else:
        expected = f"counted.row_count > 0 or {_fewer_than(CUSTOMERS_OF_FULL_DAYS)}"
        meaning = f"{table} is never empty in a bank of {CUSTOMERS_OF_FULL_DAYS} customers or more"
    sql = f"""
with counted as (
    select days.dt, count(judged.dt) as row_count
    from days left join datalake.{table} as judged on judged.dt between {first} and days.dt
    group by days.dt
)
select days.dt, 'rows ' || counted.row_count as item, case when {expected} then 0 else 1 end as difference
from days join counted on counted.dt = days.dt join calendar on calendar.dt = days.dt
"""
    return [Rule(name="R65", table=table, meaning=meaning, needs=(needs,), relations=_relations_in(sql), sql=sql)]


def _relations_in(sql: str) -> tuple[str, ...]:
    return ("bank",) if "simulated.bank" in sql else ()


def _fewer_than(customers: int) -> str:
    return f"(select customers from simulated.bank) < {customers}"


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
    for table, (column, roles, earliest, latest) in SERVANTS.items():
        listed = ", ".join(f"'{role}'" for role in roles)
        allowed = f"employee.job_role in ({listed})" if roles else "true"
        somebody_else = (
            f"""exists (
            select 1 from datalake.employees as able
            where able.dt = judged.dt and able.job_role in ({listed}) and able.employment_status = 'active'
                and able.hire_date <= {latest}
        )"""
            if roles
            else "false"
        )
        sql = f"""
select judged.dt, concat_ws(' ', judged.{column}, {latest}) as item,
    case
        when employee.employee_id is null then
            case when {latest} < judged.dt - {DAYS_EMPLOYEES_ARE_KNOWN} then 0 else 1 end
        when employee.hire_date > {latest} and exists (
            select 1 from datalake.employees as senior where senior.dt = judged.dt and senior.hire_date <= {earliest}
        ) then 1
        when employee.termination_date < {earliest} then 1
        when not ({allowed}) and {somebody_else} then 1
        else 0
    end as difference
from {_source(table)} as judged
join days on days.dt = judged.dt
left join datalake.employees as employee on employee.dt = judged.dt and employee.employee_id = judged.{column}
where judged.{column} is not null
"""
        meaning = f"{column} of {table} names an employee of the day, in a role that may do it if the bank has one"
        rules.append(Rule(name="R53", table=table, meaning=meaning, needs=(same_day(table, "employees"),), sql=sql))
    return rules


_SINGLE = (
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
