"""Contracts as they stand now: the newest version with balances, debts and holdings."""

from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from financial_lake.contract import LakeTable
from financial_lake.datalake.insurance.beneficiaries import Beneficiaries
from financial_lake.datalake.investments.holdings import Holdings
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.engines import connect
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake.storage.promotion import promote
from financial_lake.warehouse.account_current import AccountCurrent
from financial_lake.warehouse.building import build_whole
from financial_lake.warehouse.dim_account import DimAccount
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake_tests.worked_examples import Rows, answer, table_of

OPENED, CHANGED, BEFORE, TODAY = date(2023, 5, 2), date(2024, 10, 7), date(2024, 11, 1), date(2024, 11, 4)
OPEN_END = date(9999, 12, 31)


def version(number: int, contract_class: str, digit: int, start: date, **said: Any) -> dict[str, Any]:
    """A version of a contract."""
    row = {"contract_id": number * 10 + digit, "contract_class": contract_class, "account_id": number,
           "account_key": (number * 10 + digit) * 100_000 + start.toordinal(), "open_date": OPENED, "version_number": 1,
           "valid_from": start, "valid_to": OPEN_END, "is_current": True, "status": "active"}  # fmt: skip
    return row | said


def balance(day: date, closing: str) -> dict[str, Any]:
    """The account's balance on a day without movement."""
    amounts = ("opening_balance", "closing_balance", "closing_balance_usd", "available_balance")
    held = dict.fromkeys(amounts, Decimal(closing)) | {"average_balance": Decimal("1065.00")}
    return {"dt": day, "balance_key": day.toordinal(), "contract_id": 10011001, "currency": "USD", **held}


def current(**said: Rows) -> dict[int, dict[str, Any]]:
    """The table by contract, made of versions, balances, loans and holdings."""
    tables: dict[type[LakeTable], Rows] = {
        DimAccount: said.get("versions", []),
        FactBalance: said.get("balances", [balance(TODAY, "0.00")]),
        LoanAccounts: said.get("loans", []),
        Holdings: said.get("holdings", []),
        Beneficiaries: said.get("beneficiaries", []),
    }
    return {row["contract_id"]: row for row in answer(AccountCurrent, [], tables)}


def test_an_account_shows_its_newest_version_with_the_balance_of_the_last_day() -> None:
    versions = [
        version(1001100, "account", 1, OPENED, valid_to=CHANGED, is_current=False),
        version(1001100, "account", 1, CHANGED, version_number=2, status="frozen"),
        version(-1, "unknown", 9, OPENED, contract_id=-1, account_key=-1),
    ]
    found = current(versions=versions, balances=[balance(BEFORE, "1000.00"), balance(TODAY, "1060.00")])
    assert set(found) == {10011001}
    row = found[10011001]
    assert (row["status"], row["version_number"], row["as_of_date"]) == ("frozen", 2, TODAY)
    assert (row["current_balance"], row["average_balance"]) == (Decimal("1060.00"), Decimal("1065.00"))
    assert (row["outstanding_balance"], row["units_held"]) == (None, None)


def test_a_loan_shows_what_is_owed_and_what_ends_it() -> None:
    loans = [
        {"dt": day, "loan_id": 7, "current_balance": Decimal(owed)}
        for day, owed in ((BEFORE, "200.00"), (TODAY, "100.25"))
    ]
    row = current(versions=[version(7, "loan", 2, OPENED)], loans=loans)[72]
    assert (row["outstanding_balance"], row["payoff_amount"]) == (Decimal("100.25"), Decimal("102.26"))


def test_a_policy_shows_how_many_are_paid_when_it_falls_due() -> None:
    named = [
        {"dt": day, "beneficiary_id": 10012010 + number, "policy_id": 1001201, "percentage": 50,
         "contact_info": "(212) 555-0001"}
        for day, number in ((BEFORE, 1), (TODAY, 1), (TODAY, 2))
    ]  # fmt: skip
    row = current(versions=[version(1001201, "policy", 3, OPENED, coverage_amount="5.00")], beneficiaries=named)[
        10012013
    ]
    assert (row["beneficiary_count"], row["current_balance"], row["coverage_amount"]) == (2, None, 5)
    assert current(versions=[version(1001201, "policy", 3, OPENED)])[10012013]["beneficiary_count"] is None


def test_an_investment_account_shows_units_their_price_and_value() -> None:
    common = {"dt": TODAY, "investment_id": 10031}
    holdings = [
        {**common, "holding_id": 1, "quantity": Decimal("2.0000"), "cost_basis": Decimal("10.00"),
         "current_value": Decimal("12.00")},
        {**common, "holding_id": 2, "quantity": Decimal("1.0000"), "cost_basis": Decimal("10.01"),
         "current_value": Decimal("9.50")},
    ]  # fmt: skip
    row = current(versions=[version(10031, "investment", 4, OPENED)], holdings=holdings)[100314]
    assert (row["units_held"], row["purchase_price"], row["current_value"]) == (
        Decimal("3.0000"),
        Decimal("6.67"),
        Decimal("21.50"),
    )


def test_an_investment_account_that_is_gone_is_closed() -> None:
    gone = version(10031, "investment", 4, OPENED, valid_to=TODAY, is_current=False, is_deleted=True)
    assert current(versions=[gone])[100314]["status"] == "closed"


def test_age_counts_whole_months_up_to_the_end() -> None:
    closed = {"closing_date": date(2024, 5, 1), "status": "closed"}
    versions = [version(1, "account", 1, OPENED), version(2, "account", 1, OPENED, **closed)]
    found = current(versions=versions)
    assert [found[number]["account_age_months"] for number in (11, 21)] == [18, 11]


def test_versions_are_read_from_the_warehouse_as_built_last(tmp_path: Path) -> None:
    lake = Lake.found_or_create(tmp_path / "lake", BankSettings(customers=223))
    balances = table_of(FactBalance, [balance(TODAY, "1060.00")])
    versions = table_of(DimAccount, [version(1001100, "account", 1, OPENED)])
    with closing(connect()) as connection:
        assert build_whole(connection, lake, AccountCurrent)[0] == 0
        connection.register("versions", versions)
        connection.execute("create or replace table warehouse.dim_account as from versions")
        assert build_whole(connection, lake, AccountCurrent)[0] == 0  # no day is stored yet
        promote(lake, FactBalance, TODAY, balances)
        assert build_whole(connection, lake, AccountCurrent)[0] == 1
