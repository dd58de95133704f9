"""A real Dagster, started as a user starts it, asked through GraphQL as its own web page asks it."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
SECONDS_TO_START = 120
SECONDS_TO_STOP = 30
SECONDS_TO_RUN = 180
FINISHED = {"SUCCESS", "FAILURE", "CANCELED"}

LOCATIONS = "{workspaceOrError{... on Workspace{locationEntries{name loadStatus locationOrLoadError{__typename}}}}}"
LAUNCH = """mutation($params: ExecutionParams!) {
  launchPipelineExecution(executionParams: $params) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
  }
}"""
STATUS = "query($run: ID!) {runOrError(runId: $run) {... on Run {status}}}"
CHECKS = """query($keys: [AssetKeyInput!]) {
  assetNodes(assetKeys: $keys) {
    assetKey { path }
    assetChecksOrError { ... on AssetChecks { checks {
      name partitionStatuses { ... on AssetCheckTimePartitionStatuses { ranges { startKey endKey status } } }
    } } }
  }
}"""


@dataclass(frozen=True, slots=True)
class DagsterServer:
    """A running webserver.

    Attributes:
        address: http://127.0.0.1:port.
    """

    address: str

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a GraphQL answer."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.address}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            said = json.load(answer)
        assert "errors" not in said, said["errors"]
        return said["data"]

    def locations(self) -> dict[str, str]:
        """Code locations by name: LOADING, or the type of what was loaded."""
        entries = self.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
        return {
            each["name"]: (each["locationOrLoadError"] or {}).get("__typename", "")
            if each["loadStatus"] == "LOADED"
            else "LOADING"
            for each in entries
        }

    def run_checks(self, checks: Sequence[tuple[str, str]], tags: Mapping[str, str]) -> str:
        """Launch checks alone, as the page does; the id of their run.

        Args:
            checks: (asset path with slashes, name of the check).
            tags: of the run, for example the partition.
        """
        (repository,) = self.ask("{repositoriesOrError{... on RepositoryConnection{nodes{name location{name}}}}}")[
            "repositoriesOrError"
        ]["nodes"]
        selector = {
            "pipelineName": "__ASSET_JOB",
            "repositoryName": repository["name"],
            "repositoryLocationName": repository["location"]["name"],
            "assetSelection": [],
            "assetCheckSelection": [{"assetKey": {"path": asset.split("/")}, "name": name} for asset, name in checks],
        }
        metadata = {"tags": [{"key": key, "value": value} for key, value in tags.items()]}
        params = {"mode": "default", "selector": selector, "executionMetadata": metadata, "runConfigData": "{}"}
        launched = self.ask(LAUNCH, params=params)["launchPipelineExecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return str(launched["run"]["runId"])

    def finished(self, run: str) -> str:
        """Wait for a run; its final status."""
        end = time.monotonic() + SECONDS_TO_RUN
        while (status := self.ask(STATUS, run=run)["runOrError"]["status"]) not in FINISHED:
            assert time.monotonic() < end, f"run {run} is still {status}"
            time.sleep(0.3)
        return str(status)

    def check_days(self, asset: str, check: str) -> list[tuple[str, str, str]]:
        """(first day, last day, status) as the Partitions tab of a check paints them."""
        (node,) = self.ask(CHECKS, keys=[{"path": asset.split("/")}])["assetNodes"]
        checks = {each["name"]: each for each in node["assetChecksOrError"]["checks"]}
        ranges = checks[check]["partitionStatuses"]["ranges"]
        return [(each["startKey"], each["endKey"], each["status"]) for each in ranges]


@contextmanager
def serving(command: Sequence[str], lake: Path, log: Path) -> Iterator[DagsterServer]:
    """Start Dagster on a lake's own instance, and end it with all its services.

    Args:
        command: how a user would start it, without the port.
        lake: folder of the lake.
        log: file for what it says.
    """
    port = _free_port()
    environment = {**os.environ, "FINANCIAL_LAKE_HOME": str(lake), "DAGSTER_HOME": str(lake / "dagster")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=REPOSITORY,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            server = DagsterServer(f"http://127.0.0.1:{port}")
            _wait_until_loaded(server, process, log)
            yield server
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_loaded(server: DagsterServer, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        assert process.poll() is None, f"Dagster ended by itself:\n{log.read_text()}"
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            locations = server.locations()
            if locations and "LOADING" not in locations.values():
                return
        time.sleep(0.3)
    raise AssertionError(f"Dagster did not come up in {SECONDS_TO_START} s:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):  # code servers, should they have outlived it
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
