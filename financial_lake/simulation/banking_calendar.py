"""The bank's calendar: epoch days and months, weekdays, bank holidays, business and trading days.

Inside the simulation a day is a whole number D of days since 1970-01-01, a month a whole number of
months since January 1970, an instant a whole number of microseconds since 1970-01-01T00:00Z. All
functions take and give scalars or integer arrays. Holidays are the eleven US federal ones by rule
(5 U.S.C. 6103), trading holidays those of the New York Stock Exchange (its rule 7.2).
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

MICROSECONDS_A_SECOND = 1_000_000
MICROSECONDS_A_DAY = 86_400 * MICROSECONDS_A_SECOND
NEVER = 2**31 - 1
"""A day later than any calendar: what has not ended ends then."""

_EPOCH = date(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
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
    return np.asarray(day, dtype=np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_start(month: Any) -> Any:
    """First epoch day of a month."""
    return np.asarray(month, dtype=np.int64).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


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
    for name, day in _federal_holidays(year):
        kept[day + timedelta(days=1) if day.weekday() == SUNDAY else day] = name
    return kept


def at(day: Any, hours: Any, minutes: Any = 0, seconds: Any = 0) -> Any:
    """Instant (microseconds) of a time of day; fractions of hours, minutes and seconds are kept to the microsecond."""
    second = np.asarray(hours) * 3600 + np.asarray(minutes) * 60 + np.asarray(seconds)
    return np.asarray(day) * MICROSECONDS_A_DAY + np.rint(second * MICROSECONDS_A_SECOND).astype(np.int64)


def _table_start() -> int:
    return day_number(date(_FIRST_YEAR, 1, 1))


def _nth(year: int, month: int, place: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(place - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    end = date(year, 5, 31)
    return end - timedelta(days=end.weekday())


def _federal_holidays(year: int) -> list[tuple[str, date]]:
    return [
        ("New Year's Day", date(year, 1, 1)),
        ("Martin Luther King Jr. Day", _nth(year, 1, MONDAY, 3)),
        ("Presidents' Day", _nth(year, 2, MONDAY, 3)),
        ("Memorial Day", _last_monday_of_may(year)),
        ("Juneteenth", date(year, 6, 19)),
        ("Independence Day", date(year, 7, 4)),
        ("Labor Day", _nth(year, 9, MONDAY, 1)),
        ("Columbus Day", _nth(year, 10, MONDAY, 2)),
        ("Veterans Day", date(year, 11, 11)),
        ("Thanksgiving Day", _nth(year, 11, 3, 4)),
        ("Christmas Day", date(year, 12, 25)),
    ]


def _easter(year: int) -> date:
    """Gregorian Easter Sunday (Meeus, Jones and Butcher)."""
    golden, century, part = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * (century % 4) + 2 * (part // 4) - epact - part % 4) % 7
    late = (golden + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _trading_holidays(year: int) -> list[date]:
    closed = [_easter(year) - timedelta(days=2)]
    for name, day in _federal_holidays(year):
        if name in {"Columbus Day", "Veterans Day"}:
            continue
        if day.weekday() == SUNDAY:
            closed.append(day + timedelta(days=1))
        elif day.weekday() != SATURDAY:
            closed.append(day)
        elif name != "New Year's Day":
            closed.append(day - timedelta(days=1))
    return closed


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
    closed = [day for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for day in _trading_holidays(year)]
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
