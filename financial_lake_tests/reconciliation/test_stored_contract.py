"""The contract check looks at the stored file itself, and tells which rows of which day break what."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.production.source_days import make_days
from financial_lake.reconciliation.stored_contract import check_stored
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake

MONDAY, TUESDAY = date(2024, 10, 7), date(2024, 10, 8)
TABLE = source_table("branches")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    settings = BankSettings(customers=10)
    lake = Lake.found_or_create(tmp_path / "lake", settings)
    assert len(list(make_days(lake, Bank(settings), [TABLE], [MONDAY, TUESDAY]))) == 2
    return lake


def _file(lake: Lake, day: date) -> Path:
    return Path(str(lake.partition_file(TABLE.model.address(), day)))


def test_days_as_they_were_stored_pass_with_all_their_rows(lake: Lake) -> None:
    findings = check_stored(lake, TABLE.model, [MONDAY, TUESDAY])
    assert [(each.passed, each.rows, each.failed_rows) for each in findings.values()] == [(True, 40, 0)] * 2


def test_a_row_that_breaks_a_rule_is_told_with_its_rule_on_its_day_only(lake: Lake) -> None:
    rows = pq.read_table(_file(lake, TUESDAY))
    broken = pc.if_else(pc.equal(rows.column("branch_id"), 7), "nowhere", rows.column("region"))
    place = rows.schema.get_field_index("region")
    changed = rows.set_column(place, rows.schema.field("region"), broken.cast(pa.string()))
    pq.write_table(changed, _file(lake, TUESDAY))
    findings = check_stored(lake, TABLE.model, [MONDAY, TUESDAY])
    assert findings[MONDAY].passed
    assert not findings[TUESDAY].passed
    assert any(rule.startswith("region: ") for rule in findings[TUESDAY].broken_rules)
    assert findings[TUESDAY].sample[0]["failure_case"] == "nowhere"


def test_an_overwritten_file_fails_and_the_message_says_what_to_do(lake: Lake) -> None:
    _file(lake, MONDAY).write_bytes(b"not parquet")
    finding = check_stored(lake, TABLE.model, [MONDAY])[MONDAY]
    assert "partition_unreadable" in finding.broken_rules
    assert (finding.rows, finding.passed) == (0, False)
    assert "branches" in finding.problem


def test_a_day_that_is_not_stored_is_not_a_pass(lake: Lake) -> None:
    finding = check_stored(lake, TABLE.model, [date(2024, 10, 9)])[date(2024, 10, 9)]
    assert finding.broken_rules == ("partition_missing",)
