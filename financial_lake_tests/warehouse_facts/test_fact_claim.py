"""Claims as facts: the latest that is known of each, for good."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.curated.changes.claim_changes import ClaimChanges
from financial_lake.curated.changes.policy_changes import PolicyChanges
from financial_lake.datalake.insurance.claims import Claims
from financial_lake.warehouse_facts.fact_claim import FactClaim
from financial_lake_tests.warehouse.bindings import bound_rows
from financial_lake_tests.worked_examples import answer

INCIDENT, FILED, DECIDED, SETTLED = date(2024, 9, 28), date(2024, 10, 1), date(2024, 10, 9), date(2024, 10, 14)
POLICY = {"policy_id": 1001201, "customer_id": 1001, "product_id": 29}
CLAIM = {"claim_id": 100120124, "policy_id": 1001201, "customer_id": 1001, "claim_type": "inpatient",
         "incident_on": INCIDENT, "filed_on": FILED, "claim_amount": "900.00",
         "claim_number": "CL100120124", "reference_number": "CL-100120124"}  # fmt: skip
STAGES = (
    (FILED, {"claim_status": "submitted"}),
    (DECIDED, {"claim_status": "approved", "decided_on": DECIDED, "approved_amount": "650.00"}),
    (
        SETTLED,
        {
            "claim_status": "paid",
            "decided_on": DECIDED,
            "approved_amount": "650.00",
            "settlement_date": SETTLED,
        },
    ),
)


def change(day: date, op: str = "U", **said: Any) -> dict[str, Any]:
    """A change of the claim seen on a day."""
    return {"dt": day, "effective_on": day, "op": op, "changed_columns": "claim_status", **CLAIM, **said}


def facts(
    *changes: dict[str, Any], policies: Any = ({"dt": FILED, "effective_on": FILED, "op": "I", **POLICY},)
) -> Any:
    """The claims as facts, whatever the order in which their changes are stored."""
    forwards = answer(FactClaim, [], {ClaimChanges: changes, PolicyChanges: policies})
    assert forwards == answer(FactClaim, [], {ClaimChanges: changes[::-1], PolicyChanges: policies})
    return forwards


def test_a_claim_is_shown_as_it_was_last_known() -> None:
    (row,) = facts(*(change(day, **said) for day, said in STAGES))
    assert (row["claim_key"], row["contract_id"], row["product_id"], row["dt"]) == (100120124, 10012013, 29, FILED)
    assert (row["claim_status"], row["days_to_decide"], row["days_to_settle"]) == ("paid", 8, 13)
    assert (row["claim_amount"], row["approved_amount"], row["paid_amount"]) == (900, 650, 650)
    keys = ("date_key", "incident_date_key", "decided_date_key", "settlement_date_key")
    assert [row[name] for name in keys] == [20_241_001, 20_240_928, 20_241_009, 20_241_014]


def test_only_what_is_paid_is_paid() -> None:
    filed, approved, paid = (facts(change(day, **said))[0] for day, said in STAGES)
    assert [row["paid_amount"] for row in (filed, approved, paid)] == [Decimal("0.00"), Decimal("0.00"), 650]
    assert (filed["decided_date_key"], filed["days_to_decide"], approved["days_to_settle"]) == (None, None, None)


def test_a_rejected_claim_is_counted_and_never_paid() -> None:
    (row,) = facts(change(DECIDED, claim_status="rejected", decided_on=DECIDED))
    assert (row["is_rejected"], row["paid_amount"], row["claim_count"], row["days_to_decide"]) == (True, 0, 1, 8)


def test_a_claim_stays_when_the_source_drops_it() -> None:
    gone = change(date(2026, 10, 2), "D", changed_columns="", **STAGES[-1][1])
    (row,) = facts(*(change(day, **said) for day, said in STAGES), gone)
    assert (row["claim_status"], row["settlement_date"]) == ("paid", SETTLED)


def test_a_policy_that_is_not_stored_leaves_the_claim_without_a_product() -> None:
    (row,) = facts(change(FILED, claim_status="submitted"), policies=())
    assert row["product_id"] is None


def test_keys_are_those_of_the_day_of_filing() -> None:
    versions = [
        {"customer_key": 1, "customer_id": 1001, "valid_from": INCIDENT, "valid_to": FILED},
        {"customer_key": 2, "customer_id": 1001, "valid_from": FILED, "valid_to": SETTLED},
        {"customer_key": 3, "customer_id": 1001, "valid_from": SETTLED, "valid_to": date(9999, 12, 31)},
    ]
    (row,) = bound_rows(FactClaim, facts(*(change(day, **said) for day, said in STAGES)), {"dim_customer": versions})
    assert (row["customer_key"], row["account_key"]) == (2, -1)


def test_changes_carry_every_stage_the_source_went_through() -> None:
    stored = [{"dt": day, **CLAIM, **said} for day, said in STAGES]
    days = [day for day, _ in STAGES]
    assert [row["is_baseline"] for row in answer(ClaimChanges, days, {Claims: stored})] == [True] * 3
    yesterday = {**stored[0], "dt": date(2024, 10, 8)}
    (moved,) = answer(ClaimChanges, [DECIDED], {Claims: [yesterday, stored[1]]})
    assert (moved["changed_columns"], moved["previous_claim_status"]) == (
        "claim_status,decided_on,approved_amount",
        "submitted",
    )
