"""The settings of a bank refuse what cannot be, and name it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financial_lake.errors import SettingsError
from financial_lake.settings import BankSettings


def test_the_default_bank_is_the_specified_one() -> None:
    bank = BankSettings()
    assert (bank.seed, bank.customers, bank.employees) == (20241001, 2230, 150)
    assert (bank.opening_day, bank.closing_day) == (date(2024, 10, 1), None)
    assert (bank.defect_rate, bank.laundering_rate, bank.look_alike_ratio) == (0.002, 0.001, 1.0)


@pytest.mark.parametrize(
    ("scale", "customers", "employees"),
    [("0.05", 60, 7), ("0.1", 120, 15), ("0.5", 600, 75), ("1", 1200, 150), ("5", 6000, 750), ("100", 120_000, 15_000)],
)
def test_scale_gives_the_counts_of_the_guide(scale: str, customers: int, employees: int) -> None:
    bank = BankSettings.sized(scale=Decimal(scale))
    assert (bank.customers, bank.employees) == (customers, employees)


def test_an_explicit_count_wins_over_scale() -> None:
    bank = BankSettings.sized(scale=Decimal(1), customers=223)
    assert (bank.customers, bank.employees) == (223, 150)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"customers": 2235}, "2230 or 2240"),
        ({"customers": 5}, "Nearest: 10"),
        ({"customers": -10}, "multiple of ten"),
        ({"customers": 20_000_000}, "room for"),
        ({"employees": 6}, "from 7"),
        ({"seed": -1}, "2^63"),
        ({"opening_day": date(2022, 12, 31)}, "2023-01-01"),
        ({"opening_day": date(2024, 10, 5)}, "weekend"),
        ({"closing_day": date(2024, 9, 30)}, "closing_day"),
        ({"defect_rate": -0.1}, "defect_rate"),
        ({"defect_rate": 0.6}, "defect_rate"),
        ({"laundering_rate": 0.5}, "laundering_rate"),
        ({"look_alike_ratio": -1.0}, "look_alike_ratio"),
    ],
)
def test_a_bank_that_cannot_be_is_refused_by_name(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError, match=told.replace("^", r"\^")):
        BankSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", ["-1", "0", "NaN", "Infinity", "9000"])
def test_an_absurd_scale_is_refused(scale: str) -> None:
    with pytest.raises(SettingsError, match="scale"):
        BankSettings.sized(scale=Decimal(scale))


def test_a_weekend_opening_is_accepted_when_asked_for() -> None:
    assert BankSettings(opening_day=date(2024, 10, 5), allow_weekend_opening=True).opening_day.weekday() == 5


@given(
    seed=st.integers(0, 2**63 - 1),
    tens=st.integers(1, 900_000),
    opening=st.dates(date(2023, 1, 1), date(2099, 12, 31)),
    dirt=st.floats(0, 0.5),
)
def test_settings_survive_being_written_and_read(seed: int, tens: int, opening: date, dirt: float) -> None:
    bank = BankSettings(
        seed=seed, customers=tens * 10, opening_day=opening, defect_rate=dirt, allow_weekend_opening=True
    )
    again = BankSettings.from_json(bank.to_json())
    assert again == bank
    assert again.seal == bank.seal


@pytest.mark.parametrize(
    "change",
    [{"seed": 1}, {"customers": 223}, {"employees": 151}, {"opening_day": date(2023, 1, 2)}, {"defect_rate": 0.0}],
)
def test_any_change_breaks_the_seal_and_is_named(change: dict[str, object]) -> None:
    bank = BankSettings()
    other = replace(bank, **change)
    assert other.seal != bank.seal
    assert set(bank.differences(other)) == set(change)


@pytest.mark.parametrize("text", ["", "[]", '{"sead": 1}', '{"customers": "many"}', '{"opening_day": "soon"}'])
def test_text_that_is_no_settings_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        BankSettings.from_json(text)
