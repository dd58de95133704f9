"""The whole graph of one lake: assets, checks, jobs, schedules, sensors and resources."""

import warnings
from pathlib import Path

import dagster as dg

from financial_lake.orchestration.asset_checks import checks_of, source_checks
from financial_lake.orchestration.audit_assets import audit_assets, audit_checks
from financial_lake.orchestration.decision_assets import decision_assets
from financial_lake.orchestration.jobs import jobs
from financial_lake.orchestration.partitions import calendar_of
from financial_lake.orchestration.query_assets import day_models, query_assets
from financial_lake.orchestration.realism_checks import realism_checks
from financial_lake.orchestration.resources import LakeResource, settings_of, warehouse_writer
from financial_lake.orchestration.schedules import schedules
from financial_lake.orchestration.sensors import landing_files, run_failures
from financial_lake.orchestration.source_assets import source_assets
from financial_lake.orchestration.watching import Watcher


def graph_of(home: Path, watcher: Watcher | None = None) -> dg.Definitions:
    """The definitions of the lake in `home`; its settings fix the calendar.

    Args:
        home: folder of the lake, which need not exist yet.
        watcher: told how far a run has come.
    """
    with warnings.catch_warnings():
        # code references and partitioned checks are new in Dagster; the tests hold what we rely on
        warnings.simplefilter("ignore", category=dg.BetaWarning)
        warnings.simplefilter("ignore", category=dg.PreviewWarning)
        return _declared(home, watcher)


def _declared(home: Path, watcher: Watcher | None) -> dg.Definitions:
    calendar = calendar_of(settings_of(home))
    every_job = jobs()
    return dg.Definitions(
        assets=[
            *source_assets(calendar, home, watcher),
            *query_assets(calendar, home, watcher),
            *decision_assets(calendar, home, watcher),
            *audit_assets(calendar, home, watcher),
        ],
        asset_checks=[
            *source_checks(calendar, watcher),
            *checks_of(day_models(), calendar, watcher),
            audit_checks(calendar),
            realism_checks(calendar),
        ],
        jobs=every_job,
        schedules=schedules(every_job[0], calendar, home),
        sensors=[run_failures, landing_files(every_job[0], calendar, home)],
        resources={"lake": LakeResource(home=str(home)), "warehouse": warehouse_writer(home)},
        executor=dg.in_process_executor,
    )
