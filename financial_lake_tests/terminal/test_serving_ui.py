"""The ui command serves what build made, and ends with all its children."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from financial_lake_tests.terminal.conftest import command

SECONDS_TO_START, SECONDS_TO_STOP = 90, 60
ASKED = """{ runsOrError { ... on Runs { results { status } } }
  assetNodes { partitionDefinition { type } assetKey { path } } }"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int, asked: str) -> dict[str, object]:
    body = json.dumps({"query": asked}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as replied:  # noqa: S310 - the same
        return dict(json.load(replied)["data"])


def is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=2):
            return True
    except OSError:
        return False


def processes_with(word: str) -> list[int]:
    """Processes in whose environment or command line the word is."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                told = entry.joinpath("environ").read_bytes() + entry.joinpath("cmdline").read_bytes()
            except OSError:
                continue
            if word.encode() in told:
                found.append(int(entry.name))
    return found


def test_the_page_shows_what_was_built_and_a_signal_ends_everything(copied: Path) -> None:
    port = free_port()
    with subprocess.Popen(
        command("ui", "--lake", str(copied), "--port", str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        deadline = time.monotonic() + SECONDS_TO_START
        while not is_up(port):
            assert started.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        seen = answer(port, ASKED)
        mine = processes_with(str(copied))
        assert len(mine) >= 3  # ourselves, the webserver, the daemon, the code server
        started.send_signal(signal.SIGTERM)
        said, complained = started.communicate(timeout=SECONDS_TO_STOP)
    assert started.returncode == 0
    assert re.search(rf"http://127\.0\.0\.1:{port}.*Ctrl-C", said)
    assert said.rstrip().endswith("Stopped.")
    assert "Traceback" not in complained
    assert "Warning" not in complained
    assert processes_with(str(copied)) == []
    assert not is_up(port)
    runs = seen["runsOrError"]
    assert isinstance(runs, dict)
    assert [each["status"] for each in runs["results"]] == ["SUCCESS"]
    paths = ["/".join(each["assetKey"]["path"]) for each in seen["assetNodes"]]  # type: ignore[attr-defined]
    assert {"datalake/payments/transactions", "warehouse/publication"} <= set(paths)
