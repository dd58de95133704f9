"""Wires as facts: what was known on the day, and in the star what became of them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.contract.listed_rows import listed_rows
from financial_lake.curated.country_risk import CountryRisk
from financial_lake.datalake.payments.wire_transfers import WireTransfers
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake.warehouse_facts.fact_wire_transfer import FactWireTransfer
from financial_lake_tests.warehouse.bindings import bound_rows
from financial_lake_tests.worked_examples import answer

FRIDAY, MONDAY, TUESDAY = date(2024, 10, 11), date(2024, 10, 14), date(2024, 10, 15)  # Monday is a bank holiday


def wire(day: date = FRIDAY, country: str = "DE", **said: Any) -> dict[str, Any]:
    """A completed wire out."""
    plain = {"wire_id": 1, "direction": "outbound", "status": "completed", "amount": "12000.00", "fee_amount": "25.00"}
    return {"dt": day, "counterparty_country": country, **plain, **said}


def facts(*wires: dict[str, Any]) -> list[dict[str, Any]]:
    """The wires as facts."""
    return answer(FactWireTransfer, sorted({each["dt"] for each in wires}), {WireTransfers: wires})


@pytest.mark.parametrize(
    ("direction", "status", "signed", "completed"),
    [
        ("outbound", "completed", "-12000.00", "12000.00"),
        ("inbound", "completed", "12000.00", "12000.00"),
        ("inbound", "pending", "12000.00", "0.00"),
        ("outbound", "rejected", "-12000.00", "0.00"),
    ],
)
def test_only_what_is_completed_on_the_day_counts(direction: str, status: str, signed: str, completed: str) -> None:
    (row,) = facts(wire(direction=direction, status=status))
    assert (row["signed_amount"], row["completed_amount"]) == (Decimal(signed), Decimal(completed))
    assert row["amount"] == 12000


@pytest.mark.parametrize(
    ("country", "day", "risk"),
    [
        ("KP", date(2023, 1, 1), "call_for_action"),
        ("SN", date(2024, 10, 24), "monitored"),
        ("SN", date(2024, 10, 25), "ordinary"),
        ("LB", date(2024, 10, 24), "ordinary"),
        ("LB", date(2024, 10, 25), "monitored"),
        ("VG", date(2024, 12, 2), "ordinary"),
        ("VG", date(2025, 7, 1), "monitored"),
        ("DE", date(2025, 7, 1), "ordinary"),
    ],
)
def test_a_country_is_judged_by_the_lists_in_force_on_the_day(country: str, day: date, risk: str) -> None:
    (row,) = facts(wire(day, country))
    assert row["country_risk"] == risk


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        (date(2024, 6, 27), 0),
        (date(2024, 6, 28), 21),
        (date(2024, 10, 25), 24),
        (date(2025, 2, 21), 25),
        (date(2025, 6, 13), 24),
        (date(2025, 10, 24), 20),
        (date(2026, 2, 13), 22),
    ],
)
def test_as_many_countries_are_monitored_as_were_announced(day: date, listed: int) -> None:
    CountryRisk.check_rows(listed_rows(CountryRisk))
    rows = listed_rows(CountryRisk).to_pylist()
    monitored = [row for row in rows if row["status"] == "monitored"]
    assert sum(row["effective_from"] <= day <= row["effective_to"] for row in monitored) == listed


def test_offshore_names_are_seen_whatever_their_case() -> None:
    names = ("Offshore Holdings", "BLUE OFFSHORE LTD", "Shore Ltd")
    rows = facts(*(wire(wire_id=place, counterparty_name=name) for place, name in enumerate(names)))
    assert [row["is_offshore_name"] for row in rows] == [True, True, False]


def fate(status: str, posted_on: date | None, *stored: date, **said: Any) -> tuple[Any, ...]:
    """What the star says became of a wire of that Friday, with postings stored on some days."""
    sent = {"dt": FRIDAY, "wire_key": 1, "account_id": 5, "reference_number": "WR-1", "status": status}
    others = [{"dt": day, "transaction_key": 10 + place} for place, day in enumerate(stored)]
    own = {"transaction_key": 990, "transaction_id": 99, "account_id": 5, "reference_number": "WR-1",
           "transaction_code": "wire_out", "is_completed": 1, **said}  # fmt: skip
    postings = [*others, *([own | {"dt": posted_on}] if posted_on else [])]
    (row,) = bound_rows(FactWireTransfer, [sent], {}, {FactTransaction: postings})
    return row["settled_on"], row["settled_transaction_id"], row["final_status"]


def test_a_wire_completed_on_the_day_settles_on_it() -> None:
    assert fate("completed", FRIDAY, FRIDAY) == (FRIDAY, 99, "completed")


def test_a_pending_wire_may_settle_on_the_next_business_day() -> None:
    assert fate("pending", TUESDAY, FRIDAY, TUESDAY) == (TUESDAY, 99, "settled_later")


def test_a_pending_wire_stays_so_until_its_next_business_day_is_stored() -> None:
    assert fate("pending", None, FRIDAY, MONDAY) == (None, None, "pending")
    assert fate("pending", None, FRIDAY, MONDAY, TUESDAY) == (None, None, "expired")


def test_a_rejected_wire_is_at_its_end() -> None:
    assert fate("rejected", None, FRIDAY, MONDAY, TUESDAY) == (None, None, "rejected")


@pytest.mark.parametrize("said", [{"transaction_code": "wire_fee"}, {"is_completed": 0}, {"account_id": 6}])
def test_only_the_posting_of_the_wire_itself_settles_it(said: dict[str, Any]) -> None:
    assert fate("pending", TUESDAY, FRIDAY, TUESDAY, **said) == (None, None, "expired")


def test_the_later_fate_is_in_the_star_alone() -> None:
    assert "final_status" not in FactWireTransfer.arrow_schema().names
