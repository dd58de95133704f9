"""What is planted behind the lake's back turns the right check red, on that day only, and `verify` names it."""

import subprocess
import sys
from pathlib import Path

from financial_lake_tests.orchestration.dagster_server import REPOSITORY, DagsterServer

FIRST, LAST = "2024-10-03", "2024-10-07"


def red_days(server: DagsterServer, asset: str, check: str) -> list[str]:
    ranges = server.check_days(asset, check)
    assert {status for *_, status in ranges} <= {"SUCCEEDED", "FAILED"}
    assert (ranges[0][0], ranges[-1][1]) == (FIRST, LAST)
    red = [(first, last) for first, last, status in ranges if status == "FAILED"]
    assert all(first == last for first, last in red)
    return [first for first, _ in red]


def test_one_altered_byte_turns_the_contract_red(server: DagsterServer) -> None:
    assert red_days(server, "datalake/payments/merchants", "contract") == ["2024-10-05"]


def test_a_wrong_sign_turns_reconciliation_red(server: DagsterServer) -> None:
    assert red_days(server, "datalake/payments/transactions", "reconciliation") == ["2024-10-04"]
    assert red_days(server, "datalake/payments/transactions", "contract") == []


def test_a_repeated_key_turns_the_contract_red(server: DagsterServer) -> None:
    assert red_days(server, "datalake/payments/cards", "contract") == ["2024-10-03"]


def test_an_orphan_turns_the_contract_red(server: DagsterServer) -> None:
    assert red_days(server, "datalake/branches/branch_visits", "contract") == ["2024-10-07"]


def test_a_defect_nobody_planted_turns_the_check_of_planted_defects_red(server: DagsterServer) -> None:
    assert red_days(server, "datalake/ground_truth/planted_defects", "reconciliation") == ["2024-10-04", "2024-10-07"]


def test_what_was_not_checked_again_stays_green(server: DagsterServer) -> None:
    assert red_days(server, "datalake/accounts/accounts", "reconciliation") == []
    assert red_days(server, "marts/operations/daily_transaction_volume", "contract") == []


def test_verify_names_every_corruption_and_exits_with_one(broken: Path) -> None:
    command = [sys.executable, "-m", "financial_lake.cli", "verify", "--lake", str(broken)]
    told = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    said = told.stdout + told.stderr
    assert told.returncode == 1, said
    for place, day in [
        ("datalake/payments/merchants", "2024-10-05"),
        ("datalake/payments/transactions", "2024-10-04"),
        ("datalake/payments/cards", "2024-10-03"),
        ("datalake/branches/branch_visits", "2024-10-07"),
        ("datalake/ground_truth/planted_defects", "2024-10-07"),
    ]:
        assert any(place in line and day in line for line in said.splitlines()), f"{place} {day} not in:\n{said}"
