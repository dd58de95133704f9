"""What was typed, turned into days, numbers and settings; every refusal names the option and what it accepts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from financial_lake.errors import SettingsError
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import SETTINGS_FILE


def day(text: str | None, option: str) -> date | None:
    """A day typed as YYYY-MM-DD; None when the option was not given."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"{option} is {text!r}; write a day as YYYY-MM-DD, for example 2024-10-01.") from None


def number(text: str | None, option: str) -> Decimal | None:
    """A decimal number; None when the option was not given."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise SettingsError(f"{option} is {text!r}; write a number, for example 0.5.") from None


def found_lake(place: Path, scale: Decimal | None, given: dict[str, Any]) -> Lake:
    """The lake to build in: the one that lies there, if what was asked agrees with it, or a new one.

    Options that were not given are the lake's own; options that were given must be the lake's.
    """
    asked = {name: value for name, value in given.items() if value is not None}
    if scale is not None:
        sized = BankSettings.sized(scale=scale, **asked)
        asked |= {"customers": sized.customers, "employees": sized.employees}
    settings: BankSettings | None = None
    if asked:
        known = Lake.open(place).settings if (place / SETTINGS_FILE).exists() else BankSettings()
        settings = replace(known, **asked)
    return Lake.found_or_create(place, settings)


def asked_days(lake: Lake, first: date | None, last: date | None) -> tuple[date, date]:
    """First and last day to build: the opening day and the end of its quarter unless given."""
    start = first or lake.settings.opening_day
    end = last or max(start, _end_of_quarter(start))
    if lake.settings.closing_day is not None and last is None:
        end = min(end, lake.settings.closing_day)
    if start > end:
        raise SettingsError(f"--from {start} lies after --to {end}; swap them.")
    lake.check_day(start)
    lake.check_day(end)
    return start, end


def _end_of_quarter(start: date) -> date:
    month = (start.month - 1) // 3 * 3 + 3
    following = date(start.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
