"""A lake keeps the settings it was begun with."""

import json
from datetime import date
from pathlib import Path

import pytest

from financial_lake.errors import DayOutsideCalendar, NotALake, SealMismatch, StorageRefused
from financial_lake.settings import BankSettings
from financial_lake.storage import Lake
from financial_lake_tests.coins import SMALL_BANK, Coins


def test_a_new_lake_is_opened_again_with_its_own_settings(tmp_path: Path) -> None:
    made = Lake.found_or_create(tmp_path / "a" / "b", SMALL_BANK)
    assert Lake.open(tmp_path / "a" / "b") == made
    assert Lake.found_or_create(tmp_path / "a" / "b") == made
    assert made.seal == SMALL_BANK.seal


def test_other_settings_are_refused_and_every_difference_is_named(lake: Lake) -> None:
    before = (lake.root / "lake.json").read_bytes()
    with pytest.raises(SealMismatch) as refused:
        Lake.found_or_create(lake.root, BankSettings(customers=2230, seed=7))
    message = str(refused.value)
    assert "customers: the lake has 223, asked for 2230" in message
    assert "seed: the lake has 20241001, asked for 7" in message
    assert "employees" not in message
    assert "another folder" in message
    assert (lake.root / "lake.json").read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"format": 1, "seal": "x", "settings": 3}', '{"format": 9, "seal": "x", "settings": {}}'],
)
def test_a_settings_file_that_says_nothing_is_no_lake(tmp_path: Path, text: str) -> None:
    (tmp_path / "lake.json").write_text(text)
    with pytest.raises(NotALake, match=r"lake\.json"):
        Lake.open(tmp_path)


def test_settings_changed_by_hand_are_noticed(lake: Lake) -> None:
    said = json.loads((lake.root / "lake.json").read_text())
    said["settings"]["customers"] = 2230
    (lake.root / "lake.json").write_text(json.dumps(said))
    with pytest.raises(NotALake, match="changed after the lake was begun"):
        Lake.open(lake.root)


def test_a_missing_folder_and_a_folder_without_a_lake_are_no_lake(tmp_path: Path) -> None:
    with pytest.raises(NotALake, match="does not exist"):
        Lake.open(tmp_path / "none")
    with pytest.raises(NotALake, match="not a lake"):
        Lake.open(tmp_path)


def test_a_folder_of_other_things_is_not_made_a_lake(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(NotALake, match=r"thesis\.txt"):
        Lake.found_or_create(tmp_path, SMALL_BANK)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_lake_may_begin_around_its_own_dagster_folder(tmp_path: Path) -> None:
    (tmp_path / "dagster").mkdir()
    assert Lake.found_or_create(tmp_path, SMALL_BANK).dagster_home.is_dir()


def test_a_lake_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises((StorageRefused, NotALake)) as refused:
        Lake.found_or_create(tmp_path / "file" / "lake", SMALL_BANK)
    assert "file" in str(refused.value)


def test_days_before_the_opening_and_after_the_closing_day_are_refused(tmp_path: Path) -> None:
    lake = Lake.found_or_create(tmp_path / "lake", BankSettings(customers=223, closing_day=date(2024, 12, 31)))
    lake.check_day(date(2024, 10, 1))
    lake.check_day(date(2024, 12, 31))
    with pytest.raises(DayOutsideCalendar, match="before the opening day of this bank, 2024-10-01"):
        lake.check_day(date(2024, 9, 30))
    with pytest.raises(DayOutsideCalendar, match="after the closing day of this bank, 2024-12-31"):
        lake.check_day(date(2025, 1, 1))


def test_a_lake_lives_as_well_where_only_a_uri_reaches() -> None:
    lake = Lake.found_or_create("memory://vault", SMALL_BANK)
    assert Lake.open("memory://vault") == lake
    assert lake.stored_days(Coins.address()) == []
