"""A day is stored whole or not at all, and never replaced by a worse one (law L6)."""

import errno
import hashlib
import json
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

from financial_lake.errors import ContractViolation, PartitionLocked, PartitionUnreadable, StorageRefused
from financial_lake.storage import Lake, promote, read_manifest, read_partition, verify, writing
from financial_lake.storage.layout import manifest_file
from financial_lake_tests.coins import OPENING, SMALL_BANK, Coins, bad_rows, coin_rows, days, write_forever

ADDRESS = Coins.address()


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


def folders_in(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_dir())


def test_what_was_promoted_is_read_back_in_the_contracts_schema(lake: Lake) -> None:
    rows = coin_rows(OPENING)
    promoted = promote(lake, Coins, OPENING, rows, planted_defects={"bent": 8})
    stored = read_partition(lake, Coins, OPENING)
    assert stored.equals(rows)
    assert stored.schema.equals(Coins.arrow_schema(), check_metadata=True)
    assert read_partition(lake, Coins, OPENING, ["fee", "coin_id"]).column_names == ["fee", "coin_id"]
    assert promoted.path.endswith("datalake/tests/coins/dt=2024-10-01/part-0.parquet")
    assert lake.stored_days(ADDRESS) == [OPENING]


def test_the_manifest_says_rows_exact_sums_seal_and_defects(lake: Lake) -> None:
    manifest = promote(lake, Coins, OPENING, coin_rows(OPENING, 40), planted_defects={"bent": 8}).manifest
    assert manifest.row_count == 40
    assert manifest.control_totals["amount"].sum == "82.00"
    assert manifest.control_totals["amount"].count == 40
    assert manifest.control_totals["fee"].sum == "5.07"
    assert manifest.control_totals["fee"].count == 26
    assert manifest.settings_seal == lake.seal
    assert manifest.planted_defects == {"bent": 8}
    assert (manifest.first_key, manifest.last_key) == (("1",), ("40",))
    content = lake.partition_file(ADDRESS, OPENING).read_bytes()
    assert manifest.file_sha256 == hashlib.sha256(content).hexdigest()
    assert manifest.file_bytes == len(content)


def test_a_day_without_rows_is_stored_as_such(lake: Lake) -> None:
    manifest = promote(lake, Coins, OPENING, coin_rows(OPENING, 0)).manifest
    assert (manifest.row_count, manifest.control_totals["amount"].sum) == (0, "0.00")
    assert read_partition(lake, Coins, OPENING).num_rows == 0


def test_sums_beyond_eighteen_digits_are_exact(lake: Lake) -> None:
    rows = coin_rows(OPENING, 9, worth=10**17)
    assert promote(lake, Coins, OPENING, rows).manifest.control_totals["amount"].sum == "45000000000000000.00"


def test_a_lost_or_damaged_manifest_is_rebuilt_from_the_one_file(lake: Lake) -> None:
    manifest = promote(lake, Coins, OPENING, coin_rows(OPENING), planted_defects={"bent": 8}).manifest
    beside = manifest_file(lake.root, ADDRESS, OPENING)
    assert read_manifest(lake, ADDRESS, OPENING) == manifest
    beside.write_text("{half")
    assert read_manifest(lake, ADDRESS, OPENING) == manifest
    beside.unlink()
    assert read_manifest(lake, ADDRESS, OPENING) == manifest


def test_the_same_rows_give_the_same_bytes_however_they_lay_in_memory(lake: Lake, tmp_path: Path) -> None:
    rows = coin_rows(OPENING, 3000)
    pieces = pa.concat_tables([rows.slice(0, 1), rows.slice(1, 1700), rows.slice(1701)])
    one = promote(lake, Coins, OPENING, rows)
    two = promote(Lake.found_or_create(tmp_path / "other", SMALL_BANK), Coins, OPENING, pieces)
    assert Path(one.path).read_bytes() == Path(two.path).read_bytes()
    before = everything_in(Path(lake.root))
    promote(lake, Coins, OPENING, pieces)
    assert everything_in(Path(lake.root)) == before


def test_a_bad_day_never_replaces_a_good_one_and_its_rows_and_report_are_kept(lake: Lake) -> None:
    promote(lake, Coins, OPENING, coin_rows(OPENING))
    good = lake.partition_file(ADDRESS, OPENING).read_bytes()
    with pytest.raises(ContractViolation) as refused:
        promote(lake, Coins, OPENING, bad_rows(OPENING))
    assert lake.partition_file(ADDRESS, OPENING).read_bytes() == good
    kept = lake.rejected_folder(ADDRESS, OPENING)
    assert str(kept) in str(refused.value)
    assert "financial-lake build --tables coins --from 2024-10-01 --to 2024-10-01" in str(refused.value)
    report = json.loads((kept / "report.json").read_text())
    assert report["failures_by_rule"] == {"amount: greater_than_or_equal_to(0)": 1}
    assert report["sample"][0]["failure_case"] == "-0.20"
    assert "Run" in (kept / "report.md").read_text() or "run" in (kept / "report.md").read_text()
    assert lake.rejected_days(ADDRESS) == [OPENING]
    assert (kept / "part-0.parquet").exists()


def test_a_rejected_day_that_is_made_well_again_leaves_no_report(lake: Lake) -> None:
    with pytest.raises(ContractViolation):
        promote(lake, Coins, OPENING, bad_rows(OPENING))
    assert lake.stored_days(ADDRESS) == []
    promote(lake, Coins, OPENING, coin_rows(OPENING))
    assert lake.rejected_days(ADDRESS) == []
    assert verify(lake, [Coins]) == []


def test_rows_of_another_day_are_rejected(lake: Lake) -> None:
    one, two = days(2)
    with pytest.raises(ContractViolation, match=r"2024-10-02 lie in 2024-10-01"):
        promote(lake, Coins, one, coin_rows(two))


def test_rows_with_other_columns_are_rejected(lake: Lake) -> None:
    with pytest.raises(ContractViolation, match=r"missing"):
        promote(lake, Coins, OPENING, coin_rows(OPENING).drop_columns(["fee"]))
    assert lake.stored_days(ADDRESS) == []


def test_a_missing_and_a_damaged_partition_say_what_to_do(lake: Lake) -> None:
    with pytest.raises(PartitionUnreadable, match=r"is not in the lake.*financial-lake build --tables coins"):
        read_partition(lake, Coins, OPENING)
    promote(lake, Coins, OPENING, coin_rows(OPENING))
    file = lake.partition_file(ADDRESS, OPENING)
    whole = file.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"not a parquet file at all", whole[:40] + b"\xff" + whole[41:]):
        file.write_bytes(damaged)
        with pytest.raises(PartitionUnreadable, match=r"cannot be read.*--rebuild"):
            read_partition(lake, Coins, OPENING)


@pytest.mark.parametrize("step", ["os.write", "os.fsync", "pathlib.Path.replace", "os.open"])
@pytest.mark.parametrize("trouble", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_whatever_the_disk_refuses_leaves_the_lake_as_it_was(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, step: str, trouble: int
) -> None:
    promote(lake, Coins, OPENING, coin_rows(OPENING))
    before = everything_in(Path(lake.root)), folders_in(Path(lake.root))
    for day in days(2):
        with monkeypatch.context() as broken:

            def refuse(*_arguments: object, **_options: object) -> int:
                raise OSError(trouble, os.strerror(trouble))

            broken.setattr(step, refuse)
            with pytest.raises(StorageRefused, match=r"full|read-only|error") as refused:
                promote(lake, Coins, day, coin_rows(day, 77))
        assert "coins" in str(refused.value)
        assert (everything_in(Path(lake.root)), folders_in(Path(lake.root))) == before


def test_a_disk_that_is_really_full_or_read_only_leaves_the_lake_as_it_was(tiny_disk: Path) -> None:
    lake = Lake.found_or_create(tiny_disk / "lake", SMALL_BANK)
    promote(lake, Coins, OPENING, coin_rows(OPENING))
    before = everything_in(tiny_disk)
    with pytest.raises(StorageRefused, match=r"the disk is full.*Free some space"):
        promote(lake, Coins, OPENING, coin_rows(OPENING, 200_000))
    with pytest.raises(StorageRefused, match=r"the disk is full"):
        promote(lake, Coins, days(2)[1], coin_rows(days(2)[1], 200_000))
    assert everything_in(tiny_disk) == before
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    for day in days(2):
        with pytest.raises(StorageRefused, match=r"read-only"):
            promote(lake, Coins, day, coin_rows(day))
    with pytest.raises(StorageRefused, match=r"read-only"):
        Lake.found_or_create(tiny_disk / "other", SMALL_BANK)
    assert verify(lake, [Coins]) == []
    assert everything_in(tiny_disk) == before


def limited_write(place: str, answers: "multiprocessing.Queue[str]") -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        promote(Lake.open(place), Coins, OPENING, coin_rows(OPENING, 50_000))
    except StorageRefused as refused:
        answers.put(str(refused))


def test_a_process_that_may_not_write_so_much_says_so(lake: Lake) -> None:
    forks = multiprocessing.get_context("forkserver")
    answers = forks.Queue()
    writer = forks.Process(target=limited_write, args=(str(lake.root), answers))
    writer.start()
    assert "larger than this process may write" in answers.get(timeout=60)
    writer.join()
    assert everything_in(Path(lake.root)).keys() == {"lake.json"}


def test_a_second_writer_of_the_same_day_is_turned_away(lake: Lake) -> None:
    one, two = days(2)
    with writing(lake, Coins, [one]) as first:
        with pytest.raises(PartitionLocked, match=r"coins of 2024-10-01 is being written by another process"):
            promote(lake, Coins, one, coin_rows(one))
        promote(lake, Coins, two, coin_rows(two))
        first.promote(one, coin_rows(one))
    promote(lake, Coins, one, coin_rows(one))
    assert verify(lake, [Coins]) == []


def test_a_writer_writes_only_the_days_it_holds(lake: Lake) -> None:
    one, two = days(2)
    with writing(lake, Coins, [one]) as writer, pytest.raises(KeyError):
        writer.promote(two, coin_rows(two))


def test_a_writer_that_stores_nothing_leaves_no_folder(lake: Lake) -> None:
    with writing(lake, Coins, days(3)):
        assert len(folders_in(Path(lake.root))) == 6
    assert folders_in(Path(lake.root)) == []


def test_many_writers_at_once_end_in_one_good_day(lake: Lake) -> None:
    stored: list[int] = []

    def write(count: int) -> None:
        for place in range(20):
            try:
                promote(lake, Coins, OPENING, coin_rows(OPENING, count))
                stored.append(place)
            except PartitionLocked:
                time.sleep(0.001)

    writers = [threading.Thread(target=write, args=(100 + number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert stored
    assert verify(lake, [Coins]) == []


def test_a_killed_writer_leaves_no_half_day_no_lock_and_the_next_run_converges(lake: Lake) -> None:
    moments = random.Random(7)  # noqa: S311 - moments to kill at
    forks = multiprocessing.get_context("forkserver")
    for _ in range(12):
        writer = forks.Process(target=write_forever, args=(str(lake.root),))
        writer.start()
        deadline = time.monotonic() + 30
        while not lake.has(ADDRESS, OPENING) and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 0.12))
        writer.kill()
        writer.join()
        assert writer.exitcode == -signal.SIGKILL
        for day in lake.stored_days(ADDRESS):
            assert read_partition(lake, Coins, day).num_rows == read_manifest(lake, ADDRESS, day).row_count
        assert [str(each) for each in verify(lake, [Coins]) if each.is_error] == []
    for day in days(3):
        promote(lake, Coins, day, coin_rows(day))
    assert verify(lake, [Coins]) == []


def test_a_partition_on_object_storage_is_written_and_verified_the_same() -> None:
    lake = Lake.found_or_create("memory://promotion", SMALL_BANK)
    local = promote(lake, Coins, OPENING, coin_rows(OPENING))
    assert read_partition(lake, Coins, OPENING).equals(coin_rows(OPENING))
    assert read_manifest(lake, ADDRESS, OPENING) == local.manifest
    assert verify(lake, [Coins]) == []
