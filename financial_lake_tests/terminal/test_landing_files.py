"""An extract landed by hand: judged whole before anything is written, then built with all that follows from it."""

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from financial_lake.curated.quarantine import Quarantine
from financial_lake.storage import Lake, promote
from financial_lake_tests.curated.quarantined import rejected_rows
from financial_lake_tests.terminal.conftest import LAST_DAY, Typed, partitions
from financial_lake_tests.terminal.test_refusals import assert_refused, everything_in
from financial_lake_tests.worked_examples import table_of

DAY = "2024-10-02"


@pytest.fixture
def extract(built: Path, tmp_path: Path) -> Path:
    """The branches of a day as a user would bring them, all moved into one street."""
    stored = built / "datalake/branches/branches" / f"dt={DAY}" / "part-0.parquet"
    rows = pq.ParquetFile(stored).read().drop_columns("dt")
    place = rows.schema.get_field_index("address_line1")
    moved = rows.set_column(place, rows.schema.field(place), pa.array(["1 Bank Street"] * rows.num_rows))
    file = tmp_path / "branches.csv"
    csv.write_csv(moved, file)
    return file


def test_an_extract_is_landed_and_everything_that_follows_is_built(copied: Path, extract: Path, typed: Typed) -> None:
    before = partitions(copied)
    code, said, complained = typed("land", "branches", str(extract), "--day", DAY, "--lake", str(copied))
    assert (code, complained) == (0, "")
    assert "datalake/branches/branches 2024-10-02: 40 rows accepted, 0 refused." in said
    assert "coerced" in said
    changed = {place for place, sha256 in partitions(copied).items() if before.get(place) != sha256}
    assert f"datalake/branches/branches/dt={DAY}/part-0.parquet" in changed
    assert not any("dt=2024-10-01" in place for place in changed)
    assert not any("datalake/payments" in place for place in changed)
    assert not (copied / "landing/branches/branches" / f"dt={DAY}" / "delivery.json").exists()
    report = json.loads((copied / "landing/branches/branches" / f"dt={DAY}" / "report.json").read_text())
    assert report["accepted_rows"] == 40


def test_what_cannot_be_landed_is_refused_and_nothing_is_written(
    copied: Path, extract: Path, tmp_path: Path, typed: Typed
) -> None:
    before = everything_in(copied)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    workbook = tmp_path / "branches.xlsx"
    shutil.copy(extract, workbook)
    asked = ("--day", DAY, "--lake", str(copied))
    assert_refused(typed("land", "branches", str(other), *asked), "missing branch_id", "unexpected a, b", "mapping.sql")
    assert_refused(typed("land", "branches", str(workbook), *asked), "no extract this lake can read", ".csv")
    assert_refused(typed("land", "branches", str(tmp_path / "no.csv"), *asked), "There is no extract")
    assert_refused(typed("land", "branchs", str(extract), *asked), "Did you mean branches")
    assert_refused(typed("land", "curated.transactions", str(extract), *asked), "only source tables can be landed")
    assert_refused(typed("land", "branches", str(extract), "--day", "3rd", "--lake", str(copied)), "YYYY-MM-DD")
    alone = (*asked, "--made-by", "Ana", "--approved-by", "ANA")
    assert_refused(typed("land", "branches", str(extract), *alone), "ANA approves", "two people")
    early = ("--day", "2024-09-01", "--lake", str(copied))
    assert_refused(typed("land", "branches", str(extract), *early), "before the opening day")
    assert everything_in(copied) == before


def test_a_mapping_is_kept_for_later_extracts(copied: Path, extract: Path, tmp_path: Path, typed: Typed) -> None:
    text = extract.read_text().replace('"branch_id"', '"id"', 1)
    renamed = tmp_path / "renamed.csv"
    renamed.write_text(text)
    mapping = tmp_path / "mapping.sql"
    mapping.write_text("select id as branch_id, * exclude (id) from landed;")
    asked = ("--day", DAY, "--lake", str(copied), "--no-build", "--quiet")
    assert_refused(typed("land", "branches", str(renamed), *asked), "missing branch_id; unexpected id")
    assert typed("land", "branches", str(renamed), "--mapping", str(mapping), *asked) == (0, "", "")
    assert typed("land", "branches", str(renamed), *asked) == (0, "", "")
    assert (copied / "landing/branches/branches/mapping.sql").read_text() == mapping.read_text()


def test_decisions_on_rejected_rows_are_landed_by_two_people_or_refused(
    copied: Path, tmp_path: Path, typed: Typed
) -> None:
    (rejected,) = rejected_rows(date.fromisoformat(DAY), 1)
    promote(Lake.open(copied), Quarantine, date.fromisoformat(DAY), table_of(Quarantine, [rejected]), engine="duckdb")
    row = str(rejected["quarantine_id"])
    file = tmp_path / "decisions.csv"
    header = "quarantine_id,decision,reason,maker,checker"
    asked = ("curated.quarantine_decisions", str(file), "--day", LAST_DAY, "--no-build", "--lake", str(copied))
    before = everything_in(copied)
    file.write_text(f"{header}\n{row},released,mended,Ana Ruiz,Ana Ruiz\n")
    assert_refused(typed("land", *asked), "refused whole", "row 1", "the maker is not the checker")
    file.write_text(f"{header}\n{row}999,released,mended,Ana Ruiz,Ben Okafor\n")
    assert_refused(typed("land", *asked), "no such row in curated.quarantine")
    assert everything_in(copied) == before
    file.write_text(f"{header}\n{row},released,mended,Ana Ruiz,Ben Okafor\n")
    code, said, complained = typed("land", *asked)
    assert (code, complained) == (0, "")
    assert f"curated/quarantine_decisions {LAST_DAY}: 1 rows accepted, 0 refused." in said
    chosen = ("--tables", "curated.quarantine_decisions", "--tables", "curated.quarantine_status")
    built = typed("build", *chosen, "--from", LAST_DAY, "--to", LAST_DAY, "--quiet", "--lake", str(copied))
    assert built == (0, "", "")
    with duckdb.connect(str(copied / "warehouse/financial_lake.duckdb"), read_only=True) as warehouse:
        found = warehouse.execute(
            "select quarantine_id, resolution, cast(resolved_on as varchar), maker, checker "
            "from curated.quarantine_status where resolution <> 'open'"
        ).fetchall()
    assert found == [(row, "released", LAST_DAY, "Ana Ruiz", "Ben Okafor")]
