"""M24: the worked example, every dimension, levels at their bounds, and the twenty largest depositors."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.investments.holdings import Holdings
from financial_lake.datalake.investments.securities import Securities
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.payments.wire_transfers import WireTransfers
from financial_lake.marts.product.portfolio_concentration import PortfolioConcentration
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake_tests.worked_examples import answer

MONTH_END, FRIDAY = date(2024, 11, 30), date(2024, 11, 29)


def measured(dimension: str, *days: date, **given: Any) -> list[dict[str, Any]]:
    """Rows of one dimension; what is not given is empty."""
    inputs: dict[Any, Any] = {
        Holdings: given.get("holdings", []),
        Securities: given.get("securities", []),
        LoanAccounts: given.get("loans", []),
        CustomerRecords: given.get("customers", []),
        CustomerDay: given.get("depositors", []),
        WireTransfers: given.get("wires", []),
    }
    rows = answer(PortfolioConcentration, days or (MONTH_END,), inputs)
    return [row for row in rows if row["dimension"] == dimension]


def loans(*amounts: str) -> list[dict[str, Any]]:
    kinds = ("auto", "business", "mortgage", "personal", "student")
    return [
        {"dt": FRIDAY, "loan_id": place, "loan_type": kinds[place], "customer_id": place, "current_balance": amount,
         "loan_status": "active"}
        for place, amount in enumerate(amounts)
    ]  # fmt: skip


def test_the_example_is_highly_concentrated() -> None:
    sectors = {1: ("energy", "AAAA"), 2: ("energy", "BBBB"), 3: ("health", "CCCC"), 4: ("tech", "DDDD")}
    securities = [
        {"dt": MONTH_END, "security_id": each, "sector": sector, "ticker": ticker, "security_type": "stock"}
        for each, (sector, ticker) in sectors.items()
    ]
    values = {1: "30.00", 2: "20.00", 3: "30.00", 4: "20.00"}
    holdings = [
        {"dt": FRIDAY, "holding_id": each, "security_id": each, "current_value": value}
        for each, value in values.items()
    ]
    rows = measured("holding_sector", holdings=holdings, securities=securities)
    assert [(row["member"], row["share"], row["share_rank"]) for row in rows] == [
        ("energy", Decimal("0.5"), 1),
        ("health", Decimal("0.3"), 2),
        ("tech", Decimal("0.2"), 3),
    ]
    assert {(row["hhi"], row["level"]) for row in rows} == {(Decimal("0.38"), "high")}
    tied = measured("holding_security", holdings=holdings, securities=securities)
    assert [row["member"] for row in tied] == ["AAAA", "CCCC", "BBBB", "DDDD"]
    (only,) = measured("holding_security_type", holdings=holdings, securities=securities)
    assert (only["hhi"], only["amount"]) == (1, Decimal("100.00"))


@pytest.mark.parametrize(
    ("amounts", "level"),
    [
        (("25.00", "25.00", "25.00", "25.00"), "high"),
        (("24.00", "25.00", "25.00", "25.00", "1.00"), "moderate"),
        (("20.00",) * 5, "moderate"),
    ],
)
def test_a_level_begins_at_its_bound(amounts: tuple[str, ...], level: str) -> None:
    assert {row["level"] for row in measured("loan_type", loans=loans(*amounts))} == {level}


def test_ended_loans_are_left_out_and_regions_are_those_of_the_borrowers() -> None:
    running = loans("10.00", "30.00", "60.00")
    running[2]["loan_status"] = "paid_off"
    customers = [{"dt": MONTH_END, "customer_id": 0, "region": "west"}]
    rows = measured("loan_region", loans=running, customers=customers)
    assert [(row["member"], row["share"]) for row in rows] == [
        ("unknown", Decimal("0.75")),
        ("west", Decimal("0.25")),
    ]


def test_twenty_depositors_are_shown_and_all_are_in_the_index() -> None:
    depositors = [{"dt": MONTH_END, "customer_id": 100 + each, "deposit_balance_usd": "4.00"} for each in range(25)]
    depositors.append({"dt": MONTH_END, "customer_id": 1, "deposit_balance_usd": "-9.00"})
    rows = measured("depositor", depositors=depositors)
    assert len(rows) == 20
    assert {(row["share"], row["hhi"], row["level"]) for row in rows} == {(Decimal("0.04"), Decimal("0.04"), "low")}


def test_wires_of_the_month_count_when_completed_and_other_days_have_no_rows() -> None:
    wires = [
        {"dt": day, "wire_id": place, "counterparty_bank": bank, "amount": "10.00", "status": status}
        for place, (day, bank, status) in enumerate(
            [
                (date(2024, 11, 1), "A", "completed"),
                (MONTH_END, "B", "completed"),
                (MONTH_END, "C", "pending"),
                (date(2024, 10, 31), "D", "completed"),
            ]
        )
    ]
    rows = measured("wire_counterparty_bank", FRIDAY, MONTH_END, wires=wires)
    assert [(row["dt"], row["member"], row["amount"]) for row in rows] == [
        (MONTH_END, "A", Decimal("10.00")),
        (MONTH_END, "B", Decimal("10.00")),
    ]
