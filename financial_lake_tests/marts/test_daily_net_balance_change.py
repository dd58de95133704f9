"""M02: the worked example, balances in other currencies, the month to date, and what is an unusual outflow."""

from datetime import date, timedelta
from decimal import Decimal
from statistics import mean, stdev
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.fx_rates import FxRates
from financial_lake.marts.operations.daily_net_balance_change import DailyNetBalanceChange, picture
from financial_lake.marts.rollups.transaction_rollup_day import TransactionRollupDay
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 31)
KINDS = {1: "checking", 2: "savings", 3: "savings"}


def rolled(kind: str, debit: str = "0.00", credit: str = "0.00", back: int = 0, code: str = "x") -> dict[str, Any]:
    """A line of a day's rollup."""
    return {
        "dt": DAY - timedelta(days=back),
        "account_type": kind,
        "transaction_code": code,
        "debit_amount_usd": Decimal(debit),
        "credit_amount_usd": Decimal(credit),
    }


def balance(account: int, opening: str, closing: str, closing_usd: str | None = None) -> dict[str, Any]:
    """An account's day."""
    return {
        "dt": DAY,
        "balance_key": account,
        "contract_id": account * 10 + 1,
        "currency": "CAD" if account == 3 else "USD",
        "opening_balance": Decimal(opening),
        "closing_balance": Decimal(closing),
        "closing_balance_usd": Decimal(closing_usd or closing),
    }


def changes(
    rollup: list[dict[str, Any]], balances: list[dict[str, Any]] | None = None, days: tuple[date, ...] = (DAY,)
) -> list[dict[str, Any]]:
    accounts = [{"dt": day, "account_id": each, "account_type": kind} for each, kind in KINDS.items() for day in days]
    rates = [
        {"dt": DAY - timedelta(days=back), "currency": currency, "usd_rate": Decimal(usd)}
        for back, cad in ((0, "0.700000"), (1, "0.750000"))
        for currency, usd in (("USD", "1.000000"), ("CAD", cad))
    ]
    inputs: dict[Any, Any] = {
        TransactionRollupDay: rollup,
        FactBalance: balances or [],
        Accounts: accounts,
        FxRates: rates,
    }
    return answer(DailyNetBalanceChange, days, inputs)


def of(rows: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (row,) = [each for each in rows if each["account_type"] == kind]
    return row


def test_an_own_transfer_nets_to_nothing_over_all() -> None:
    rollup = [
        rolled("checking", credit="500.00"),
        rolled("checking", debit="1200.00", code="y"),
        rolled("savings", credit="1000.00"),
    ]
    rows = changes(rollup, [balance(1, "10000.00", "9300.00"), balance(2, "0.00", "1000.00")])
    assert [of(rows, kind)["net_change_usd"] for kind in ("checking", "savings", "all")] == [-700, 1000, 300]
    whole = of(rows, "all")
    assert (whole["inflow_usd"], whole["outflow_usd"]) == (Decimal(1500), Decimal(1200))
    assert (whole["opening_balance_usd"], whole["closing_balance_usd"]) == (Decimal(10_000), Decimal(10_300))
    assert {row["fx_revaluation_usd"] for row in rows} == {0}
    assert [row["account_type"] for row in rows] == sorted(
        ["all", "cd", "checking", "credit_card", "money_market", "savings"]
    )


def test_a_foreign_balance_is_revalued_at_the_new_rate() -> None:
    rows = changes([rolled("savings", credit="7.00")], [balance(3, "100.00", "110.00", "77.00")])
    row = of(rows, "savings")
    assert (row["opening_balance_usd"], row["closing_balance_usd"]) == (Decimal("75.00"), Decimal("77.00"))
    assert row["fx_revaluation_usd"] == Decimal("-5.00")


def test_the_month_to_date_begins_on_the_first() -> None:
    rollup = [rolled("cd", credit="1.00"), rolled("cd", debit="4.00", back=30), rolled("cd", credit="9.00", back=31)]
    assert of(changes(rollup), "cd")["month_to_date_net_usd"] == Decimal("-3.00")


@pytest.mark.parametrize(("days", "known"), [(13, False), (14, True)])
def test_fourteen_days_tell_what_is_unusual(days: int, known: bool) -> None:
    rollup = [rolled("checking", debit=f"{100 + back % 2}.00", back=back) for back in range(1, days + 1)]
    row = of(changes([*rollup, rolled("checking", debit="500.00")]), "checking")
    assert row["days_observed"] == days
    assert row["is_high_outflow"] is (True if known else None)
    assert row["outflow_mean_28d"] == (Decimal("100.50") if days % 2 == 0 else Decimal("100.54"))


@pytest.mark.parametrize("today", range(100, 160, 4))
def test_unusual_is_more_than_two_deviations_above_the_mean_of_stored_days(today: int) -> None:
    before = [(back * 7) % 23 + 90 for back in range(1, 29)]
    before[5] = 0
    rollup = [rolled("checking", debit=f"{out}.00", back=place + 1) for place, out in enumerate(before) if out]
    rollup += [rolled("savings", back=6), rolled("checking", debit="9999.00", back=29)]
    row = of(changes([*rollup, rolled("checking", debit=f"{today}.00")]), "checking")
    assert row["is_high_outflow"] is (today > mean(before) + 2 * stdev(before))
    assert row["outflow_mean_28d"] == round(Decimal(sum(before)) / 28, 2)


def test_a_day_without_any_posting_has_rows_of_zeros() -> None:
    rows = changes([], [balance(1, "5.00", "5.00")])
    row = of(rows, "all")
    assert (row["net_change_usd"], row["opening_balance_usd"], row["closing_balance_usd"]) == (0, 5, 5)


def test_a_day_is_the_same_alone_and_within_a_range() -> None:
    rollup = [rolled("checking", debit=f"{back * 37 % 50}.00", back=back) for back in range(40)]
    days = tuple(DAY - timedelta(days=back) for back in (2, 1, 0))
    assert changes(rollup, days=days) == [row for day in days for row in changes(rollup, days=(day,))]


def test_the_picture_is_a_png() -> None:
    rows = [{"dt": DAY, "account_type": each, "is_high_outflow": None} for each in ("all", "checking")]
    assert picture(table_of(DailyNetBalanceChange, rows)).startswith(b"\x89PNG")
