"""The bank's calendar agrees with the standard library and with the holidays as published."""

from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from financial_lake.simulation import banking_calendar as calendar

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS)
def test_day_numbers_months_and_weekdays_agree_with_the_standard_library(day: date) -> None:
    number = calendar.day_number(day)
    assert calendar.date_of(number) == day
    assert calendar.weekday(number) == day.weekday()
    assert calendar.year_of(number) == day.year
    assert calendar.day_of_month(number) == day.day
    month = calendar.month_of(number)
    assert calendar.date_of(calendar.month_start(month)) == day.replace(day=1)
    assert calendar.date_of(calendar.month_end(month) + 1).day == 1


@pytest.mark.parametrize("beyond", [0, calendar.NEVER, -40_000])
def test_many_days_at_once_have_the_months_they_have_one_by_one(beyond: int) -> None:
    days = np.append(np.arange(-25_567, 47_846, 31), beyond)  # from 1900 to 2100, and one day outside of both
    months = calendar.month_of(days)
    assert months.tolist() == [int(calendar.month_of(day)) for day in days]
    assert calendar.month_start(months).tolist() == [int(calendar.month_start(month)) for month in months]


@given(DAYS, DAYS)
def test_whole_years_are_an_age(born: date, day: date) -> None:
    expected = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    assert calendar.whole_years(calendar.day_number(born), calendar.day_number(day)) == expected


@given(DAYS)
def test_last_and_next_weekday_stay_within_the_weekend(day: date) -> None:
    number = calendar.day_number(day)
    before, after = calendar.date_of(calendar.last_weekday(number)), calendar.date_of(calendar.next_weekday(number))
    assert before.weekday() < 5
    assert after.weekday() < 5
    assert timedelta(0) <= day - before <= timedelta(2)
    assert timedelta(0) <= after - day <= timedelta(2)


def test_the_fourth_quarter_of_2024_has_the_specified_days() -> None:
    quarter = np.arange(calendar.day_number(date(2024, 10, 1)), calendar.day_number(date(2025, 1, 1)))
    assert quarter.size == 92
    assert calendar.is_weekday(quarter).sum() == 66
    assert calendar.is_business_day(quarter).sum() == 62
    assert calendar.is_trading_day(quarter).sum() == 64
    kept = [calendar.date_of(day) for day in quarter[calendar.is_bank_holiday(quarter)]]
    assert kept == [date(2024, 10, 14), date(2024, 11, 11), date(2024, 11, 28), date(2024, 12, 25)]


@pytest.mark.parametrize("year", range(2021, 2036))
def test_bank_holidays_are_the_federal_ones_kept_on_monday_when_they_fall_on_sunday(year: int) -> None:
    published = holidays.country_holidays("US", years=[year], observed=False)
    expected = {day + timedelta(days=1) if day.weekday() == 6 else day for day in published}
    assert set(calendar.holiday_names(year)) == expected


@pytest.mark.parametrize("year", range(2022, 2036))
def test_trading_days_are_those_of_the_new_york_stock_exchange(year: int) -> None:
    closed = set(holidays.financial_holidays("NYSE", years=[year]))
    days = [date(year, 1, 1) + timedelta(days=step) for step in range(365)]
    closed -= {date(2025, 1, 9)}  # a day of mourning is not by rule
    for day in days:
        expected = day.weekday() < 5 and day not in closed
        assert bool(calendar.is_trading_day(calendar.day_number(day))) == expected, day


@given(DAYS)
def test_the_next_business_day_is_one_and_none_lies_between(day: date) -> None:
    number = calendar.day_number(day)
    following = int(calendar.next_business_day(number))
    between = np.arange(number, following)
    assert calendar.is_business_day(following)
    assert not calendar.is_business_day(between).any()
