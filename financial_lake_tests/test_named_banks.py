"""A name stands for a size and a calendar; what would make it another bank is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from financial_lake.errors import SealMismatch, SettingsError
from financial_lake.named_banks import BANKS, FIXED_BY_NAME, named_bank
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake.terminal.options import Wish, known_settings, wished_days, wished_settings


def wish(place: Path, bank: str, first: str | None = None, last: str | None = None, **given: Any) -> Wish:
    scale = given.pop("scale", None)
    return Wish(place, first, last, None if scale is None else str(scale), given, [], rebuild=False, bank=bank)


def test_the_default_bank_has_a_name() -> None:
    assert named_bank("q4-2024").settings == BankSettings()
    assert named_bank("q4-2024").last_day == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("name", "customers", "employees", "first", "last"),
    [
        ("q4-2024", 2230, 150, date(2024, 10, 1), date(2024, 12, 31)),
        ("demo", 120, 15, date(2024, 10, 1), date(2024, 10, 31)),
        ("personas", 5000, 150, date(2023, 1, 2), date(2025, 12, 31)),
        ("enterprise", 6000, 750, date(2024, 10, 1), date(2024, 12, 31)),
        ("ten-million", 62_000, 7750, date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_a_name_gives_size_and_days(  # noqa: PLR0913, PLR0917 - what a name gives
    tmp_path: Path, name: str, customers: int, employees: int, first: date, last: date
) -> None:
    asked = wish(tmp_path / "lake", name)
    bank = wished_settings(asked)
    assert bank == named_bank(name).settings
    assert (bank.customers, bank.employees) == (customers, employees)
    assert wished_days(asked, bank) == (first, last)


def test_all_names_are_told_apart() -> None:
    assert len({bank.name for bank in BANKS}) == len(BANKS)
    assert len({bank.settings.seal for bank in BANKS}) == len(BANKS)


@pytest.mark.parametrize(("typed", "near"), [("demmo", "Did you mean demo?"), ("Personas", "Did you mean personas?")])
def test_an_unknown_name_is_refused_with_all_names(typed: str, near: str) -> None:
    with pytest.raises(SettingsError) as refused:
        named_bank(typed)
    assert near in str(refused.value)
    assert all(bank.name in str(refused.value) for bank in BANKS)
    with pytest.raises(SettingsError, match=r"no bank 'xyzzy'\. Choose from"):
        named_bank("xyzzy")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("scale", "2"),
        ("customers", 120),
        ("employees", 15),
        ("opening_day", "2024-10-02"),
        ("allow_weekend_opening", True),
    ],
)
def test_another_size_or_opening_day_is_refused_beside_a_name(tmp_path: Path, setting: str, value: Any) -> None:
    assert setting in {"scale", *FIXED_BY_NAME}
    option = f"--{setting.replace('_', '-')}"
    with pytest.raises(SettingsError, match=f"{option} cannot be given with --bank demo, which has 120 customers"):
        wished_settings(wish(tmp_path / "lake", "demo", **{setting: value}))


def test_seed_rates_and_days_win_over_the_name(tmp_path: Path) -> None:
    asked = wish(tmp_path / "lake", "demo", "2024-10-03", "2024-11-05", seed=7, defect_rate=0.0)
    bank = wished_settings(asked)
    assert bank == BankSettings.sized(scale=Decimal("0.1"), seed=7, defect_rate=0.0)
    assert wished_days(asked, bank) == (date(2024, 10, 3), date(2024, 11, 5))


def test_a_calendar_that_ends_earlier_ends_the_build(tmp_path: Path) -> None:
    asked = wish(tmp_path / "lake", "q4-2024", closing_day="2024-11-15")
    bank = wished_settings(asked)
    assert bank is not None
    assert wished_days(asked, bank)[1] == date(2024, 11, 15)


def test_a_start_after_the_last_day_builds_its_quarter(tmp_path: Path) -> None:
    asked = wish(tmp_path / "lake", "demo", "2024-11-04")
    assert wished_days(asked, named_bank("demo").settings) == (date(2024, 11, 4), date(2024, 12, 31))


def test_a_lake_keeps_the_bank_it_was_begun_with(tmp_path: Path) -> None:
    place = tmp_path / "lake"
    begun = wished_settings(wish(place, "demo", seed=7))
    Lake.found_or_create(place, begun)
    again = wish(place, "demo")
    assert known_settings(again, wished_settings(again)) == begun
    other = wish(place, "enterprise")
    with pytest.raises(SealMismatch, match="customers: the lake has 120, asked for 6000"):
        known_settings(other, wished_settings(other))
