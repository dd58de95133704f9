"""One writer a partition: the folder of the day is the lock.

The lock is the operating system's (`flock`), so it ends with the process that holds it, however that ends,
and it leaves no file behind. Two processes may write different days of one table at once.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from time import sleep

from financial_lake.errors import PartitionLocked
from financial_lake.storage import layout
from financial_lake.storage.disk import flush_names, is_local, told_plainly
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import Address

LOOKS = 3  # whoever asks `refuse_locked` holds a folder for an instant, which is no second writer
SECONDS_BETWEEN_LOOKS = 0.005


@contextmanager
def locked(lake: Lake, address: Address, days: Sequence[date]) -> Iterator[None]:
    """Hold the partitions of some days of a table while the block runs; make their folders.

    Folders that are still empty at the end are removed again. Object storage has no locks: there the last
    writer wins, and writers of the same day write the same bytes.

    Raises:
        PartitionLocked: when another process, or thread, is writing one of them.
    """
    if not is_local(lake.root):
        yield
        return
    with ExitStack() as held:
        with told_plainly("Making the folder of a partition", layout.table_folder(lake.root, address)):
            for day in days:
                held.enter_context(_one_locked(lake, address, day))
            flush_names(layout.table_folder(lake.root, address))
        yield


@contextmanager
def _one_locked(lake: Lake, address: Address, day: date) -> Iterator[None]:
    folder = Path(layout.partition_folder(lake.root, address, day))
    descriptor = None
    for _ in range(LOOKS):
        with suppress(BlockingIOError):
            descriptor = _lock(folder, Path(lake.root))
            break
        sleep(SECONDS_BETWEEN_LOOKS)
    if descriptor is None:
        raise PartitionLocked(_being_written(address, day, folder))
    try:
        yield
    finally:
        _remove_while_empty(folder, Path(lake.root))  # before the lock goes, so that no one is robbed of a folder
        os.close(descriptor)


def _lock(folder: Path, root: Path) -> int:
    """The descriptor of a locked folder, made if needed; BlockingIOError when someone else has the lock."""
    for _ in range(100):
        with suppress(FileNotFoundError):  # another writer may just have removed it, still empty
            was_there = folder.is_dir()
            folder.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            except OSError:
                if not was_there:
                    _remove_while_empty(folder, root)
                raise
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(descriptor), folder.stat()):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
    raise BlockingIOError


def _remove_while_empty(folder: Path, root: Path) -> None:
    """Remove folders in which nothing was promoted, up to the root of the lake."""
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def refuse_locked(lake: Lake, tables: Sequence[Address], days: Sequence[date]) -> None:
    """Refuse to begin while someone else is writing one of the days; nothing is made, nothing stays locked.

    Raises:
        PartitionLocked: naming the first such partition.
    """
    if not is_local(lake.root):
        return
    for address in tables:
        for day in days:
            folder = Path(layout.partition_folder(lake.root, address, day))
            if _is_held(folder):
                raise PartitionLocked(_being_written(address, day, folder))


def _is_held(folder: Path) -> bool:
    with suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
    return False


def _being_written(address: Address, day: date, folder: Path) -> str:
    return (
        f"{'/'.join(address)} of {day} is being written by another process ({folder}). "
        "Wait until that run has ended, then run again; nothing was changed by this one."
    )
