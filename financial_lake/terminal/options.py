"""What was typed, turned into days, numbers and settings; every refusal names the option and what it accepts."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from financial_lake.errors import SettingsError
from financial_lake.named_banks import named_bank
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import SETTINGS_FILE

DAYS_OF_SETTINGS = ("opening_day", "closing_day")


@dataclass(frozen=True, slots=True)
class Wish:
    """What `build` was asked for, as typed.

    Attributes:
        place: folder of the lake.
        first: first day, or None for the opening day.
        last: last day, or None for the end of the first day's quarter.
        scale: size by one number.
        settings: settings of the bank by name; None where not given.
        tables: names of tables; all when empty.
        rebuild: make days again that are stored.
        bank: a named bank.
    """

    place: Path
    first: str | None
    last: str | None
    scale: str | None
    settings: dict[str, Any]
    tables: list[str]
    rebuild: bool
    bank: str | None = None


def day(text: str | None, option: str) -> date | None:
    """A day typed as YYYY-MM-DD; None when the option was not given."""
    return None if text is None else given_day(text, option)


def given_day(text: str, option: str) -> date:
    """A day typed as YYYY-MM-DD."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.isoformat() != text:
        raise SettingsError(f"{option} is {text!r}; write a day as YYYY-MM-DD, for example 2024-10-01.")
    return read


def number(text: str | None, option: str) -> Decimal | None:
    """A decimal number; None when the option was not given."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise SettingsError(f"{option} is {text!r}; write a number, for example 0.5.") from None


def wished_settings(wish: Wish) -> BankSettings | None:
    """The bank that was asked for, laid over the one that lies there; None when nothing was said of it.

    Raises:
        SettingsError: a bank that cannot be.
        NotALake: settings lie there that cannot be read.
    """
    asked = {name: value for name, value in wish.settings.items() if value is not None}
    if wish.bank is not None:
        bank = named_bank(wish.bank)
        bank.refuse_another_shape(asked | ({} if wish.scale is None else {"scale": wish.scale}))
    for name in DAYS_OF_SETTINGS:
        if name in asked:
            asked[name] = day(asked[name], f"--{name.replace('_', '-')}")
    scale = number(wish.scale, "--scale")
    if scale is not None:
        sized = BankSettings.sized(scale=scale, **asked)
        asked |= {"customers": sized.customers, "employees": sized.employees}
    if wish.bank is not None:
        asked |= bank.shape
    if not asked:
        return None
    known = Lake.open(wish.place).settings if (wish.place / SETTINGS_FILE).exists() else BankSettings()
    return replace(known, **asked)


def known_settings(wish: Wish, asked: BankSettings | None) -> BankSettings:
    """The settings the lake will have: its own, those asked for, or the defaults.

    Raises:
        SealMismatch: the lake holds another bank.
    """
    if not (wish.place / SETTINGS_FILE).exists():
        return asked or BankSettings()
    lake = Lake.open(wish.place)
    if asked is not None:
        lake.check_settings(asked)
    return lake.settings


def wished_days(wish: Wish, settings: BankSettings) -> tuple[date, date]:
    """First and last day to build: the opening day and the end of its quarter, or of the named bank, unless given.

    Raises:
        SettingsError: malformed, or reversed.
    """
    start = day(wish.first, "--from") or settings.opening_day
    asked_end = day(wish.last, "--to")
    end = asked_end or _usual_end(wish, start)
    if settings.closing_day is not None and asked_end is None:
        end = min(end, settings.closing_day)
    if start > end:
        raise SettingsError(f"The first day {start} lies after the last day {end}; swap --from and --to.")
    return start, end


def _usual_end(wish: Wish, start: date) -> date:
    named = named_bank(wish.bank).last_day if wish.bank is not None else start
    return named if start < named else _end_of_quarter(start)


def _end_of_quarter(start: date) -> date:
    month = (start.month - 1) // 3 * 3 + 3
    following = date(start.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
