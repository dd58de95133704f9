"""What was changed after it was written is found from the files alone."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation
from financial_lake.settings import BankSettings
from financial_lake.storage import Finding, Lake, promote, verification, verify
from financial_lake.storage.checking import violations
from financial_lake.storage.layout import manifest_file
from financial_lake_tests.coins import OPENING, Coins, Notes, coin_rows, days

ADDRESS = Coins.address()


@pytest.fixture
def three_days(lake: Lake) -> Lake:
    for day in days(3):
        promote(lake, Coins, day, coin_rows(day, 300))
    return lake


def found_in(lake: Lake) -> list[tuple[str, date | None]]:
    return [(each.check, each.day) for each in verify(lake, [Coins])]


def test_a_good_lake_has_no_findings(three_days: Lake) -> None:
    assert verify(three_days, [Coins]) == []


def test_every_altered_byte_is_found(three_days: Lake) -> None:
    file = three_days.partition_file(ADDRESS, OPENING)
    whole = file.read_bytes()
    places = random.Random(3)  # noqa: S311 - bytes to alter
    for place in places.sample(range(len(whole)), 25):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert ("hash_differs", OPENING) in found_in(three_days)
    file.write_bytes(whole)
    assert found_in(three_days) == []


def test_an_altered_row_is_found_even_without_the_manifest(three_days: Lake) -> None:
    manifest_file(three_days.root, ADDRESS, OPENING).unlink()
    assert found_in(three_days) == [("manifest_missing", OPENING)]
    file = three_days.partition_file(ADDRESS, OPENING)
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    assert found_in(three_days) == [("partition_unreadable", OPENING)]


def test_a_missing_day_is_found_and_says_what_to_type(three_days: Lake) -> None:
    second = days(3)[1]
    for name in ("part-0.parquet", "manifest.json"):
        (three_days.partition_file(ADDRESS, second).parent / name).unlink()
    (finding,) = verify(three_days, [Coins])
    assert (finding.check, finding.day) == ("partition_missing", second)
    assert "financial-lake build --tables coins --from 2024-10-02" in finding.message


def test_a_table_must_be_there_on_every_day_of_the_lake(three_days: Lake) -> None:
    promote(three_days, Notes, OPENING, coin_rows(OPENING, model=Notes))
    missing = [(each.place, each.day) for each in verify(three_days, [Coins, Notes])]
    assert missing == [("datalake/tests/notes", day) for day in days(3)[1:]]


def test_only_the_days_asked_for_are_verified(three_days: Lake) -> None:
    three_days.partition_file(ADDRESS, OPENING).write_bytes(b"")
    assert verify(three_days, [Coins], days(3)[1:]) == []


def test_a_partition_of_another_bank_is_found(three_days: Lake, tmp_path: Path) -> None:
    other = Lake.found_or_create(tmp_path / "other", BankSettings(customers=223, seed=8))
    promote(other, Coins, OPENING, coin_rows(OPENING, 300))
    for name in ("part-0.parquet", "manifest.json"):
        content = (other.partition_file(ADDRESS, OPENING).parent / name).read_bytes()
        (three_days.partition_file(ADDRESS, OPENING).parent / name).write_bytes(content)
    assert found_in(three_days) == [("settings_seal_differs", OPENING)]


def test_a_partition_moved_to_another_day_is_found(three_days: Lake) -> None:
    one, two = days(2)
    for name in ("part-0.parquet", "manifest.json"):
        content = (three_days.partition_file(ADDRESS, one).parent / name).read_bytes()
        (three_days.partition_file(ADDRESS, two).parent / name).write_bytes(content)
    assert found_in(three_days) == [("partition_misplaced", two), ("contract_broken", two)]


def test_a_manifest_that_lies_is_found(three_days: Lake) -> None:
    beside = manifest_file(three_days.root, ADDRESS, OPENING)
    said = json.loads(beside.read_text())
    said["row_count"] += 1
    beside.write_text(json.dumps(said))
    assert found_in(three_days) == [("manifest_differs", OPENING)]


def test_strange_files_and_folders_are_found(three_days: Lake) -> None:
    partition = three_days.partition_file(ADDRESS, OPENING).parent
    (partition / "part-1.parquet").write_bytes(b"x")
    (partition / ".part-0.parquet.writing").write_bytes(b"x")
    (partition.parent / "dt=2024-13-01").mkdir()
    (three_days.root / "datalake" / "notes.txt").write_text("x")
    found = {(each.check, each.place.removeprefix("datalake/"), each.is_error) for each in verify(three_days, [Coins])}
    assert found == {
        ("stray_file", "tests/coins/dt=2024-10-01/part-1.parquet", True),
        ("unfinished_file", "tests/coins/dt=2024-10-01/.part-0.parquet.writing", False),
        ("stray_file", "tests/coins/dt=2024-13-01", True),
        ("stray_file", "notes.txt", True),
    }


def test_reconciliation_is_asked_about_the_verified_days(three_days: Lake) -> None:
    told: list[str] = []

    def reconcile(lake: Lake, asked: Sequence[date]) -> list[Finding]:
        assert lake == three_days
        assert list(asked) == days(3)
        return [Finding("R1", "datalake/tests/coins", OPENING, "a cent is missing")]

    found = verify(three_days, [Coins], reconcile=reconcile, progress=lambda table, day: told.append(f"{table} {day}"))
    assert [str(each) for each in found] == ["error: R1: datalake/tests/coins 2024-10-01: a cent is missing"]
    assert told == ["coins 2024-10-03"]


def test_an_empty_lake_has_nothing_to_verify(lake: Lake) -> None:
    assert verify(lake, [Coins]) == []


def test_bytes_this_process_has_checked_are_not_checked_again_and_all_others_are(
    three_days: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[date]] = []

    def noting(model: type[LakeTable], rows: Mapping[date, pa.Table]) -> dict[date, ContractViolation]:
        asked.append(set(rows))
        return violations(model, rows)

    monkeypatch.setattr(verification, "violations", noting)
    assert found_in(three_days) == []
    file = str(three_days.partition_file(ADDRESS, OPENING))
    pq.write_table(pq.ParquetFile(file).read(), file, compression="none")  # the same rows in other bytes
    assert ("hash_differs", OPENING) in found_in(three_days)
    assert asked == [{OPENING}]
