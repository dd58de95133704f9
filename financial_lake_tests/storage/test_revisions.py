"""A day that is delivered again with other rows is told in the journal, and nothing else is."""

import errno
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from financial_lake.errors import StorageRefused
from financial_lake.storage import Lake, promote, read_manifest, writing
from financial_lake.storage.layout import PARTITION_FILE
from financial_lake.storage.revisions import Handing, Revision, differences, keep, revisions
from financial_lake_tests.coins import OPENING, Coins, coin_rows

ADDRESS = Coins.address()


def hand_over(lake: Lake, rows: pa.Table, handing: Handing | None = None, day: date = OPENING) -> None:
    """Deliver a day of coins."""
    with writing(lake, Coins, [day]) as writer:
        writer.promote(day, rows, handing=handing or Handing(made_by="simulation"))


def told(lake: Lake) -> list[Revision]:
    """The journal of the day."""
    return revisions(lake, ADDRESS, OPENING)


def test_a_first_delivery_and_equal_rows_are_no_revision(lake: Lake) -> None:
    hand_over(lake, coin_rows(OPENING))
    hand_over(lake, coin_rows(OPENING), Handing(made_by="Ana Ruiz", reason="by hand"))
    assert told(lake) == []
    assert not (lake.root / "revisions").exists()


def test_a_revision_tells_what_changed_why_and_who(lake: Lake) -> None:
    hand_over(lake, coin_rows(OPENING, 40))
    handing = Handing("Ana Ruiz", "Ben Okafor", "two coins were counted twice")
    hand_over(lake, coin_rows(OPENING, 38), handing)
    hand_over(lake, coin_rows(OPENING, 41, worth=11))
    one, two = told(lake)
    assert (one.revision, one.rows_added, one.rows_removed, one.rows_changed) == (1, 0, 2, 0)
    assert (one.made_by, one.approved_by, one.reason) == ("Ana Ruiz", "Ben Okafor", "two coins were counted twice")
    assert (two.revision, two.rows_added, two.rows_removed, two.rows_changed) == (2, 3, 0, 38)
    assert (two.made_by, two.approved_by, two.reason) == ("simulation", None, "made again")
    assert one.new_sha256 == two.old_sha256 != one.old_sha256
    hand_over(lake, coin_rows(OPENING, 40))
    assert told(lake)[2].new_sha256 == one.old_sha256


def test_what_queries_make_is_no_revision(lake: Lake) -> None:
    promote(lake, Coins, OPENING, coin_rows(OPENING, 40), engine="duckdb")
    promote(lake, Coins, OPENING, coin_rows(OPENING, 38), engine="duckdb")
    assert told(lake) == []


def test_an_entry_whose_rows_never_came_to_stand_does_not_count(lake: Lake) -> None:
    """The writer was killed after the entry was written and before the partition was replaced."""
    hand_over(lake, coin_rows(OPENING, 40))
    stands = read_manifest(lake, ADDRESS, OPENING).content_sha256
    keep(lake, ADDRESS, OPENING, Revision(1, 0, 20, 0, stands, "f" * 64, "made again", "simulation", None))
    assert told(lake) == []
    hand_over(lake, coin_rows(OPENING, 39))
    (only,) = told(lake)
    assert (only.revision, only.rows_removed) == (1, 1)


def test_a_replacement_that_fails_leaves_no_entry(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over(lake, coin_rows(OPENING, 40))
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).name == PARTITION_FILE:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(StorageRefused):
            hand_over(lake, coin_rows(OPENING, 20))
    assert not list((lake.root / "revisions").rglob("*.json"))


def test_a_day_that_was_lost_is_still_compared_with_what_was_told_last(lake: Lake) -> None:
    hand_over(lake, coin_rows(OPENING, 40))
    hand_over(lake, coin_rows(OPENING, 39))
    lake.partition_file(ADDRESS, OPENING).unlink()
    (lake.partition_file(ADDRESS, OPENING).parent / "manifest.json").unlink()
    hand_over(lake, coin_rows(OPENING, 39))
    assert len(told(lake)) == 1
    lake.partition_file(ADDRESS, OPENING).unlink()
    hand_over(lake, coin_rows(OPENING, 5))
    lost = told(lake)[1]
    assert (lost.rows_added, lost.rows_removed, lost.rows_changed) == (None, None, None)
    assert lost.reason == "the day was lost or damaged and made again"


def test_rows_of_a_repeated_key_are_paired_one_by_one() -> None:
    one, two = coin_rows(OPENING, 3), coin_rows(OPENING, 2, worth=12)
    assert differences(Coins, pa.concat_tables([one, one]), pa.concat_tables([one, two])) == (0, 1, 2)
    assert differences(Coins, one.slice(0, 0), one) == (3, 0, 0)
    assert differences(Coins, one.slice(0, 0), one.slice(0, 0)) == (0, 0, 0)
