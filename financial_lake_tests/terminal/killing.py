"""Kills builds at random moments, and goes on: `python -m financial_lake_tests.terminal.killing --kills 20`."""

import argparse
import os
import random
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from financial_lake_tests.terminal.conftest import command, partitions, run

LOOK_EVERY = 0.01
LONGEST_MOMENT = 0.4


def kill_builds(lake: Path, wish: list[str], kills: int, most_partitions: int, seed: int = 7) -> list[int]:
    """Start `build` so many times and end each with SIGKILL; partitions stored at each kill.

    A build is let go on until it has stored a random number of partitions more than the last one, then for a
    random moment more, so that kills fall into all that a build does.
    """
    drawn = random.Random(seed)  # noqa: S311 - moments to kill at
    stored: list[int] = []
    for number in range(kills):
        aim = drawn.uniform(0, most_partitions * (number + 1) / kills)
        started = subprocess.Popen(
            command("build", "--lake", str(lake), *wish),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while started.poll() is None and _stored(lake) < aim:
            time.sleep(LOOK_EVERY)
        time.sleep(drawn.uniform(0, LONGEST_MOMENT))
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        stored.append(_stored(lake))
    return stored


def _stored(lake: Path) -> int:
    return sum(1 for file in lake.glob("*/**/dt=*/part-0.parquet") if "published" not in file.parts)


def main() -> None:
    """Compare a bank whose builds were killed with one that was built undisturbed."""
    read = argparse.ArgumentParser()
    read.add_argument("--kills", type=int, default=20)
    read.add_argument("--customers", default="223")
    read.add_argument("--to", default="2024-10-05")
    asked = read.parse_args()
    wish = ["--customers", asked.customers, "--to", asked.to]
    with tempfile.TemporaryDirectory() as place:
        calm, killed = Path(place, "calm"), Path(place, "killed")
        run("build", "--lake", str(calm), *wish)
        moments = kill_builds(killed, wish, asked.kills, _stored(calm))
        last = run("build", "--lake", str(killed), *wish)
        same = partitions(killed) == partitions(calm)
        print(f"{asked.kills} kills, with {moments} partitions stored")  # noqa: T201 - a program to be read
        print(f"the last build ended with {last.returncode}; {len(partitions(calm))} files, same bytes: {same}")  # noqa: T201


if __name__ == "__main__":
    main()
