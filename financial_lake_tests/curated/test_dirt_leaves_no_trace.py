"""What is accepted of a dirty feed is what is accepted of the same bank's feed without dirt (C6)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import source_table
from financial_lake.curated.accounts import Accounts as CuratedAccounts
from financial_lake.curated.customers import Customers as CuratedCustomers
from financial_lake.curated.judged_transactions import JudgedTransactions
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.repairs import Repairs
from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.accounts.accounts import Accounts
from financial_lake.datalake.customers.customers import Customers
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake_tests.worked_examples import answer

DAYS = [date(2024, 12, 6) + timedelta(days=count) for count in range(3)]
SOURCES = [source_table(name) for name in ("transactions", "accounts", "customer_profiles")]
OF_THE_DELIVERY = {"row_sha256", "is_repaired"}
"""What says how a row was delivered, and not what it is."""

Inputs = Mapping[type[LakeTable], Sequence[Mapping[str, Any]]]
Cleaned = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


def cleaned(defect_rate: float) -> Cleaned:
    """Accepted rows, quarantine and repairs of three days of a bank with that much dirt."""
    bank = Bank(BankSettings(customers=223, defect_rate=defect_rate))
    feeds = {each.model: [row for day in DAYS for row in each.generate(bank, day).to_pylist()] for each in SOURCES}
    judged: Inputs = {JudgedTransactions: answer(JudgedTransactions, DAYS, feeds)}
    registers: Inputs = dict.fromkeys((CuratedAccounts, CuratedCustomers, Accounts, Customers), ())
    return (
        answer(Transactions, DAYS, judged),
        answer(Quarantine, DAYS, judged),
        answer(Repairs, DAYS, {**judged, **registers}),
    )


@pytest.fixture(scope="module")
def pure() -> Cleaned:
    return cleaned(0)


@pytest.fixture(scope="module")
def dirty() -> Cleaned:
    return cleaned(0.2)


def test_a_bank_without_dirt_has_nothing_in_quarantine_and_no_repair(pure: Cleaned) -> None:
    accepted, quarantine, repairs = pure
    assert accepted
    assert quarantine == repairs == []


def test_dirt_leaves_no_trace(pure: Cleaned, dirty: Cleaned) -> None:
    assert dirty[1]
    assert dirty[2]
    kept = [[{name: row[name] for name in row.keys() - OF_THE_DELIVERY} for row in each[0]] for each in (pure, dirty)]
    assert kept[1] == kept[0]


def test_a_row_is_other_than_delivered_only_where_it_was_repaired(pure: Cleaned, dirty: Cleaned) -> None:
    moved = [
        new["transaction_id"]
        for old, new in zip(pure[0], dirty[0], strict=True)
        if old["row_sha256"] != new["row_sha256"]
    ]
    assert {str(each) for each in moved} == {row["row_key"] for row in dirty[2]}
    assert moved == [row["transaction_id"] for row in dirty[0] if row["is_repaired"]]
