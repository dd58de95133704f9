"""Laundering: patterns in the shares asked for, nothing elsewhere, the same whatever is made together."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.compliance.aml_checks import generate as checks_of
from financial_lake.datalake.ground_truth.aml_typologies import NAMES, AmlTypologies, generate
from financial_lake.datalake.payments.transactions import clean_transactions
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.laundering.patterns import LAUNDERING, steps
from financial_lake.simulation.laundering.steps import is_counter_open
from financial_lake.simulation.ledger.codes import CODE

OCTOBER = int(month_of(day_number(date(2024, 10, 1))))
DAYS = [date(2024, 10, 1) + timedelta(days=step) for step in range(31)]
BUSY = BankSettings(customers=1_000, laundering_rate=0.01, defect_rate=0.0)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank(BUSY)


def test_shares_of_postings_are_those_asked_for() -> None:
    found = []
    for seed in range(4):
        block = next(Bank(BankSettings(seed=seed, laundering_rate=0.01)).blocks())
        is_laundering = steps(block, OCTOBER).typology < len(LAUNDERING)
        found.append([is_laundering.sum(), (~is_laundering).sum()])
    asked = 0.01 * 4_150 * len(DAYS)
    laundering, look_alikes = np.mean(found, axis=0) / asked
    assert laundering == pytest.approx(1.0, abs=0.25)
    assert look_alikes == pytest.approx(1.0, abs=0.25)


def test_every_typology_occurs(bank: Bank) -> None:
    block = next(bank.blocks())
    found = {NAMES[each] for month in range(OCTOBER, OCTOBER + 12) for each in np.unique(steps(block, month).typology)}
    assert found == set(NAMES)


def test_rates_of_zero_switch_patterns_off() -> None:
    none = Bank(replace(BUSY, laundering_rate=0.0))
    assert [generate(none, day).num_rows for day in DAYS[:5]] == [0] * 5
    innocent = Bank(replace(BUSY, look_alike_ratio=0.0))
    told = [each for day in DAYS[:5] for each in generate(innocent, day).column("is_laundering").to_pylist()]
    assert told
    assert all(told)


def test_only_circles_with_patterns_and_their_own_postings_differ_from_a_bank_without(bank: Bank) -> None:
    """Whoever shares no circle with a pattern has the same postings to the microsecond."""
    without = Bank(replace(BUSY, laundering_rate=0.0))
    block = next(bank.blocks())
    touched = set(steps(block, OCTOBER).pattern % 10_000_000 // 10)
    for day in DAYS[10:13]:
        rows, others = (clean_transactions(each, day).to_pandas() for each in (bank, without))
        pair = []
        for each in (rows, others):
            circle = (each["customer_id"] % 10_000_000 - 1001) // 10
            kept = each[~circle.isin(touched)].reset_index(drop=True)
            events = kept["reference_number"].str.startswith(("WR-", "BV-", "CT-", "OD-", "LP-", "PP-"))
            pair.append(kept.assign(reference_number=kept["reference_number"].mask(events, "")))
        pd.testing.assert_frame_equal(*(each.drop(columns="transaction_id") for each in pair))
        assert 0 < len(pair[0]) < len(rows)


def test_labels_do_not_depend_on_blocks_or_the_size_of_the_bank(bank: Bank) -> None:
    apart, small = Bank(BUSY, slots_a_block=100), Bank(replace(BUSY, customers=220))
    for day in DAYS[5:25:5]:
        whole = generate(bank, day)
        assert generate(apart, day).equals(whole)
        AmlTypologies.check_rows(whole)
        mine = whole.to_pandas()
        mine = mine[mine["customer_id"] % 10_000_000 < 1001 + 220].drop(columns="transaction_id")
        theirs = generate(small, day).to_pandas().drop(columns="transaction_id")
        pd.testing.assert_frame_equal(mine.reset_index(drop=True), theirs)


def test_wires_and_cash_need_an_open_counter(bank: Bank) -> None:
    every = steps(next(bank.blocks()), OCTOBER)
    codes = [CODE[name] for name in ("wire_in", "wire_out", "cash_deposit", "cash_withdrawal")]
    counter = every.where(np.isin(every.code, codes))
    assert len(counter)
    assert is_counter_open(counter.instant).all()


def test_a_monitored_posting_inside_laundering_is_flagged_five_times_as_often(bank: Bank) -> None:
    flagged = []
    for day in (DAYS[0] + timedelta(days=step) for step in range(61)):
        labels = generate(bank, day).to_pandas()
        checks = checks_of(bank, day).to_pandas().dropna(subset="transaction_id")
        inside = labels.loc[labels["is_laundering"], "transaction_id"]
        flagged += checks.loc[checks["transaction_id"].isin(inside), "aml_flag"].tolist()
    assert abs(np.mean(flagged) - 0.20) < 4 * np.sqrt(0.20 * 0.80 / len(flagged))
    assert len(flagged) > 15
