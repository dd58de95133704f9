"""M38: the worked example, what is a deposit and what is lent, shares that leave nothing over, and spare money."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.opening_capital import OpeningCapital
from financial_lake.marts.finance.treasury_position_daily import TreasuryPositionDaily, picture
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake.warehouse_facts.fact_credit_exposure import FactCreditExposure
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 31)
CAPITAL = [
    {"instrument": "share_capital", "issued_on": date(2024, 10, 1), "amount": "100.00"},
    {"instrument": "at1", "issued_on": date(2024, 10, 1), "amount": "20.00"},
    {"instrument": "tier2_debt", "issued_on": date(2024, 10, 1), "amount": "30.00"},
]


def balance(number: int, amount: str, day: date = DAY) -> dict[str, Any]:
    return {"dt": day, "account_id": number, "closing_balance_usd": amount}


def account(number: int, kind: str, day: date = DAY) -> dict[str, Any]:
    return {"dt": day, "account_id": number, "account_type": kind}


def credit(number: int, amount: str, kind: str = "auto", **said: Any) -> dict[str, Any]:
    return {
        "dt": DAY,
        "contract_id": number,
        "credit_type": kind,
        "drawn_amount": amount,
        "exposure_type": "loan",
    } | said


def position(
    balances: list[dict[str, Any]], accounts: list[dict[str, Any]], lent: list[dict[str, Any]], day: date = DAY
) -> dict[str, dict[str, Any]]:
    given = {FactBalance: balances, Accounts: accounts, FactCreditExposure: lent, OpeningCapital: CAPITAL}
    rows = answer(TreasuryPositionDaily, [day], given)
    total = {
        side: sum(row["amount"] for row in rows if row["side"] == side) for side in ("asset", "liability", "equity")
    }
    assert total["asset"] == total["liability"] + total["equity"]
    return {row["line"]: row for row in rows}


def test_the_worked_example() -> None:
    rows = position([balance(1, "700.00")], [account(1, "savings")], [credit(1, "900.00")])
    owned = {"cash_and_vault": 7, "premises": 7, "auto_loans": 900, "provisions": 0, "central_bank_reserves": 42,
             "government_bonds": 70, "agency_bonds": 28}  # fmt: skip
    assert {line: rows[line]["amount"] for line in owned} == owned
    borrowed = [rows[line]["amount"] for line in rows if line.startswith("wholesale")]
    assert sum(borrowed) == 204
    assert rows["wholesale_up_to_30_days"]["amount"] == Decimal("20.40")
    assert rows["wholesale_above_12_months"]["amount"] == Decimal("122.40")
    assert rows["savings_deposits"]["side"] == "liability"
    assert [rows[line]["side"] for line in ("share_capital", "at1", "tier2_debt")] == ["equity", "equity", "liability"]


def test_spare_money_lies_at_the_central_bank() -> None:
    rows = position([balance(1, "700.00")], [account(1, "savings")], [credit(1, "600.00")])
    assert rows["central_bank_reserves"]["amount"] == 42 + 96
    assert sum(row["amount"] for line, row in rows.items() if line.startswith("wholesale")) == 0


def test_lines_that_earn_or_cost_name_their_yield() -> None:
    rows = position([balance(1, "700.00")], [account(1, "savings")], [credit(1, "900.00")])
    yields = {line: row["yearly_yield"] for line, row in rows.items() if row["yearly_yield"] is not None}
    assert yields == {
        "central_bank_reserves": Decimal("0.045"),
        "government_bonds": Decimal("0.042"),
        "agency_bonds": Decimal("0.048"),
        "wholesale_up_to_30_days": Decimal("0.046"),
        "wholesale_to_6_months": Decimal("0.047"),
        "wholesale_to_12_months": Decimal("0.048"),
        "wholesale_above_12_months": Decimal("0.05"),
    }


def test_only_what_the_bank_owes_its_depositors_is_a_deposit() -> None:
    balances = [balance(1, "10.00"), balance(2, "-5.00"), balance(3, "7.00"), balance(4, "3.00"), balance(5, "2.00")]
    kinds = [account(1, "checking"), account(2, "checking"), account(3, "credit_card"), account(4, "checking")]
    rows = position(balances, kinds, [credit(2, "5.00", "overdraft"), credit(3, "1.00", "credit_card")])
    deposits = {line: row["amount"] for line, row in rows.items() if line.endswith("_deposits")}
    assert deposits == {"checking_deposits": 13, "unconfirmed_deposits": 2}
    assert (rows["overdrafts"]["amount"], rows["card_receivables"]["amount"]) == (5, 1)


def test_provisions_of_both_kinds_lower_what_is_lent_and_promises_are_not_lent() -> None:
    lent = [
        credit(1, "100.00", specific_provision="15.00"),
        credit(2, "50.00", "mortgage", general_provision="0.50"),
        credit(3, "0.00", exposure_type="commitment", undrawn_amount="80.00"),
    ]
    rows = position([], [], lent)
    assert (rows["provisions"]["amount"], rows["auto_loans"]["amount"]) == (Decimal("-15.50"), 100)
    assert rows["cash_and_vault"]["amount"] == 0


def test_a_weekend_knows_fridays_accounts_and_bands_leave_no_cent_over() -> None:
    friday, saturday = date(2024, 11, 1), date(2024, 11, 2)
    lent = [credit(1, "1000.03") | {"dt": saturday}]
    rows = position([balance(1, "333.33", saturday)], [account(1, "cd", friday)], lent, saturday)
    assert rows["cd_deposits"]["amount"] == Decimal("333.33")
    assert picture(table_of(TreasuryPositionDaily, list(rows.values()))).startswith(b"\x89PNG")
