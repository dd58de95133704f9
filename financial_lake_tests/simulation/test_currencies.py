"""Exchange rates: one a currency and day, bounded, and still on days without business."""

from datetime import date

import numpy as np

from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.currencies import CURRENCIES, rate_on

DAYS = np.arange(day_number(date(2023, 1, 1)), day_number(date(2027, 1, 1)))


def test_a_dollar_is_always_worth_a_dollar() -> None:
    assert (rate_on(Bank(), 0, DAYS) == 1_000_000).all()


def test_rates_swing_a_few_per_cent_around_their_base() -> None:
    for code, base in ((1, 0.735), (2, 1.085), (3, 1.27)):
        swing = np.log(rate_on(Bank(), code, DAYS) / 1e6 / base)
        assert abs(swing.mean()) < 0.02, CURRENCIES[code]
        assert 0.01 < swing.std() < 0.04, CURRENCIES[code]
        assert np.abs(np.diff(swing)).max() < 0.03, CURRENCIES[code]


def test_weekends_and_bank_holidays_repeat_the_business_day_before() -> None:
    friday = day_number(date(2024, 10, 11))
    assert len(set(rate_on(Bank(), 2, friday + np.arange(4)))) == 1, "Columbus Day 2024 ends a long weekend"
    new_year = day_number(date(2025, 1, 1))
    assert rate_on(Bank(), 3, new_year)[0] == rate_on(Bank(), 3, new_year - 1)[0]
    assert rate_on(Bank(), 3, new_year + 1)[0] != rate_on(Bank(), 3, new_year)[0]


def test_a_rate_is_the_same_alone_and_among_others_in_any_order() -> None:
    together = rate_on(Bank(), np.arange(4)[:, None], DAYS)
    backwards = Bank()
    for place in (1400, 700, 3):
        assert [int(rate_on(backwards, code, DAYS[place])[0]) for code in range(4)] == together[:, place].tolist()


def test_another_seed_has_other_rates() -> None:
    assert (rate_on(Bank(BankSettings(seed=7)), 1, DAYS) != rate_on(Bank(), 1, DAYS)).mean() > 0.9


def test_no_days_give_no_rates() -> None:
    assert rate_on(Bank(), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).size == 0
