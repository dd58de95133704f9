"""Time, keys and rhythm, generated from the contracts where every table owes the same (R63 to R65, R67)."""

import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.discovery import source_tables
from financial_lake.reconciliation.rule import Rule, days_back, same_day

AHEAD_BY_CONTRACT = {"expiration_date", "maturity_date", "next_due_on", "next_review_date", "expiry_date", "due_on"}
AHEAD_IN_TABLES = {("policies", "end_date")}
"""Columns that may lie after the partition's day: contract dates, not events (R63)."""

MAY_BE_EMPTY = {
    "overdraft_events",
    "planted_defects",
    "aml_typologies",
    "loan_approvals",
    "premium_payments",
    "claims",
    "campaign_responses",
    "satisfaction_surveys",
}
"""Daily tables that may have no row on a day at any size (R65): 223 customers pay two premiums in three days."""

PLANS = {"campaigns"}
"""Tables whose days are all plans, so that they may lie ahead."""

WITHIN_A_WEEK = {"wire_transfers", "loan_payments", "risk_assessments", "interactions", "aml_checks", "audit_trail"}
"""Tables that may have no row on a day in a small bank: 223 customers send one wire on an average Sunday."""

IDS_OF_OTHERS = {"loan_approvals"}
"""Events that bear the id of what they are about, and not one of their day."""

CUSTOMERS_OF_FULL_DAYS = 100
"""From so many customers on other daily tables are never empty (R65)."""

IDS_A_DAY = {"market_data": 10_000_000}
"""Tables whose keys leave room for fewer events a day than a thousand million (R64)."""

KEY_COMPOSITION = {
    "accounts": "account_id // 1000 = customer_id",
    "cards": "card_id // 1000 = account_id",
    "addresses": "address_id // 100 = customer_id",
    "phone_numbers": "phone_id // 100 = customer_id",
    "email_addresses": "email_id // 100 = customer_id",
    "customer_preferences": "preference_id // 100 = customer_id",
    "credit_scores": "credit_score_id // 100 = customer_id",
    "customers_segments": "customer_segment_id // 100 = customer_id and customer_segment_id % 100 = segment_id",
    "account_relationships": "relationship_id // 10 = primary_account_id and relationship_id % 10 in (1, 2)",
    "loan_accounts": "loan_id // 100 = customer_id and loan_id = application_id",
    "loan_applications": "application_id // 100 = customer_id"
    " and application_id % 100 = extract(year from applied_at) - 2000",
    "loan_approvals": "approval_id // 100 = customer_id and approval_id = application_id",
    "collateral": "collateral_id = loan_id * 10 + 1",
    "loan_guarantors": "guarantor_id // 10 = loan_id and guarantor_id % 10 in (1, 2)",
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
    "policies": "policy_id // 1000 = customer_id",
    "coverages": "coverage_id // 10 = policy_id",
    "beneficiaries": "beneficiary_id // 10 = policy_id",
    "claims": "claim_id // 100 = policy_id and claim_id % 100 = extract(year from filed_on) - 2000",
    "market_data": "data_id = (judged.dt - date '1970-01-01') * 10000000 + security_id",
}
"""How the keys of snapshot tables are composed (tables.md 1.6)."""


def calendar_rules() -> tuple[Rule, ...]:
    """The generated rules of all source tables."""
    rules = []
    for table in source_tables():
        rules += [*_no_future(table.model), *_event_day(table.model), *_filled(table.model), *_composed(table.model)]
    return tuple(rules)


def source_of(table: str) -> str:
    """Where rules read a source table: the feeds without planted dirt."""
    return f"clean.{table}" if table in {"transactions", "accounts"} else f"datalake.{table}"


def _no_future(model: type[LakeTable]) -> list[Rule]:
    table, tests = model.short_name(), []
    for each in model.column_meanings():
        ahead = each.name in AHEAD_BY_CONTRACT or (table, each.name) in AHEAD_IN_TABLES or table in PLANS
        if each.name == "dt" or ahead:
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
from {source_of(table)} as judged join days on days.dt = judged.dt
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
    same = f"cast({instant} as date) = judged.dt" if instant else "true"
    ids_a_day = IDS_A_DAY.get(table, 1_000_000_000)
    of_day = "true" if table in IDS_OF_OTHERS else f"{key} // {ids_a_day} = judged.dt - date '1970-01-01'"
    sql = f"""
select judged.dt, {key} as item,
    case when {of_day} and {same} then 0 else 1 end as difference
from {source_of(table)} as judged join days on days.dt = judged.dt
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
    elif table == "market_data":
        expected = "(counted.row_count > 0) = (calendar.last_trading_day = calendar.dt)"
        meaning = "market_data has rows exactly on trading days"
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
