"""Readers in processes of their own, with plain DuckDB, while partitions are replaced and published at full speed."""

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from financial_lake.engines import publish
from financial_lake.engines.publishing import KEPT
from financial_lake.storage import Lake, promote
from financial_lake_tests.coins import SMALL_BANK, Coins, coin_rows, days

COUNTED_DAYS = 12
SECONDS = 60

PUBLISHER = """
import sys
from financial_lake.engines import publish
from financial_lake.storage import Lake, promote
from financial_lake_tests.coins import Coins, coin_rows, days

lake = Lake.open(sys.argv[1])
for worth in range(2, 32):
    for day in days({counted_days}):
        promote(lake, Coins, day, coin_rows(day, 40, worth))
    publish(lake, [Coins], kept=1000)
"""
"""Between two publications every coin of every day gets another worth."""

STATE = (
    "select count(*), count(distinct dt), min(amount) filter (coin_id = 1), max(amount) filter (coin_id = 1) "
    "from datalake.coins"
)


def publish_worth(lake: Lake, worth: int) -> Path:
    """Give every coin of every day a worth, and publish that."""
    for day in days(COUNTED_DAYS):
        promote(lake, Coins, day, coin_rows(day, 40, worth))
    return publish(lake, [Coins]).file


def answers_until_refused(held: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[object, ...]]]:
    """Ask the same again and again until DuckDB finds the files no more."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            yield held.execute(STATE).fetchall()
        except duckdb.Error:
            return
    pytest.fail("the snapshot was not removed")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake whose coins are worth one cent and more, published."""
    found = Lake.found_or_create(tmp_path / "lake", SMALL_BANK)
    publish_worth(found, 1)
    return found


def test_the_pointer_names_a_whole_snapshot_of_one_moment_whenever_it_is_read(lake: Lake) -> None:
    published = Path(lake.warehouse_folder / "published")
    text = PUBLISHER.format(counted_days=COUNTED_DAYS)
    seen = []
    with subprocess.Popen([sys.executable, "-c", text, str(lake.root)]) as publishing:
        while publishing.poll() is None:
            file = published / (published / "CURRENT").read_text(encoding="utf-8").strip()
            with duckdb.connect(str(file), read_only=True) as snapshot:
                rows, counted, least, most = snapshot.execute(STATE).fetchall()[0]
            assert (rows, counted) == (40 * COUNTED_DAYS, COUNTED_DAYS)
            assert least == most
            seen.append(round(least * 100))
    assert publishing.returncode == 0
    assert len(set(seen)) > 3
    assert all(earlier <= later for earlier, later in pairwise(seen))


def test_who_holds_an_older_snapshot_reads_the_same_until_it_is_removed_and_then_an_error(lake: Lake) -> None:
    published = Path(lake.warehouse_folder / "published")
    held = duckdb.connect(str(published / (published / "CURRENT").read_text(encoding="utf-8").strip()), read_only=True)
    before = held.execute(STATE).fetchall()
    for worth in range(2, 2 + KEPT - 1):
        publish_worth(lake, worth)
        assert held.execute(STATE).fetchall() == before
    publish_worth(lake, 9)
    with pytest.raises(duckdb.Error, match="No files found"):
        held.execute(STATE)
    held.close()


def test_a_reader_of_a_snapshot_that_is_being_removed_never_gets_a_part_of_it(lake: Lake) -> None:
    published = Path(lake.warehouse_folder / "published")
    held = duckdb.connect(str(published / (published / "CURRENT").read_text(encoding="utf-8").strip()), read_only=True)
    before = held.execute(STATE).fetchall()
    removing = f"""
from pathlib import Path
from financial_lake.engines.publishing import _remove
_remove(Path({str(published)!r}), 1)
"""
    with subprocess.Popen([sys.executable, "-c", removing]) as remover:
        assert {str(answer) for answer in answers_until_refused(held)} <= {str(before)}
    assert remover.returncode == 0
    assert not list(published.glob("*partitions-1*"))
    held.close()
