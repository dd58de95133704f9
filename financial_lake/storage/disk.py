"""Writing bytes so that a reader sees the old file or the new one, and saying plainly when a disk refuses."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
from upath import UPath

from financial_lake.errors import StorageRefused

UNFINISHED = ".writing"
"""How the name of a file ends while it is being written beside its place."""

ADVICE = {
    errno.ENOSPC: ("the disk is full", "Free some space, then run the same command again"),
    errno.EDQUOT: ("the disk quota is used up", "Free some space, then run the same command again"),
    errno.EFBIG: ("the file would be larger than this process may write", "Raise the file size limit (ulimit -f)"),
    errno.EROFS: ("the disk is read-only", "Mount it writable, or choose another folder"),
    errno.EACCES: ("permission denied", "Give this user the right to it, or choose another folder"),
    errno.EPERM: ("permission denied", "Give this user the right to it, or choose another folder"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "Move it away, or choose another folder"),
    errno.EISDIR: ("a folder stands where a file is needed", "Move it away, or choose another folder"),
    errno.EEXIST: ("a file stands where a folder is needed", "Move it away, or choose another folder"),
    errno.EMFILE: ("too many files are open", "Raise the limit (ulimit -n), or ask for fewer days at once"),
    errno.ENAMETOOLONG: ("the path is too long", "Choose a folder with a shorter path"),
    errno.EIO: ("the disk reports an error", "Check the disk, then run the same command again"),
}


@contextmanager
def told_plainly(doing: str, place: UPath | Path) -> Iterator[None]:
    """Turn what the operating system refuses inside the block into a message for the user.

    Raises:
        StorageRefused: what was being done, where, why it failed, and what to do.
    """
    try:
        yield
    except OSError as error:
        why, advice = ADVICE.get(error.errno or 0, (error.strerror or str(error), "Mend that, then run again"))
        raise StorageRefused(
            f"{doing} failed: {why} ({place}). {advice}. What was stored before is unchanged."
        ) from error


def is_local(path: UPath | Path) -> bool:
    """Whether the path lies on a file system of this machine."""
    return isinstance(path, Path)


def write_whole(path: UPath, content: bytes | pa.Buffer, *, durable: bool = True) -> None:
    """Write a file so that readers see what was there before, or all of it.

    On object storage one request replaces the object whole. One writer a path at a time (see `locks`).

    Args:
        path: where the file belongs; its folder exists.
        content: all of it.
        durable: wait until the file and its name survive a power loss.
    """
    if is_local(path):
        beside = write_beside(path, content, durable=durable)
        try:
            Path(beside).replace(path)
        except BaseException:
            beside.unlink()
            raise
        if durable:
            flush_names(path.parent)
    else:
        path.write_bytes(bytes(content))


def write_beside(path: UPath, content: bytes | pa.Buffer, *, durable: bool = True) -> UPath:
    """Write a local file next to its place, flushed to the disk; on failure nothing is left.

    What a killed writer left there is overwritten.
    """
    beside = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o644)
        try:
            remaining = memoryview(content)
            while remaining:
                remaining = remaining[os.write(descriptor, remaining) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return beside


def flush_names(folder: UPath | Path) -> None:
    """Make the names inside a folder survive a power loss."""
    if not is_local(folder):
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_tree(folder: UPath) -> bool:
    """Remove a small folder and all in it; whether it was there."""
    if not folder.is_dir():
        return False
    for entry in list(folder.iterdir()):
        if not remove_tree(entry):
            entry.unlink()
    folder.rmdir()
    return True
