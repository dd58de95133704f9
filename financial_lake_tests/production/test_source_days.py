"""Days are generated, checked and stored; a bad one stops neither its neighbours nor goes unsaid."""

import errno
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from financial_lake.contract.discovery import SourceTable
from financial_lake.errors import ContractViolation, DayOutsideCalendar, PartitionLocked, SealMismatch, StorageRefused
from financial_lake.production import MadeDay, make_days
from financial_lake.production.batches import generated
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage import Lake, read_partition, verify, writing
from financial_lake_tests.coins import COINS, NOTES, OPENING, SMALL_BANK, Coins, Notes, bad_rows, days, generate


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.found_or_create(tmp_path / "lake", SMALL_BANK)


@pytest.fixture
def bank() -> Bank:
    return Bank(SMALL_BANK)


def stored_bytes(lake: Lake) -> dict[str, bytes]:
    root = Path(lake.root)
    return {str(each.relative_to(root)): each.read_bytes() for each in sorted(root.rglob("*")) if each.is_file()}


def bad_on(*bad_days: date) -> SourceTable:
    return SourceTable(Coins, lambda bank, day: bad_rows(day) if day in bad_days else generate(bank, day))


def made_until(failure: type[Exception], make: Callable[[], object]) -> tuple[list[MadeDay], Exception]:
    made: list[MadeDay] = []
    with pytest.raises(failure) as raised:
        made.extend(each for each in make())  # type: ignore[attr-defined]
    return made, raised.value


def test_every_table_and_day_is_stored_and_told_of_once(lake: Lake, bank: Bank) -> None:
    made = list(make_days(lake, bank, [COINS, NOTES], days(40)))
    assert sorted((each.table, each.day) for each in made) == [(t, d) for t in ("coins", "notes") for d in days(40)]
    assert verify(lake, [Coins, Notes]) == []
    told = next(each for each in made if (each.table, each.day) == ("coins", date(2024, 10, 17)))
    assert told.rows == 17
    assert told.control_totals["amount"].sum == "15.30"
    assert told.file_bytes == Path(told.path).stat().st_size
    assert told.seconds > 0
    assert read_partition(lake, Notes, date(2024, 10, 6)).num_rows == 0


def test_any_day_alone_in_any_order_gives_the_same_bytes(lake: Lake, bank: Bank, tmp_path: Path) -> None:
    list(make_days(lake, bank, [COINS, NOTES], days(35)))
    other = Lake.found_or_create(tmp_path / "other", SMALL_BANK)
    for day in reversed(days(35)):
        list(make_days(other, Bank(SMALL_BANK), [NOTES], [day]))
        list(make_days(other, Bank(SMALL_BANK), [COINS], [day, day]))
    assert stored_bytes(lake) == stored_bytes(other)


def test_bad_days_are_rejected_and_the_others_stored(lake: Lake, bank: Bank) -> None:
    third, fifth = days(5)[2], days(5)[4]
    table = bad_on(third, fifth)
    made, error = made_until(ContractViolation, lambda: make_days(lake, bank, [table, NOTES], days(6)))
    assert [each.day for each in made if each.table == "coins"] == [d for d in days(6) if d not in {third, fifth}]
    assert [each.day for each in made if each.table == "notes"] == days(6)
    assert str(error).startswith("2 days were rejected")
    assert isinstance(error, ContractViolation)
    assert len(error.failures) == 2  # type: ignore[arg-type]
    assert lake.rejected_days(Coins.address()) == [third, fifth]
    list(make_days(lake, bank, [COINS], [third, fifth]))
    assert verify(lake, [Coins, Notes]) == []
    assert lake.rejected_days(Coins.address()) == []


def test_rows_of_another_day_inside_a_range_are_found(lake: Lake, bank: Bank) -> None:
    one, two, three = days(3)
    astray = SourceTable(Coins, lambda bank, day: generate(bank, one if day == two else day))
    made, error = made_until(ContractViolation, lambda: make_days(lake, bank, [astray], [one, two, three]))
    assert [each.day for each in made] == [one, three]
    assert "2024-10-01 lie in 2024-10-02" in str(error)


def test_another_banks_days_are_refused_before_anything_is_made(lake: Lake) -> None:
    before = stored_bytes(lake)
    with pytest.raises(SealMismatch, match="seed"):
        list(make_days(lake, Bank(BankSettings(customers=223, seed=1)), [COINS], days(2)))
    with pytest.raises(DayOutsideCalendar, match="2024-09-30"):
        list(make_days(lake, Bank(SMALL_BANK), [COINS], [OPENING, date(2024, 9, 30)]))
    assert stored_bytes(lake) == before


def test_a_locked_day_stops_the_making_and_what_was_stored_is_told(lake: Lake, bank: Bank) -> None:
    november = date(2024, 11, 10)
    with writing(lake, Coins, [november]):
        made, error = made_until(PartitionLocked, lambda: make_days(lake, bank, [COINS], days(80)))
    assert "2024-11-10" in str(error)
    assert [each.day for each in made][:31] == days(31)
    assert lake.stored_days(Coins.address()) == sorted(each.day for each in made)


def test_a_full_disk_stops_the_making_and_what_was_stored_is_told(
    lake: Lake, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    write = os.write

    def full_after_a_while(descriptor: int, content: memoryview) -> int:
        nonlocal written
        written += len(content)
        if written > 200_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", full_after_a_while)
    made, error = made_until(StorageRefused, lambda: make_days(lake, bank, [COINS, NOTES], days(92)))
    assert "the disk is full" in str(error)
    assert 10 < len(made) < 184
    monkeypatch.undo()
    stored = {("coins", day) for day in lake.stored_days(Coins.address())}
    stored |= {("notes", day) for day in lake.stored_days(Notes.address())}
    assert stored == {(each.table, each.day) for each in made}
    list(make_days(lake, bank, [COINS, NOTES], days(92)))
    assert verify(lake, [Coins, Notes]) == []


def test_an_error_of_the_simulation_itself_is_not_hidden(lake: Lake, bank: Bank) -> None:
    def fails(_bank: Bank, day: date) -> pa.Table:
        if day == days(3)[2]:
            raise ZeroDivisionError
        return generate(bank, day)

    with pytest.raises(ZeroDivisionError):
        list(make_days(lake, bank, [SourceTable(Coins, fails)], days(40)))


def test_batches_stay_small_and_go_month_by_month(bank: Bank) -> None:
    batches = list(generated(bank, [COINS, NOTES], days(62), rows_a_batch=100))
    assert max(batch.rows for batch in batches) < 100 + 31
    first_of_november = next(place for place, batch in enumerate(batches) if batch.days[0].day.month == 11)
    assert all(each.day.month == 10 for batch in batches[:first_of_november] for each in batch.days)
    made = [(batch.model.short_name(), each.day) for batch in batches for each in batch.days]
    assert len(made) == len(set(made)) == 124


def test_a_consumer_that_stops_early_leaves_whole_days(lake: Lake, bank: Bank) -> None:
    making = make_days(lake, bank, [COINS, NOTES], days(92))
    for _ in range(5):
        next(making)
    making.close()  # type: ignore[attr-defined]
    assert [each for each in verify(lake, [Coins, Notes]) if each.is_error and each.check != "partition_missing"] == []
