"""One small bank, built once through Dagster; copies of it to break; one Dagster that serves a broken copy."""

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from financial_lake.orchestration.launch import RunReport, run_days
from financial_lake.settings import BankSettings
from financial_lake.storage import Lake
from financial_lake_tests.orchestration.corruption import MONDAY, SATURDAY, THURSDAY, plant_everything
from financial_lake_tests.orchestration.dagster_server import DagsterServer, serving

FIVE_DAYS = BankSettings(
    customers=50, employees=20, opening_day=THURSDAY, closing_day=date(2024, 10, 9), defect_rate=0.02
)
"""Thursday to Wednesday; the tests build Thursday to Monday."""

POSTINGS = ("datalake/payments/transactions", "datalake/ground_truth/planted_defects")
CHECKS = ("contract", "reconciliation")
BLOCKED = "FAILURE"
"""How Dagster ends a run in which a blocking check fails."""

TOOLS = Path(sys.executable).parent


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunReport]:
    """A lake of five days, made by one range run of the whole graph, and what the run said. Do not change it."""
    home = tmp_path_factory.mktemp("built") / "lake"
    return home, run_days(Lake.found_or_create(home, FIVE_DAYS), THURSDAY, MONDAY)


@pytest.fixture
def lake(built: tuple[Path, RunReport], tmp_path: Path) -> Lake:
    """A copy of the built lake."""
    shutil.copytree(built[0], tmp_path / "lake")
    return Lake.open(tmp_path / "lake")


@pytest.fixture(scope="session")
def broken(built: tuple[Path, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built lake with five corruptions planted."""
    home = tmp_path_factory.mktemp("broken") / "lake"
    shutil.copytree(built[0], home)
    plant_everything(Lake.open(home))
    return home


@pytest.fixture(scope="session")
def server(broken: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DagsterServer]:
    """`dg dev` on the broken lake; its checks were run again, one day by its partition, the others all at once."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving([str(TOOLS / "dg"), "dev"], broken, log) as running:
        saturday = {"dagster/partition": SATURDAY.isoformat()}
        runs = [
            (running.run_checks([("datalake/payments/merchants", "contract")], saturday), BLOCKED),
            (
                running.run_checks(
                    [("datalake/payments/cards", "contract"), ("datalake/branches/branch_visits", "contract")], {}
                ),
                BLOCKED,
            ),
            (running.run_checks([(asset, check) for asset in POSTINGS for check in CHECKS], {}), "SUCCESS"),
        ]
        for run, status in runs:
            assert running.finished(run) == status
        yield running
