"""A lake built once by the real command, copies of it to be damaged, and the command run as users run it."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from financial_lake import cli

Typed = Callable[..., tuple[int, str, str]]
LAST_DAY = "2024-10-03"
SECONDS = 240


def command(*typed: str) -> list[str]:
    """How the command is started as a program of its own."""
    return [sys.executable, "-m", "financial_lake.cli", *typed]


def run(*typed: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a program and wait for its end."""
    environment = {key: value for key, value in os.environ.items() if key != "FINANCIAL_LAKE_HOME"}
    return subprocess.run(
        command(*typed), capture_output=True, text=True, timeout=SECONDS, env=environment, check=False
    )


def partitions(lake: Path) -> dict[str, str]:
    """sha256 of every partition and table file of a lake, by its path; not the frozen ones of snapshots."""
    files = (file for file in sorted(lake.rglob("*.parquet")) if "published" not in file.parts)
    return {str(file.relative_to(lake)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A lake of 223 customers and three days, and how the command that built it ended."""
    place = tmp_path_factory.mktemp("built") / "lake"
    ended = run("build", "--lake", str(place), "--customers", "223", "--to", LAST_DAY)
    return place, ended


@pytest.fixture(scope="session")
def built(first_build: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """That lake, to be looked at only."""
    assert first_build[1].returncode == 0, first_build[1].stderr
    return first_build[0]


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    shutil.copytree(built, tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    """Run the command in this process: exit code, what it printed, what it said on stderr."""
    monkeypatch.delenv("FINANCIAL_LAKE_HOME", raising=False)
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)

    def run_here(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["financial-lake", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run_here


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a real disk with the given options; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        again = "remount," if os.path.ismount(place) else ""
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", again + options, "tmpfs", str(place)], check=False, capture_output=True
        )
        if done.returncode:
            pytest.fail("this test mounts a small disk, which needs root: run the tests as root or in a container")
        return place

    yield mount
    subprocess.run(["umount", str(place)], check=False, capture_output=True)
