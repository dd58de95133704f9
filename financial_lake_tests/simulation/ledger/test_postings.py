"""A month of postings is one thing, however it is asked for, and has the numbers of a real bank."""

from datetime import date
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from financial_lake.settings import BankSettings
from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.account_lines import accounts, credit_limit_on
from financial_lake.simulation.account_records import CD, CHECKING, CREDIT_CARD
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    MICROSECONDS_A_SECOND,
    day_number,
    month_end,
    month_of,
    month_start,
)
from financial_lake.simulation.ledger.anchors import balance_at_month_end, balance_at_month_start, level
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.flows import Flows, Party
from financial_lake.simulation.ledger.postings import available_at, balances_on, month_postings
from financial_lake.simulation.population import customers

OCTOBER = int(month_of(day_number(date(2024, 10, 1))))
QUARTER = (OCTOBER, OCTOBER + 1, OCTOBER + 2)


@lru_cache(maxsize=1)
def default_bank() -> Bank:
    return Bank(BankSettings())


def told(bank: Bank, month: int, below_slot: int) -> dict[str, np.ndarray]:
    """All postings of customers in the first slots, in terms that do not depend on the bank's blocks."""
    parts: dict[str, list[np.ndarray]] = {}
    for block in bank.blocks():
        posted, lines = month_postings(block, month), accounts(block, month // 12 + 1970)
        people = customers(block, month // 12 + 1970)
        kept = people.slot[lines.owner[posted.flows.account]] < below_slot
        columns = {name: getattr(posted.flows, name)[kept] for name in Flows.__slots__}
        other = columns["party_account"]
        columns["party_account"] = np.where(other >= 0, lines.account_id[other], -1)
        columns["account"] = lines.account_id[columns["account"]]
        columns |= {"signed": posted.signed[kept], "balance": posted.balance[kept]}
        del columns["reference_number"]  # ordinals are counted inside a block
        for name, values in columns.items():
            parts.setdefault(name, []).append(values)
    joined = {name: np.concatenate(values) for name, values in parts.items()}
    order = np.lexsort((joined["instant"], joined["account"]))
    return {name: values[order] for name, values in joined.items()}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("month", [OCTOBER, OCTOBER + 9])
def test_a_bank_that_grows_only_appends(month: int) -> None:
    small, grown = Bank(BankSettings(customers=223)), Bank(BankSettings(customers=400))
    assert same(told(small, month, 223), told(grown, month, 223))


def test_blocks_of_another_size_hold_the_same_postings() -> None:
    whole = Bank(BankSettings(customers=300))
    split = Bank(BankSettings(customers=300), slots_a_block=50)
    assert same(told(whole, OCTOBER, 300), told(split, OCTOBER, 300))


def test_a_month_is_the_same_alone_and_after_others() -> None:
    alone, after = Bank(BankSettings(customers=223)), Bank(BankSettings(customers=223))
    for month in (OCTOBER + 2, OCTOBER + 3, OCTOBER - 5):
        told(after, month, 223)
    assert same(told(alone, OCTOBER, 223), told(after, OCTOBER, 223))


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**40), st.integers(OCTOBER - 20, OCTOBER + 50))
def test_any_bank_closes_any_month_inside_all_bounds(seed: int, month: int) -> None:
    (block,) = Bank(BankSettings(seed=seed, customers=150)).blocks()
    posted, lines = month_postings(block, month), accounts(block, month // 12 + 1970)
    path, begin = posted.path, int(month_start(month))
    assert (path.closing == balance_at_month_end(block, month)).all()
    assert (path.opening == balance_at_month_start(block, month)).all()
    below = path.account[(path.balance < 0) & (lines.kind[path.account] != CREDIT_CARD)]
    assert set(below) == set(posted.overdrafts.account)
    assert np.unique(posted.overdrafts.account).size == len(posted.overdrafts)
    assert path.balance[lines.kind[path.account] == CREDIT_CARD].max(initial=0) <= 0
    day = path.instant // MICROSECONDS_A_DAY
    usable = usable_days(block, month)[path.account, day - begin]
    usable |= (day == lines.opened_on[path.account]) | (day == lines.closed_on[path.account])
    paid_out = (day == month_end(month)) & (path.instant % MICROSECONDS_A_DAY >= 23 * 3600 * MICROSECONDS_A_SECOND)
    assert (usable | paid_out | (lines.kind[path.account] == CD)).all()


def test_rows_lie_in_order_of_day_account_and_instant_and_days_are_found_at_once() -> None:
    (block,) = Bank(BankSettings(customers=223)).blocks()
    posted = month_postings(block, OCTOBER)
    day = posted.flows.instant // MICROSECONDS_A_DAY
    order = np.lexsort((posted.flows.instant, posted.flows.account, day))
    assert (order == np.arange(len(posted))).all()
    for each in range(31):
        rows = posted.on(posted.first_day + each)
        assert (day[rows] == posted.first_day + each).all()
    assert posted.starts[-1] == len(posted)


def test_balances_at_an_instant_and_at_the_end_of_a_day_are_those_of_the_postings() -> None:
    (block,) = Bank(BankSettings(customers=223)).blocks()
    posted = month_postings(block, OCTOBER)
    lines = accounts(block, 2024)
    limit = credit_limit_on(block, posted.first_day + 30)
    row = np.flatnonzero(posted.flows.instant // MICROSECONDS_A_DAY == posted.first_day + 30)[::7]
    account = posted.flows.account[row]
    free = available_at(block, OCTOBER, account, posted.flows.instant[row])
    assert (free == posted.balance[row] + np.where(lines.kind[account] == CREDIT_CARD, limit[account], 0)).all()
    before = available_at(block, OCTOBER, account, posted.flows.instant[row] - 1)
    assert (free - before == posted.signed[row]).all()
    closing = balances_on(block, posted.first_day + 30)
    assert (closing == balance_at_month_start(block, OCTOBER + 1)).all()


def test_checking_balances_have_a_median_of_six_thousand() -> None:
    (block,) = default_bank().blocks()
    held = accounts(block, 2024)
    balance = balance_at_month_start(block, OCTOBER)[(held.kind == CHECKING)]
    assert 5_300_00 < np.median(balance[balance > 0]) < 6_700_00
    assert (level(block, 2024)[held.kind == CREDIT_CARD] == 0).all()


def test_cards_are_used_to_a_third_and_half_of_them_carry_a_balance() -> None:
    (block,) = default_bank().blocks()
    held, used, carrying = accounts(block, 2024), [], []
    for month in QUARTER:
        owed = -balance_at_month_start(block, month)
        card = (held.kind == CREDIT_CARD) & (owed > 0)
        used.append((owed[card] / credit_limit_on(block, int(month_start(month)))[card]).mean())
        charged = (month_postings(block, month).flows.code == CODE["card_interest"]).sum()
        carrying.append(charged / card.sum())
    assert 0.31 < np.mean(used) < 0.37
    assert 0.42 < np.mean(carrying) < 0.60


def test_overdrafts_and_residuals_come_as_often_as_they_should() -> None:
    (block,) = default_bank().blocks()
    overdrafts, fees, residuals = 0, 0, []
    for month in QUARTER:
        posted = month_postings(block, month)
        overdrafts += len(posted.overdrafts)
        fees += (posted.overdrafts.fee_cents > 0).sum()
        second = posted.flows.instant % MICROSECONDS_A_DAY // MICROSECONDS_A_SECOND
        late = (posted.flows.party == Party.SELF) & (posted.flows.code == CODE["account_transfer_out"])
        residuals.append(posted.flows.cents[late & (second >= (23 * 60 + 20) * 60)])
    assert abs(overdrafts - 170) < 3 * np.sqrt(170)
    assert 0.68 < fees / overdrafts < 0.92
    assert 4_400 < np.concatenate(residuals).size < 6_000
    assert 30_00 < np.median(np.concatenate(residuals)) < 46_00
