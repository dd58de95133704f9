"""M37: the worked example, policies won and lost at the edges of the month, second attempts, medians."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.changes.claim_changes import ClaimChanges
from financial_lake.curated.changes.policy_changes import PolicyChanges
from financial_lake.datalake.accounts.products import Products
from financial_lake.datalake.insurance.policies import Policies
from financial_lake.datalake.insurance.premium_payments import PremiumPayments
from financial_lake.marts.product.insurance_performance import InsurancePerformance, picture
from financial_lake_tests.worked_examples import answer, table_of

END, FIRST, BEFORE = date(2024, 10, 31), date(2024, 10, 1), date(2024, 9, 30)
INPUTS = (ClaimChanges, PolicyChanges, Policies, PremiumPayments)


def policy(number: int = 1, status: str = "active", day: date = END, **said: Any) -> dict[str, Any]:
    return {"dt": day, "policy_id": number, "product_id": 18, "policy_status": status,
            "start_date": date(2023, 5, 1), "end_date": date(2025, 4, 30)} | said  # fmt: skip


def premium(number: int, amount: str, day: date = END, status: str = "completed", **said: Any) -> dict[str, Any]:
    return {"dt": day, "payment_id": number, "policy_id": 1, "amount": amount, "payment_status": status,
            "due_on": day} | said  # fmt: skip


def paid_claim(number: int, amount: str, day: date = END, days: int = 10, **said: Any) -> dict[str, Any]:
    filed = date.fromordinal(day.toordinal() - days)
    return {"dt": day, "effective_on": day, "op": "U", "is_baseline": False, "changed_columns": "", "claim_id": number,
            "policy_id": 1, "claim_status": "paid", "previous_claim_status": "approved", "approved_amount": amount,
            "filed_on": filed, "settlement_date": day} | said  # fmt: skip


def performance(*rows: dict[str, Any], day: date = END, **given: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of the one product, with these policies and what else is given by table."""
    named = {"premiums": PremiumPayments, "claims": ClaimChanges, "changes": PolicyChanges}
    shelf = [{"dt": day, "product_id": 18, "product_name": "life_insurance", "product_category": "insurance"}]
    inputs: dict[Any, Any] = {model: [] for model in INPUTS} | {Policies: rows or (policy(day=day),)}
    inputs |= {named[name]: listed for name, listed in given.items()}
    other = {"dt": day, "product_id": 4, "product_category": "casa"}
    (row,) = answer(InsurancePerformance, [day], inputs | {Products: [*shelf, other]})
    return row


def test_the_worked_example() -> None:
    row = performance(
        premiums=[premium(1, "6000.00", BEFORE), premium(2, "4000.00")],
        claims=[paid_claim(1, "3000.00", BEFORE), paid_claim(2, "1500.00")],
    )
    assert row["loss_ratio"] == Decimal("0.450000")
    assert (row["premium_collected"], row["claims_paid_amount"]) == (4_000, 1_500)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (policy(), (1, 0, 0, 0)),
        (policy(start_date=FIRST), (1, 1, 0, 0)),
        (policy(start_date=BEFORE), (1, 0, 0, 0)),
        (policy(status="lapsed", end_date=END), (0, 0, 1, 0)),
        (policy(status="lapsed", end_date=BEFORE), (0, 0, 0, 0)),
        (policy(status="cancelled", end_date=FIRST), (0, 0, 0, 1)),
        (policy(status="matured", end_date=END), (0, 0, 0, 0)),
        (policy(start_date=date(2024, 11, 1)), (0, 0, 0, 0)),
    ],
    ids=["runs", "begins", "began before", "lapses", "lapsed before", "is cancelled", "matures", "begins later"],
)
def test_policies_are_won_and_lost_in_the_month(given: dict[str, Any], told: tuple[int, ...]) -> None:
    row = performance(given)
    columns = ("policies_in_force", "new_policies", "lapsed_policies", "cancelled_policies")
    assert tuple(row[name] for name in columns) == told


def test_a_rate_of_lapses_is_of_those_in_force_when_the_month_began() -> None:
    gone = policy(2, "lapsed", end_date=END)
    row = performance(policy(), gone, policy(3, start_date=END), policy(4, "lapsed", end_date=BEFORE))
    assert row["lapse_rate"] == Decimal("0.5")
    assert performance(policy(start_date=FIRST))["lapse_rate"] is None


def test_an_instalment_attempted_twice_is_due_once() -> None:
    again: dict[str, Any] = {"due_on": date(2024, 10, 5), "day": date(2024, 10, 10)}
    row = performance(
        premiums=[
            premium(1, "90.00", date(2024, 10, 5), "failed"),
            premium(2, "90.00", **again),
            premium(3, "30.00", status="failed"),
        ]
    )
    assert (row["premium_due"], row["premium_collected"], row["collection_rate"]) == (120, 90, Decimal("0.75"))
    late = performance(premiums=[premium(1, "90.00", FIRST, due_on=date(2024, 9, 26))])
    assert (late["premium_due"], late["premium_collected"], late["collection_rate"]) == (0, 90, None)


def test_claims_count_when_they_are_first_seen_and_not_before_the_lake() -> None:
    filed: dict[str, Any] = {"op": "I", "claim_status": "submitted", "previous_claim_status": None}
    row = performance(
        claims=[
            paid_claim(1, "10.00", is_baseline=True, op="I", previous_claim_status=None),
            paid_claim(2, "20.00", op="D"),
            paid_claim(3, "40.00", previous_claim_status="paid"),
            paid_claim(4, "80.00", BEFORE),
            paid_claim(5, "5.00", **filed),
            paid_claim(6, "5.00", BEFORE, **filed),
        ]
    )
    assert (row["claims_filed"], row["claims_paid_amount"], row["loss_ratio"]) == (1, 0, None)


@pytest.mark.parametrize(("days", "median"), [([9], 9), ([1, 9], 5), ([1, 2, 9], 2), ([1, 2, 3, 9], Decimal("2.5"))])
def test_the_median_is_the_middle(days: list[int], median: Any) -> None:
    row = performance(claims=[paid_claim(place, "1.00", days=each) for place, each in enumerate(days)])
    assert row["median_days_to_settle"] == median


def test_twelve_months_are_looked_at_and_a_policy_that_has_left_is_remembered() -> None:
    long_ago, first = date(2023, 10, 31), date(2023, 11, 1)
    left = {"dt": first, "effective_on": first, "op": "D", "policy_id": 1, "product_id": 18}
    row = performance(
        policy(2),
        premiums=[premium(1, "100.00", first), premium(2, "900.00", long_ago)],
        claims=[paid_claim(1, "50.00", first), paid_claim(2, "700.00", long_ago)],
        changes=[left],
    )
    assert row["loss_ratio"] == Decimal("0.5")


def test_a_month_without_anything_has_its_row_and_a_picture() -> None:
    row = performance(policy(product_id=19))
    assert (row["policies_in_force"], row["lapse_rate"], row["median_days_to_settle"]) == (0, None, None)
    assert picture(table_of(InsurancePerformance, [row])).startswith(b"\x89PNG")
    empty: dict[Any, Any] = {model: [] for model in (*INPUTS, Products)}
    assert answer(InsurancePerformance, [date(2024, 10, 30)], empty) == []
