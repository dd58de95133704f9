"""Merchants: as many, as risky and as popular as specified."""

import numpy as np
import pytest

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.merchants import (
    CODES,
    MCC,
    MERCHANT_COUNTRIES,
    SUBSCRIPTION,
    code_of,
    merchant_by_weight,
    merchants,
)


def test_there_are_180_merchants_under_20_codes_each_with_at_least_four() -> None:
    listed = merchants(Bank())
    counts = np.bincount(listed.code, minlength=20)
    assert listed.merchant_id.tolist() == list(range(1, 181))
    assert len(set(listed.name.to_pylist())) == 180
    assert counts.min() >= 4
    assert counts.max() <= 16


def test_risk_is_low_for_14_codes_medium_for_4_and_high_for_2() -> None:
    risks = [each.risk for each in CODES]
    assert [risks.count(level) for level in ("low", "medium", "high")] == [14, 4, 2]
    assert sum(each.share for each in CODES) == pytest.approx(100.0)


def test_sixteen_merchants_sell_subscriptions_all_of_digital_media_among_them() -> None:
    listed = merchants(Bank())
    assert listed.sells_subscriptions.sum() == 16
    assert listed.sells_subscriptions[listed.code == MCC["5815"]].all()
    assert set(listed.code[listed.sells_subscriptions]) == {MCC["5815"], MCC["4900"], MCC["4814"]}
    assert np.array_equal(listed.sells_subscriptions, listed.type == SUBSCRIPTION)


def test_seventy_per_cent_of_merchants_are_american_and_27_canadian() -> None:
    countries = np.bincount(merchants(Bank()).country, minlength=len(MERCHANT_COUNTRIES))
    assert countries[0] / 180 == pytest.approx(0.70, abs=0.005)
    assert countries[1] / 180 == pytest.approx(0.27, abs=0.005)


def test_merchant_i_of_a_code_is_chosen_with_weight_one_over_i_plus_two() -> None:
    code = MCC["5094"]
    chosen = merchant_by_weight(np.full(60_000, code), (np.arange(60_000) + 0.5) / 60_000)
    shares = np.bincount(chosen - chosen.min()) / 60_000
    weights = np.array([1 / 2, 1 / 3, 1 / 4, 1 / 5])
    assert (code_of(chosen) == code).all()
    assert shares == pytest.approx(weights / weights.sum(), abs=1e-3)
