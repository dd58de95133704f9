"""For every reconciliation rule the smallest change to stored rows that breaks it.

A bite is SQL over `rows`, the rows of one partition; `{accounts}` and the like stand for what is stored of another
table at the end of that day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from financial_lake.reconciliation.calendar_rules import WITHIN_A_WEEK
from financial_lake.reconciliation.evidence import model_of
from financial_lake.reconciliation.rule import Rule
from financial_lake.reconciliation.servant_rules import SERVANTS

AN_ORDINARY_DAY = date(2024, 12, 17)
EARLY_IN_DECEMBER = date(2024, 12, 2)
A_LAST_DAY = date(2024, 12, 31)
A_SUNDAY = date(2024, 12, 15)
KEYS = {"transactions": "transaction_id", "curated.transactions": "transaction_id"}


@dataclass(frozen=True, slots=True)
class Bite:
    """A change that must turn a rule red.

    Attributes:
        table: the table changed.
        sql: its rows afterwards.
        where: which rows must exist for it; the first weekday from `day` on that has some is taken.
        day: the partition, or the first candidate.
        later: days until the rule turns red.
        days: partitions changed, back from the day.
    """

    table: str
    sql: str
    where: str = "true"
    day: date = AN_ORDINARY_DAY
    later: int = 0
    days: int = 1


def change(table: str, column: str, value: str, where: str = "true", **options: object) -> Bite:
    """One row gets another value in one column."""
    return Bite(
        table,
        f"select * replace (case when {_first(table, where)} then {value} else {column} end as {column}) from rows",
        where,
        **options,
    )  # type: ignore[arg-type]


def lose(table: str, where: str = "true", **options: object) -> Bite:
    """One row is lost."""
    return Bite(table, f"select * from rows where ({_first(table, where)}) is not true", where, **options)  # type: ignore[arg-type]


def repeat(table: str, where: str = "true", **options: object) -> Bite:
    """One row comes twice."""
    return Bite(
        table, f"select * from rows union all select * from rows where {_first(table, where)}", where, **options
    )  # type: ignore[arg-type]


def _first(table: str, where: str) -> str:
    key = KEYS.get(table) or (*model_of(table).key_columns(), "dt")[0]
    return f"{key} = (select min({key}) from rows where {_true(table)} and ({where}))"


def _true(table: str) -> str:
    return "transaction_id % 1000000000 < 500000000" if table == "transactions" else "true"


_CLOSED_CUSTOMER = (
    "(select min(customer_id) from {customer_profiles} where customer_status = 'closed' and churn_on < dt)"
)
_FIRST_ACTIVE = "policy_id = (select min(policy_id) from rows where policy_status = 'active')"
_LAST_POSTINGS = (
    "status = 'completed'"
    " and (account_id, txn_timestamp) in (select account_id, max(txn_timestamp) from rows group by 1)"
)

BITES: Mapping[str, Bite] = {
    "R1": change("transactions", "balance_after", "balance_after + 0.01", "status = 'completed'"),
    "R2": change("accounts", "current_balance", "current_balance + 0.01", day=A_LAST_DAY),
    "R2 available": change("accounts", "available_balance", "available_balance + 0.01"),
    "R3": lose("transactions", "transaction_code = 'card_purchase'"),
    "R4": change("transactions", "txn_type", "'credit'", "transaction_code = 'card_purchase'"),
    "R5 life": change(
        "transactions",
        "account_id",
        "(select min(account_id) from {accounts} where account_status = 'closed' and closing_date < dt)",
    ),
    "R5 inactive": change(
        "transactions",
        "account_id",
        "(select min(account_id) from {accounts} join {customer_profiles} using (customer_id)"
        " where customer_status = 'dormant' and account_status = 'active')",
        "transaction_code = 'card_purchase'",
    ),
    "R5 closed": change("accounts", "current_balance", "0.01", "account_status = 'closed'"),
    "R5 closing": change(
        "transactions", "transaction_code", "'closing_transfer'", "transaction_code = 'card_purchase'"
    ),
    "R6": change(
        "transactions",
        "balance_after",
        "-0.01",
        "account_id in (select account_id from {accounts} where account_type in ('savings', 'money_market'))",
    ),
    "R7": change(
        "transactions",
        "amount",
        "amount + 0.01",
        "transaction_code = 'interest_credit'"
        " and account_id in (select account_id from {accounts} where account_type = 'savings')",
        day=A_LAST_DAY,
    ),
    "R8": change(
        "transactions",
        "amount",
        "amount + 0.01",
        "transaction_code = 'interest_credit'"
        " and account_id in (select account_id from {accounts} where account_type = 'cd')",
        day=A_LAST_DAY,
    ),
    "R9": change("transactions", "amount", "amount + 0.01", "transaction_code = 'card_interest'", day=A_LAST_DAY),
    "R10": change("transactions", "balance_after", "balance_after + 0.01", _LAST_POSTINGS, day=A_LAST_DAY),
    "R11": lose(
        "transactions",
        "counterparty_type = 'self' and counterparty_account not like 'EXT%' and status = 'completed'",
    ),
    "R12": change("transactions", "status", "'failed'", "transaction_code = 'card_purchase'"),
    "R13": change("transactions", "fees", "3.00", "fees = 0"),
    "R14": lose("overdraft_events", day=date(2024, 12, 2)),
    "R15": change("overdraft_events", "fee_waived", "not fee_waived", day=date(2024, 12, 2)),
    "R16": change("overdraft_events", "account_id", "1", day=date(2024, 12, 2), later=3),
    "R17": change("card_transactions", "amount", "amount + 0.01", "authorization_status = 'approved'"),
    "R17 declined": change(
        "transactions",
        "reference_number",
        "(select min(reference_number) from {card_transactions} where authorization_status = 'declined')",
    ),
    "R18": change(
        "card_transactions",
        "card_id",
        "(select min(card_id) from {cards} where card_status = 'blocked' and blocked_on < dt)",
        "authorization_status = 'approved'",
    ),
    "R19": change("cards", "card_type", "case card_type when 'debit' then 'credit' else 'debit' end"),
    "R19 attempts": change("card_transactions", "customer_id", "customer_id + 1"),
    "R20": change("cards", "card_status", "'expired'", "card_status = 'active'"),
    "R21": change("cards", "replaces_card_id", "replaces_card_id - 1000000", "replaces_card_id is not null"),
    "R22": change("card_transactions", "merchant_name", "merchant_name || ' '"),
    "R22 merchants": change("merchants", "mcc_category", "'other'", "mcc_category = 'groceries'"),
    "R22 postings": change("transactions", "merchant_category", "'other'", "merchant_category = 'groceries'"),
    "R22 quarter": change("merchant_categories", "mcc_code", "'0000'", day=A_LAST_DAY),
    "R23": change("card_transactions", "amount", "amount + 0.01", "card_txn_type = 'refund'"),
    "R24 money": change(
        "card_transactions", "amount", "0.01", "decline_reason in ('insufficient_funds', 'limit_exceeded')"
    ),
    "R24 frozen": change("card_transactions", "decline_reason", "'account_frozen'", "decline_reason = 'technical'"),
    "R25": change("wire_transfers", "amount", "amount + 0.01", "status = 'completed'"),
    "R26 pending": change("wire_transfers", "status", "'pending'", "status = 'completed'"),
    "R26 settled": lose("wire_transfers", "status = 'completed'"),
    "R27": lose("transactions", "transaction_code = 'wire_fee'"),
    "R28 cash": change("branch_visits", "cash_amount", "cash_amount + 5", "cash_amount is not null"),
    "R28 hours": change("branch_visits", "visit_timestamp", "visit_timestamp + interval 9 hours"),
    "R29": change("accounts", "customer_id", "1"),
    "R29 profiles": lose("customer_profiles"),
    "R29 scores": lose("credit_scores"),
    "R30": change("addresses", "end_date", "dt - 1", "end_date is null"),
    "R30 household": change(
        "addresses",
        "postal_code",
        "'00000'",
        "end_date is null and customer_id in (select max(customer_id) from {customers} group by household_id"
        " having count(*) = 2)",
    ),
    "R31 phones": lose("phone_numbers", "phone_type = 'mobile'"),
    "R31 e-mails": lose("email_addresses", "email_type = 'personal'"),
    "R32": lose("customers_segments", "segment_id in (1, 2)"),
    "R33": lose("customer_preferences"),
    "R34": change("customer_profiles", "email", "'x' || email"),
    "R34 name": change("customer_profiles", "full_name", "'X' || full_name"),
    "R34 branch": change("customers", "home_branch_id", "case home_branch_id when 1 then 2 else 1 end"),
    "R35 refresh": change("credit_scores", "scored_on", "scored_on - 1"),
    "R35 profile": change("customer_profiles", "risk_profile", "'high'", "risk_profile = 'low'"),
    "R35 steps": change("credit_scores", "score", "score - 1", day=A_LAST_DAY),
    "R35 rank": Bite(
        "customer_profiles",
        "select * replace (case risk_profile when 'low' then 'high' when 'high' then 'low' else 'medium' end"
        " as risk_profile) from rows",
        day=A_LAST_DAY,
    ),
    "R36": change(
        "accounts",
        "account_status",
        "'active'",
        "customer_id in (select customer_id from {customer_profiles} where customer_status = 'closed')",
    ),
    "R36 events": change("transactions", "customer_id", _CLOSED_CUSTOMER),
    "R37": change("account_relationships", "created_on", "created_on - 4000"),
    "R38": change("loan_applications", "decided_on", "dt", "application_status = 'approved'"),
    "R38 statuses": change("loan_applications", "requested_amount", "requested_amount + 500", day=A_LAST_DAY),
    "R38 loans": change(
        "loan_applications",
        "loan_type",
        "'personal'",
        "loan_type = 'auto' and application_id in (select loan_id from {loan_accounts})",
    ),
    "R38 paid out": change("loan_accounts", "origination_date", "dt", "origination_date < dt - 60"),
    "R39": change("transactions", "transaction_code", "'loan_disbursement'", "transaction_type = 'deposit'"),
    "R40": change("loan_payments", "payment_amount", "payment_amount + 0.01"),
    "R40 schedule": change("loan_payments", "interest_amount", "interest_amount + 0.01"),
    "R41": change("loan_accounts", "current_balance", "original_amount + 0.01", "loan_status = 'active'"),
    "R41 paid": change("transactions", "amount", "amount + 0.01", "transaction_code = 'loan_payment'"),
    "R41 payments": change("loan_accounts", "current_balance", "current_balance - 0.01", "loan_status = 'active'"),
    "R41 cumulative": change("loan_payments", "cumulative_principal_amount", "cumulative_principal_amount + 0.01"),
    "R42": change("loan_accounts", "days_past_due", "days_past_due + 1", "loan_status = 'active'"),
    "R42 rank": Bite(
        "loan_accounts",
        "select * exclude (k) replace (loan_id + k * 1000000000000 as loan_id, case when customer_id in ("
        "select customer_id from {credit_scores} group by 1 having avg(score) > 760"
        ") then 30 else 0 end as days_past_due)"
        " from rows, range(9) as copies(k)",
        day=A_LAST_DAY,
    ),
    "R43": change("collateral", "ltv_ratio", "ltv_ratio + 0.000001"),
    "R43 guarantees": change("loan_guarantors", "guarantee_amount", "guarantee_amount + 1"),
    "R43 certain": change(
        "loan_applications",
        "credit_score",
        "599",
        "application_id in (select loan_id from {loan_accounts})"
        " and application_id not in (select loan_id from {loan_guarantors})",
    ),
    "R44": lose("risk_assessments", "application_id is null"),
    "R44 rating": change("risk_assessments", "risk_score", "risk_score + 1"),
    "R44 applications": change("loan_applications", "applied_at", "cast(dt as timestamp)"),
    "R44 loan": change("risk_assessments", "loan_id", "null", "loan_id is not null"),
    "R44 notes": change("risk_assessments", "notes", "'another category'", "notes is null and application_id is null"),
    "R45": change("market_data", "low_price", "high_price + 0.01"),
    "R45 days": lose("market_data"),
    "R46": change("holdings", "current_value", "current_value + 0.01"),
    "R46 once": repeat("holdings"),
    "R47": change("investments", "current_value", "current_value + 0.01"),
    "R48": change(
        "holdings",
        "quantity",
        "quantity + 1",
        "investment_id in (select investment_id from {investments} where settlement_account_id is not null)",
        day=A_LAST_DAY,
    ),
    "R48 trade days": change("holdings", "quantity", "quantity + 0.0001", day=A_LAST_DAY),
    "R49": change("coverages", "limit_amount", "limit_amount + 0.01"),
    "R50": change("beneficiaries", "percentage", "percentage - 1"),
    "R50 life": Bite(
        "beneficiaries",
        "select * from rows where policy_id <> (select min(policy_id) from {policies} where policy_type = 'life')",
    ),
    "R51": change("premium_payments", "amount", "amount + 0.01", "payment_status = 'completed'"),
    "R51 due": lose("premium_payments", "due_on = dt"),
    "R51 again": change("premium_payments", "payment_status", "'failed'", "payment_status = 'completed'", later=5),
    "R51 lapse": Bite(
        "policies",
        f"select * replace (case when {_FIRST_ACTIVE} then 'lapsed' else policy_status end as policy_status,"
        f" case when {_FIRST_ACTIVE} then dt else end_date end as end_date) from rows",
    ),
    "R52": change("claims", "incident_on", "date '1999-01-01'"),
    "R52 paid": lose("claims", "settlement_date = dt", day=date(2024, 12, 2)),
    "R29 files": lose("kyc_records"),
    "R33 unsubscribed": change(
        "customer_preferences",
        "opted_in",
        "true",
        "preference_type = 'marketing_email' and customer_id in"
        " (select customer_id from {earlier_responses} where response_type = 'unsubscribed')",
    ),
    "R54": change("satisfaction_surveys", "surveyed_at", "surveyed_at + interval 3 days"),
    "R54 rank": Bite(
        "satisfaction_surveys",
        "select * replace (0 as nps_score, 5 as satisfaction_rating) from rows"
        " union all select rows.* replace (0 as nps_score, 5 as satisfaction_rating) from rows, range(400)",
        day=A_LAST_DAY,
    ),
    "R55": change("complaints", "filed_date", "dt - 90"),
    "R55 contact": change("complaints", "interaction_id", "interaction_id + 1000", "filed_date = dt"),
    "R55 steps": change("complaints", "status", "'open'", "status = 'closed'", day=A_LAST_DAY),
    "R56": change("campaign_responses", "campaign_id", "campaign_id + 50"),
    "R56 campaigns": lose("campaigns"),
    "R57": change("employees", "manager_id", "employee_id", "manager_id is not null"),
    "R57 heads": change("departments", "department_head_id", "1", "department_head_id is not null"),
    "R58": change("employee_training", "score", "null", "status = 'completed'"),
    "R59": change("kyc_records", "risk_rating", "case risk_rating when 'low' then 'high' else 'low' end"),
    "R60": lose("aml_checks", "check_type = 'transaction_monitoring'"),
    "R61": change("compliance_events", "event_date", "dt - 92"),
    "R61 once": change(
        "compliance_events",
        "status",
        "case status when 'cleared' then 'escalated' else 'cleared' end",
        "review_date < dt",
        day=A_LAST_DAY,
    ),
    "R62 customers": change("customers", "home_branch_id", "home_branch_id % 40 + 1", day=A_LAST_DAY),
    "R62 kyc": lose("audit_trail", "entity_type = 'kyc' and audit_action = 'update'"),
    "R62 card": lose("audit_trail", "entity_type = 'card' and audit_action = 'update'"),
    "R62 preference": change(
        "audit_trail", "new_value", "old_value", "entity_type = 'preference' and audit_action = 'update'"
    ),
    "R62 views": lose("audit_trail", "audit_action = 'view'"),
    "R62 wires": lose("audit_trail", "entity_type = 'transaction'"),
    "R67 postings": repeat("transactions"),
    "R68": change("planted_defects", "row_key", "'1'", "table_name = 'transactions'"),
    "R68 unlabelled": lose("planted_defects", "table_name = 'transactions'"),
    "R68 accounts": change(
        "accounts", "account_type", "upper(account_type)", "account_type = lower(trim(account_type))"
    ),
    "R68 customers": change("customers", "last_name", "last_name || ' '", "last_name = trim(last_name)"),
    "R69": change("aml_typologies", "transaction_id", "1", day=date(2024, 12, 2)),
    "R69 patterns": change("aml_typologies", "step_number", "step_number + 1", later=14),
    "R69 shares": Bite(
        "aml_typologies",
        "select rows.* from rows, range(2000)",
        day=date(2024, 12, 2),
        later=29,
    ),
    "R70 salary": change("transactions", "transaction_code", "'salary'", "transaction_code = 'card_purchase'"),
    "R70 equal": change("transactions", "amount", "amount + 0.01", "transaction_code = 'salary'", day=A_SUNDAY),
    "R70 monthly": change("transactions", "merchant_id", "merchant_id + 1", "transaction_code = 'utility'"),
    "R70 recurring": change("transactions", "is_recurring", "not is_recurring", "transaction_code = 'card_purchase'"),
    "R70 card monthly": change("card_transactions", "merchant_id", "1", "is_recurring"),
    "R70 cards": change("card_transactions", "is_recurring", "not is_recurring"),
    "R71": change("transactions", "exchange_rate", "exchange_rate + 0.000001"),
    "C1": lose("curated.transactions"),
    "C2": change("curated.transactions", "amount", "amount + 0.01"),
    "C3": change("curated.transactions", "row_sha256", "sha256(row_sha256)"),
    "C4": repeat("curated.transactions"),
    "C5": change("curated.quarantine", "row_key", "'1'"),
    "C5 by kind": lose("curated.quarantine"),
    "C5 repairs": change("curated.repairs", "repaired_value", "repaired_value || 'x'", day=date(2024, 12, 2)),
    "C6": change("curated.transactions", "description", "description || '.'"),
    "facts conserve": lose("warehouse_facts.fact_transaction"),
    "volume equals facts": change("marts.daily_transaction_volume", "transaction_count", "transaction_count + 1"),
}
"""Rule name -> its bite, for rules that are written one by one."""


def bite_of(rule: Rule) -> Bite | None:
    """The rule's bite; generated rules have generated bites."""
    family = FAMILIES.get(rule.name.split(" ")[0]) if rule.name not in BITES else None
    return family(rule) if family else BITES.get(rule.name)


def _future(rule: Rule) -> Bite:
    dated = {
        "accounts": "open_date",
        "transactions": "txn_timestamp",
        "compliance_events": "event_date",
        "customers": "customer_since",
        "customer_profiles": "onboarding_date",
        "employees": "hire_date",
        "loan_accounts": "origination_date",
        "cards": "issued_on",
        "credit_scores": "scored_on",
        "addresses": "start_date",
        "customer_preferences": "updated_date",
        "investments": "opened_on",
        "branches": "opened_on",
        "overdraft_events": "event_timestamp",
        "branch_visits": "visit_timestamp",
        "card_transactions": "txn_timestamp",
        "wire_transfers": "wire_timestamp",
        "account_relationships": "created_on",
        "loan_applications": "applied_at",
        "loan_approvals": "decided_at",
        "loan_payments": "paid_at",
        "collateral": "appraisal_date",
        "risk_assessments": "assessment_date",
        "market_data": "data_date",
        "policies": "start_date",
        "claims": "filed_on",
        "premium_payments": "payment_date",
        "interactions": "interaction_at",
        "satisfaction_surveys": "surveyed_at",
        "complaints": "filed_date",
        "campaign_responses": "responded_at",
        "employee_training": "enrollment_date",
        "kyc_records": "verification_date",
        "aml_checks": "check_at",
        "audit_trail": "performed_at",
    }[rule.table]
    late = "'2025-06-01T00:00:00.000000Z'" if rule.table == "transactions" else "dt + 1"
    return change(rule.table, dated, late)


def _shifted(rule: Rule) -> Bite:
    if rule.table == "loan_approvals":  # bears the application's id
        return change(rule.table, "decided_at", "decided_at - interval 1 day")
    key = model_of(rule.table).key_columns()[0]
    return change(rule.table, key, f"{key} - 1000000000")


def _emptied(rule: Rule) -> Bite:
    nothing = "select * from rows where false"
    if rule.table == "branch_visits":
        return Bite(
            rule.table, "select date '2024-12-15' as dt, * exclude (dt) from {saturdays_visits}", "false", A_SUNDAY
        )
    if rule.table == "loan_payments":  # so that some are left right before and after the week
        return Bite(rule.table, nothing, day=A_SUNDAY, days=7)
    return Bite(rule.table, nothing, days=7 if rule.table in WITHIN_A_WEEK else 1)


def _recomposed(rule: Rule) -> Bite:
    if rule.table == "branches":
        return change(rule.table, "country", "'CA'", "branch_id = 1")
    key = model_of(rule.table).key_columns()[0]
    return change(rule.table, key, f"{key} + 10000000000000")


def _served_by_a_stranger(rule: Rule) -> Bite:
    column, roles = SERVANTS[rule.table][:2]
    somebody = "(select min(employee_id) from {employees} where job_role = 'hr_specialist')" if roles else "1"
    recent = "origination_date > dt - 100" if rule.table == "loan_accounts" else "true"
    day = EARLY_IN_DECEMBER if rule.table == "risk_assessments" else AN_ORDINARY_DAY  # applications are few
    return change(rule.table, column, somebody, f"{column} is not null and {recent}", day=day)


def _orphan(rule: Rule) -> Bite:
    column = rule.name.split(" ")[1]
    kind = str(model_of(rule.table).arrow_schema().field(column).type)
    return change(
        rule.table, column, "'XXXX'" if kind == "string" else "-1", f"{column} is not null", day=date(2024, 12, 2)
    )


def _unfounded(rule: Rule) -> Bite:
    """The trail says that a row came into being, and it did not."""
    entity = rule.name.split(" ")[1]
    return Bite(
        "audit_trail",
        f"select * from rows union all select * replace ('{entity}' as entity_type, 'create' as audit_action,"
        " null as column_name, null as old_value, null as new_value) from rows"
        " where audit_id = (select min(audit_id) from rows)",
    )


FAMILIES: Mapping[str, Callable[[Rule], Bite]] = {
    "R53": _served_by_a_stranger,
    "R62": _unfounded,
    "R63": _future,
    "R64": _shifted,
    "R65": _emptied,
    "R67": _recomposed,
    "reference": _orphan,
}
"""First word of the names of generated rules -> their bite."""
