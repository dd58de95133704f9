"""Accounts and overdrafts as tables: who holds what, what it holds, and when nothing is told."""

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from financial_lake.contract.frames import units_of
from financial_lake.datalake.accounts import accounts, overdraft_events
from financial_lake.datalake.accounts.accounts import Accounts
from financial_lake.datalake.accounts.overdraft_events import OverdraftEvents
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

OPENING = date(2024, 10, 1)


@lru_cache(maxsize=1)
def default_bank() -> Bank:
    return Bank(BankSettings())


def snapshot(day: date) -> pd.DataFrame:
    table = accounts.clean_accounts(default_bank(), day)
    Accounts.check_rows(table)
    rows = table.to_pandas()
    for name in ("current_balance", "available_balance", "credit_limit"):
        rows[name] = units_of(table[name])
    return rows


def test_holdings_have_the_shares_of_the_specification() -> None:
    rows = snapshot(OPENING)
    assert abs(len(rows) - 2_935) < 0.05 * 2_935
    shares = rows["account_type"].value_counts(normalize=True)
    expected = {"checking": 0.37, "savings": 0.21, "money_market": 0.10, "cd": 0.04, "credit_card": 0.28}
    assert all(abs(shares[kind] - share) < 0.03 for kind, share in expected.items())
    status = rows["account_status"].value_counts(normalize=True)
    assert status["active"] > 0.91
    assert 0.01 < status["frozen"] < 0.05
    assert 0.02 < status["closed"] < 0.06
    assert abs((rows["currency"] != "USD").mean() - 0.04) < 0.015


@pytest.mark.parametrize("day", [OPENING, date(2024, 12, 31), date(2025, 8, 14)])
def test_every_account_stays_inside_its_bounds(day: date) -> None:
    rows = snapshot(day)
    card, active = rows["account_type"] == "credit_card", rows["account_status"] == "active"
    assert rows.loc[card, "current_balance"].le(0).all()
    assert (rows.loc[card, "current_balance"] >= -rows.loc[card, "credit_limit"]).all()
    assert rows.loc[card, "credit_limit"].mod(500_00).eq(0).all()
    assert rows.loc[rows["account_type"].isin(["savings", "money_market", "cd"]), "current_balance"].ge(0).all()
    assert rows.loc[~active, "available_balance"].eq(0).all()
    offered = rows["current_balance"] + rows["credit_limit"].where(card, 0)
    assert rows.loc[active, "available_balance"].eq(offered[active]).all()


def test_each_account_number_is_one_accounts_alone_and_stays() -> None:
    first, later = snapshot(OPENING), snapshot(date(2025, 8, 14))
    assert later["account_number"].is_unique
    both = first.merge(later, on="account_id", suffixes=("", "_later"))
    assert len(both) > 2_700
    fixed = ("account_number", "customer_id", "product_id", "account_type", "open_date", "currency", "apr", "branch_id")
    assert all((both[name].fillna("") == both[f"{name}_later"].fillna("")).all() for name in fixed)


def test_frozen_balances_stand_still_and_change_says_when_it_happened() -> None:
    day, next_day = date(2024, 11, 6), date(2024, 11, 7)
    one, other = snapshot(day).set_index("account_id"), snapshot(next_day).set_index("account_id")
    frozen = one.index[(one["account_status"] == "frozen")].intersection(
        other.index[other["account_status"] == "frozen"]
    )
    assert len(frozen) > 20
    assert (one.loc[frozen, "current_balance"] == other.loc[frozen, "current_balance"]).all()
    assert (one.loc[frozen, "updated_at"] == other.loc[frozen, "updated_at"]).all()
    both = one.index.intersection(other.index)
    moved = both[one.loc[both, "current_balance"] != other.loc[both, "current_balance"]]
    assert len(moved) > 500
    assert other.loc[moved, "updated_at"].dt.date.eq(next_day).all()


@pytest.mark.parametrize("day", [date(2024, 10, 5), date(2024, 10, 6)])
def test_weekends_have_no_snapshot(day: date) -> None:
    assert accounts.generate(default_bank(), day).num_rows == 0


def test_a_few_types_and_statuses_are_spelled_badly_and_nothing_else() -> None:
    bank = Bank(BankSettings(customers=223, defect_rate=0.5))
    feed, clean = accounts.generate(bank, OPENING).to_pandas(), accounts.clean_accounts(bank, OPENING).to_pandas()
    spoiled = ("account_type", "account_status")
    dirty = (feed[list(spoiled)] != clean[list(spoiled)]).any(axis=1)
    assert 0 < dirty.sum() < 0.12 * len(feed)
    for name in spoiled:
        assert (feed[name].str.strip().str.lower() == clean[name]).all()
    rest = [name for name in clean if name not in spoiled]
    assert feed[rest].equals(clean[rest])
    strict = Bank(BankSettings(customers=223, defect_rate=0.0))
    assert accounts.generate(strict, OPENING).equals(accounts.clean_accounts(strict, OPENING))


def test_a_quarter_has_about_170_overdrafts_and_many_days_without_any() -> None:
    tables = [overdraft_events.generate(default_bank(), OPENING + timedelta(days=each)) for each in range(92)]
    counts = np.array([table.num_rows for table in tables])
    assert abs(counts.sum() - 170) < 3 * np.sqrt(170)
    assert 8 < (counts == 0).sum() < 40
    rows = pd.concat([table.to_pandas() for table in tables], ignore_index=True)
    for table in tables[::9]:
        OverdraftEvents.check_rows(table)
    assert rows["overdraft_id"].is_unique
    assert rows["transaction_id"].is_unique
    assert 0.10 < rows["fee_waived"].mean() < 0.30
    assert rows["account_id"].mod(1000).floordiv(100).isin([1, 2]).all()
