"""M36: the worked example, profit that adds up over days, and days whose profit is not stored."""

from datetime import date, timedelta
from typing import Any

from financial_lake.curated.opening_capital import OpeningCapital
from financial_lake.marts.finance.balance_sheet_daily import BalanceSheetDaily, picture
from financial_lake.marts.finance.profit_and_loss_daily import ProfitAndLossDaily
from financial_lake.marts.finance.treasury_position_daily import TreasuryPositionDaily
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 1)
LINES = {
    "auto_loans": ("asset", 900),
    "cash_and_vault": ("asset", 7),
    "central_bank_reserves": ("asset", 42),
    "government_bonds": ("asset", 70),
    "agency_bonds": ("asset", 28),
    "premises": ("asset", 7),
    "savings_deposits": ("liability", 700),
    "wholesale_above_12_months": ("liability", 204),
    "share_capital": ("equity", 150),
}


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def position(day: date) -> list[dict[str, Any]]:
    return [{"dt": day, "line": line, "side": side, "amount": amount} for line, (side, amount) in LINES.items()]


def profit(day: date, amount: int) -> list[dict[str, Any]]:
    other = {"dt": day, "line": "fee_income", "product_id": 1, "kind": "income", "amount": 77}
    return [{"dt": day, "line": "net_income", "kind": "result", "amount": amount}, other]


def sheet(days: list[date], profits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    given = {
        TreasuryPositionDaily: [row for day in days for row in position(day)],
        ProfitAndLossDaily: profits,
        OpeningCapital: [{"instrument": "share_capital", "issued_on": DAY, "amount": "150.00"}],
    }
    rows = answer(BalanceSheetDaily, [], given)
    for day in days:
        sides = {row["side"]: 0 for row in rows}
        for row in rows:
            sides[row["side"]] += row["amount"] if row["dt"] == day else 0
        assert sides["asset"] == sides["liability"] + sides["equity"]
    return rows


def test_the_worked_example() -> None:
    rows = {row["line"]: row for row in sheet([DAY], profit(DAY, 480))}
    assert sum(row["amount"] for row in rows.values() if row["side"] == "asset") == 1534
    assert (rows["cumulative_net_income"]["amount"], rows["central_bank_reserves"]["amount"]) == (480, 522)
    assert {row["days_missing"] for row in rows.values()} == {0}


def test_profit_adds_up_and_a_loss_takes_away() -> None:
    days = [DAY, later(1), later(2)]
    rows = sheet(days, [*profit(DAY, 10), *profit(later(1), 5), *profit(later(2), -100)])
    earned = [row["amount"] for row in rows if row["line"] == "cumulative_net_income"]
    reserves = [row["amount"] for row in rows if row["line"] == "central_bank_reserves"]
    assert (earned, reserves) == ([10, 15, -85], [52, 57, -43])


def test_days_without_stored_profit_are_counted() -> None:
    rows = sheet([DAY, later(2), later(5)], [*profit(DAY, 10), *profit(later(5), 1)])
    missing = {row["dt"]: row["days_missing"] for row in rows}
    assert missing == {DAY: 0, later(2): 2, later(5): 4}


def test_the_sheet_makes_a_picture() -> None:
    rows = sheet([DAY, later(1)], [*profit(DAY, 10), *profit(later(1), 5)])
    assert picture(table_of(BalanceSheetDaily, rows)).startswith(b"\x89PNG")
