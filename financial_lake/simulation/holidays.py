"""Holidays by rule: the eleven US federal ones (5 U.S.C. 6103), those of the New York Stock Exchange (its rule 7.2).

Plain dates of a year; which days of the bank follow from them is for `banking_calendar` to say.
"""

from datetime import date, timedelta

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6


def _nth(year: int, month: int, place: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(place - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    end = date(year, 5, 31)
    return end - timedelta(days=end.weekday())


def federal_holidays(year: int) -> list[tuple[str, date]]:
    """Name and day of each, on whatever weekday it falls."""
    return [
        ("New Year's Day", date(year, 1, 1)),
        ("Martin Luther King Jr. Day", _nth(year, 1, _MONDAY, 3)),
        ("Presidents' Day", _nth(year, 2, _MONDAY, 3)),
        ("Memorial Day", _last_monday_of_may(year)),
        ("Juneteenth", date(year, 6, 19)),
        ("Independence Day", date(year, 7, 4)),
        ("Labor Day", _nth(year, 9, _MONDAY, 1)),
        ("Columbus Day", _nth(year, 10, _MONDAY, 2)),
        ("Veterans Day", date(year, 11, 11)),
        ("Thanksgiving Day", _nth(year, 11, _THURSDAY, 4)),
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


def trading_holidays(year: int) -> list[date]:
    """Days on which the exchanges are closed for a holiday."""
    closed = [_easter(year) - timedelta(days=2)]
    for name, day in federal_holidays(year):
        if name in {"Columbus Day", "Veterans Day"}:
            continue
        if day.weekday() == _SUNDAY:
            closed.append(day + timedelta(days=1))
        elif day.weekday() != _SATURDAY:
            closed.append(day)
        elif name != "New Year's Day":
            closed.append(day - timedelta(days=1))
    return closed
