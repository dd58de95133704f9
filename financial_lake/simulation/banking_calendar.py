"""The bank's calendar: epoch days and months, weekdays, bank holidays, business and trading days.

Inside the simulation a day is a whole number D of days since 1970-01-01, a month a whole number of
months since January 1970, an instant a whole number of microseconds since 1970-01-01T00:00Z. All
functions take and give scalars or integer arrays. The rules of the holidays are in `holidays`.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from financial_lake.simulation.holidays import federal_holidays, trading_holidays

MICROSECONDS_A_SECOND = 1_000_000
MICROSECONDS_A_DAY = 86_400 * MICROSECONDS_A_SECOND
NEVER = 2**31 - 1
"""A day later than any calendar: what has not ended ends then."""

_EPOCH = date(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_FIRST_BIRTH = date(1900, 1, 1)
_MANY = 200
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def day_number(day: date) -> int:
    """Epoch day of a date."""
    return (day - _EPOCH).days


def date_of(number: int) -> date:
    """Date of an epoch day."""
    return _EPOCH + timedelta(days=int(number))


def weekday(day: Any) -> Any:
    """0 Monday ... 6 Sunday."""
    return (np.asarray(day) + 3) % 7


def is_weekday(day: Any) -> Any:
    """Monday to Friday, bank holidays included."""
    return weekday(day) < SATURDAY


def month_of(day: Any) -> Any:
    """Months since January 1970."""
    return _looked_up(np.asarray(day, dtype=np.int64), _month_of, _months)


def month_start(month: Any) -> Any:
    """First epoch day of a month."""
    return _looked_up(np.asarray(month, dtype=np.int64), _month_start, _month_starts)


def month_end(month: Any) -> Any:
    """Last epoch day of a month."""
    return month_start(np.asarray(month) + 1) - 1


def year_of(day: Any) -> Any:
    """Calendar year of an epoch day."""
    return month_of(day) // 12 + 1970


def year_start(year: Any) -> Any:
    """Epoch day of 1 January."""
    return month_start((np.asarray(year) - 1970) * 12)


def days_in_year(year: Any) -> Any:
    """365 or 366."""
    return year_start(np.asarray(year) + 1) - year_start(year)


def day_of_month(day: Any) -> Any:
    """1 ... 31."""
    return np.asarray(day) - month_start(month_of(day)) + 1


def add_months(day: Any, months: Any) -> Any:
    """The same day of the month, `months` later, at most the last day of that month."""
    target = month_of(day) + months
    return np.minimum(month_start(target) + day_of_month(day) - 1, month_end(target))


def whole_years(since: Any, day: Any) -> Any:
    """Completed years from `since` to `day`: an age."""
    months = month_of(day) - month_of(since)
    return (months - (day_of_month(day) < day_of_month(since))) // 12


def next_weekday(day: Any) -> Any:
    """The day itself, or the next Monday for a Saturday or Sunday."""
    place = weekday(day)
    return np.asarray(day) + np.where(place >= SATURDAY, 7 - place, 0)


def last_weekday(day: Any) -> Any:
    """The day itself, or the Friday before for a Saturday or Sunday."""
    place = weekday(day)
    return np.asarray(day) - np.where(place >= SATURDAY, place - FRIDAY, 0)


def is_bank_holiday(day: Any) -> Any:
    """One of the eleven federal holidays; one on a Sunday is kept on Monday, one on a Saturday stays there."""
    return _bank_holidays()[np.asarray(day) - _table_start()]


def is_business_day(day: Any) -> Any:
    """A weekday that is no bank holiday."""
    return _business_days()[np.asarray(day) - _table_start()]


def is_trading_day(day: Any) -> Any:
    """A weekday on which the exchanges are open."""
    return _trading_days()[np.asarray(day) - _table_start()]


def next_business_day(day: Any) -> Any:
    """The first business day on or after `day`."""
    return _first_on_or_after("business")[np.asarray(day) - _table_start()]


def next_trading_day(day: Any) -> Any:
    """The first trading day on or after `day`."""
    return _first_on_or_after("trading")[np.asarray(day) - _table_start()]


def last_business_day(day: Any) -> Any:
    """The last business day on or before `day`."""
    return _last_on_or_before("business")[np.asarray(day) - _table_start()]


def last_trading_day(day: Any) -> Any:
    """The last trading day on or before `day`."""
    return _last_on_or_before("trading")[np.asarray(day) - _table_start()]


def holiday_names(year: int) -> dict[date, str]:
    """The bank holidays kept in a year, by day."""
    kept: dict[date, str] = {}
    for name, day in federal_holidays(year):
        kept[day + timedelta(days=1) if day.weekday() == SUNDAY else day] = name
    return kept


def at(day: Any, hours: Any, minutes: Any = 0, seconds: Any = 0) -> Any:
    """Instant (microseconds) of a time of day; fractions of hours, minutes and seconds are kept to the microsecond."""
    second = np.asarray(hours) * 3600 + np.asarray(minutes) * 60 + np.asarray(seconds)
    return np.asarray(day) * MICROSECONDS_A_DAY + np.rint(second * MICROSECONDS_A_SECOND).astype(np.int64)


def _month_of(day: Any) -> Any:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _month_start(month: Any) -> Any:
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _looked_up(keys: Any, rule: Callable[[Any], Any], known: Callable[[], tuple[int, npt.NDArray[np.int64]]]) -> Any:
    """A rule's answers; of many keys in the reach of a table ten times as fast by that."""
    if keys.size < _MANY:
        return rule(keys)
    first, table = known()
    if keys.min() < first or keys.max() >= first + table.size:
        return rule(keys)
    return table[keys - first]


@lru_cache(maxsize=1)
def _months() -> tuple[int, npt.NDArray[np.int64]]:
    first = day_number(_FIRST_BIRTH)
    return first, _month_of(np.arange(first, day_number(date(_LAST_YEAR, 12, 31)) + 1))


@lru_cache(maxsize=1)
def _month_starts() -> tuple[int, npt.NDArray[np.int64]]:
    first, last = (int(month_of(day_number(each))) for each in (_FIRST_BIRTH, date(_LAST_YEAR, 12, 31)))
    return first, _month_start(np.arange(first, last + 1))


def _table_start() -> int:
    return day_number(date(_FIRST_YEAR, 1, 1))


@lru_cache(maxsize=1)
def _weekdays() -> npt.NDArray[np.bool_]:
    last = day_number(date(_LAST_YEAR, 12, 31))
    weekdays: npt.NDArray[np.bool_] = is_weekday(np.arange(_table_start(), last + 1))
    return weekdays


@lru_cache(maxsize=1)
def _bank_holidays() -> npt.NDArray[np.bool_]:
    table = np.zeros_like(_weekdays())
    kept = [day for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for day in holiday_names(year)]
    table[[day_number(day) - _table_start() for day in kept]] = True
    return table


@lru_cache(maxsize=1)
def _business_days() -> npt.NDArray[np.bool_]:
    return _weekdays() & ~_bank_holidays()


@lru_cache(maxsize=1)
def _trading_days() -> npt.NDArray[np.bool_]:
    table = _weekdays().copy()
    closed = [day for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for day in trading_holidays(year)]
    table[[day_number(day) - _table_start() for day in closed]] = False
    return table


@lru_cache(maxsize=2)
def _first_on_or_after(kind: str) -> npt.NDArray[np.int64]:
    places = _open_places(kind, elsewhere=_weekdays().size - 1)
    return np.minimum.accumulate(places[::-1])[::-1] + _table_start()


@lru_cache(maxsize=2)
def _last_on_or_before(kind: str) -> npt.NDArray[np.int64]:
    return np.maximum.accumulate(_open_places(kind, elsewhere=0)) + _table_start()


def _open_places(kind: str, elsewhere: int) -> npt.NDArray[np.int64]:
    open_ = _business_days() if kind == "business" else _trading_days()
    return np.where(open_, np.arange(open_.size), elsewhere)
