"""Lakes for the tests of storage."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from financial_lake.storage import Lake
from financial_lake_tests.coins import SMALL_BANK


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake of a small bank."""
    return Lake.found_or_create(tmp_path / "lake", SMALL_BANK)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 256 KiB; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.fail("this test mounts a small disk, which needs root: run the tests as root or in a container")
    yield place
    subprocess.run(["umount", str(place)], check=True)
