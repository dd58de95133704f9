"""The Dagster instance a lake owns: where it lies, who may build, and what a killed build left behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import dagster as dg
from sqlalchemy.exc import DatabaseError

from financial_lake.errors import PartitionLocked, StorageRefused
from financial_lake.orchestration.event_log import steady_instance
from financial_lake.storage.disk import told_plainly, write_beside
from financial_lake.storage.lake import Lake

HOME_VARIABLE = "DAGSTER_HOME"
LAUNCHED_BY_TAG = "financial_lake/launched_by"
ROOM_TO_WORK = 4_000_000
COMMAND = "financial-lake build"
UNFINISHED = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


@contextmanager
def instance_of(lake: Lake) -> Iterator[dg.DagsterInstance]:
    """The lake's Dagster instance; its folder and dagster.yaml are made when missing.

    Raises:
        StorageRefused: the disk of the lake is full, read-only ..., or the instance's database is damaged.
    """
    home = prepare_instance(lake)
    before = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(home)
    try:
        with told_plainly("Recording in Dagster", home), steady_instance(home) as instance:
            yield instance
    except DatabaseError as error:
        why = str(error.orig or error).strip()
        raise StorageRefused(
            f"Dagster's records cannot be written or read: {why} ({home}). Free some space or make the folder "
            "writable, then run the same command again. Days that were stored are whole and stay."
        ) from error
    finally:
        if before is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = before


def prepare_instance(lake: Lake) -> Path:
    """DAGSTER_HOME of the lake, with the shipped dagster.yaml unless there is one already."""
    home = Path(str(lake.dagster_home))
    with told_plainly("Preparing Dagster's folder", home):
        home.mkdir(parents=True, exist_ok=True)
        target = home / "dagster.yaml"
        if not target.exists():
            shipped = files("financial_lake.orchestration").joinpath("dagster.yaml").read_text("utf-8")
            target.write_text(shipped, "utf-8")
    return home


def check_room(lake: Lake) -> None:
    """Make sure, before work begins, that the lake can be written and has some room.

    Raises:
        StorageRefused: the disk is full, read-only ...
    """
    with told_plainly("Writing to the lake", lake.root):
        write_beside(lake.root / f"room-{os.getpid()}", bytes(ROOM_TO_WORK), durable=False).unlink()


@contextmanager
def only_builder(lake: Lake) -> Iterator[None]:
    """Be the one build of this lake while the block runs; the lock ends with the process, however that ends.

    Raises:
        PartitionLocked: another build is at work.
    """
    home = prepare_instance(lake)
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PartitionLocked(
                f"Another process is building the lake {lake.root}. Wait until it has ended, then run again; "
                "nothing was changed by this one."
            ) from None
        yield
    finally:
        os.close(descriptor)


def end_orphans(instance: dg.DagsterInstance, *, by_user: bool = False) -> list[str]:
    """End the runs that builds left started, and give their pool slots back; called by the only builder.

    Args:
        instance: of the lake.
        by_user: the build was told to stop; otherwise it was killed.

    Returns:
        The ids of the runs.
    """
    found = instance.get_runs(dg.RunsFilter(statuses=UNFINISHED, tags={LAUNCHED_BY_TAG: COMMAND}))
    for run in found:
        if by_user:
            instance.report_run_canceled(run, "Stopped by the user; what was built so far is whole.")
        else:
            instance.report_run_failed(run, "The process that made this run was ended before it had finished.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in found]
