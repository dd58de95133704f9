"""Realism is an asset check: every statistic with its target, tolerance, value and source, once a quarter."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import pytest

from financial_lake.marts.audit.audit_day import AuditDay
from financial_lake.orchestration import realism_checks
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.partitions import calendar_of, range_tags
from financial_lake.orchestration.realism_checks import verdict
from financial_lake.orchestration.resources import LakeResource
from financial_lake.realism.measuring import Measured, Target
from financial_lake.settings import BankSettings
from financial_lake.storage import Lake

pytestmark = [
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
    pytest.mark.filterwarnings("ignore::dagster.PreviewWarning"),
]
RATE = Target("payments", "some_rate", 0.5, 0.4, 0.6, "share", "a remark", "Somebody", "2023", "https://example.org")
OTHER = Target("people", "other", 0.5, 0.4, 0.6, "share", "", "Somebody", "2023", "https://example.org", "asked for")
LAST = date(2024, 12, 31)


def _found(met: int, missed: int) -> list[Measured]:
    return [*[Measured(RATE, 0.5)] * met, *[Measured(RATE, 0.7)] * missed, Measured(OTHER, 0.9)]


@pytest.mark.parametrize(("met", "missed", "passed"), [(9, 1, True), (10, 0, True), (89, 11, False), (0, 0, False)])
def test_nine_of_ten_that_apply_must_agree(met: int, missed: int, passed: bool) -> None:
    told = verdict(_found(met, missed))
    assert told.passed is passed
    assert told.severity is dg.AssetCheckSeverity.WARN
    assert told.metadata["applying"].value == met + missed


def test_every_row_tells_target_tolerance_value_and_source() -> None:
    records = [each.data for each in verdict(_found(1, 1)).metadata["statistics"].records]
    assert [each["verdict"] for each in records] == ["agrees", "misses", "not counted"]
    assert (records[0]["target"], records[0]["lowest"], records[0]["highest"]) == (0.5, 0.4, 0.6)
    assert records[1]["value"] == 0.7
    assert records[1]["source"] == "Somebody, 2023, https://example.org"
    assert records[2]["why_not_counted"] == "asked for"


@pytest.mark.parametrize(
    ("customers", "first", "judged"),
    [
        (2_230, date(2024, 10, 1), [LAST]),
        (1_990, date(2024, 10, 1), []),
        (2_230, date(2024, 10, 2), []),
    ],
    ids=["whole quarter", "small bank", "a day is missing"],
)
def test_a_whole_quarter_of_a_large_bank_is_judged_on_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, customers: int, first: date, judged: Sequence[date]
) -> None:
    settings = BankSettings(customers=customers)
    Lake.found_or_create(tmp_path / "lake", settings)
    days = [first + timedelta(days=each) for each in range((LAST - first).days + 1)]
    monkeypatch.setattr(Lake, "stored_days", lambda _lake, _address: days)
    monkeypatch.setattr(realism_checks, "measure", lambda _lake, _day: _found(9, 1))
    calendar = calendar_of(settings)

    @dg.asset(key=asset_key(AuditDay), partitions_def=calendar, backfill_policy=dg.BackfillPolicy.single_run())
    def audit_day() -> None: ...

    with dg.DagsterInstance.ephemeral() as instance:
        run = dg.materialize(
            [audit_day, realism_checks.realism_checks(calendar)],
            instance=instance,
            resources={"lake": LakeResource(home=str(tmp_path / "lake"))},
            tags=range_tags(LAST - timedelta(days=2), LAST),
        )
        assert run.success
        told = run.get_asset_check_evaluations()
    assert [(each.check_name, each.partition, each.passed) for each in told] == [
        ("realism", day.isoformat(), True) for day in judged
    ]
