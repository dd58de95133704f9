"""The audit command says what it found, and its exit code says whether all is well; its marts keep the same."""

import io
import json

import pytest
from rich.console import Console

from financial_lake.audit.making import make_check_results, make_partition_manifests
from financial_lake.errors import SettingsError
from financial_lake.marts.audit.audit_check_result import AuditCheckResult
from financial_lake.marts.audit.audit_day import AuditDay
from financial_lake.marts.audit.partition_manifest import PartitionManifest
from financial_lake.production.query_days import make_query_days
from financial_lake.storage.partitions import read_partition
from financial_lake.terminal.auditing import show_audit
from financial_lake_tests.audit.small_lake import MONDAY, SmallLake
from financial_lake_tests.reconciliation.bites import lose


def _shown(small: SmallLake, **options: object) -> tuple[bool, str]:
    sink = io.StringIO()
    passed = show_audit(Console(file=sink, width=200), small.lake, MONDAY, MONDAY, **options)  # type: ignore[arg-type]
    return passed, sink.getvalue()


def test_a_good_day_is_green(small: SmallLake) -> None:
    passed, said = _shown(small, groups=["G7"])
    assert passed
    assert said.startswith(f"{MONDAY} green")


def test_a_lost_row_is_told_with_what_must_be_and_what_is(small: SmallLake) -> None:
    with small.changed("curated.quarantine", lose("curated.quarantine").sql, MONDAY):
        passed, said = _shown(small, checks=["raw_rows_conserved"])
    assert not passed
    assert f"{MONDAY} red" in said
    assert "blocking raw_rows_conserved curated.transactions: expected" in said


@pytest.mark.parametrize("options", [{"groups": ["G99"]}, {"checks": ["no_such_check"]}])
def test_what_there_is_not_is_refused(small: SmallLake, options: dict[str, list[str]]) -> None:
    with pytest.raises(SettingsError, match="There is no"):
        _shown(small, **options)


def test_what_was_found_is_kept_as_marts(small: SmallLake) -> None:
    with small.changed("curated.quarantine", lose("curated.quarantine").sql, MONDAY):
        list(make_check_results(small.lake, small.bank, [MONDAY]))
        list(make_query_days(small.lake, AuditDay, [MONDAY]))
    list(make_partition_manifests(small.lake, small.bank, [MONDAY]))
    rows = read_partition(small.lake, AuditCheckResult, MONDAY).to_pylist()
    (lost,) = [row for row in rows if row["check_name"] == "raw_rows_conserved" and row["table_name"] != "recount"]
    assert (lost["check_group"], lost["severity"], lost["is_passed"]) == ("G7", "blocking", False)
    assert lost["difference"] is not None
    assert json.loads(lost["sample"])
    (verdict,) = read_partition(small.lake, AuditDay, MONDAY).to_pylist()
    assert verdict["verdict"] == "red"
    assert verdict["failed_blocking"] == verdict["failed"] == sum(row["is_passed"] is False for row in rows)
    manifests = read_partition(small.lake, PartitionManifest, MONDAY)
    assert "curated.transactions" in manifests["table_name"].to_pylist()
