"""Storing days as they come: one thread makes rows, others check and store what is made."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

import pandas as pd

from financial_lake.contract import LakeTable
from financial_lake.errors import ContractViolation, FinancialLakeError
from financial_lake.production.batches import Batch, RowsOfDay
from financial_lake.storage.checking import violations
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import ControlTotal, Manifest
from financial_lake.storage.promotion import Writer, writing

FINISHERS = 2
WRITERS = 8  # they mostly wait for the disk, which flushes many files at once as fast as one
REJECTIONS_TOLD = 5
BATCHES_WAITING = 3  # bounds what is held in memory when the disk is slower than the simulation


@dataclass(frozen=True, slots=True)
class MadeDay:
    """A partition that is stored.

    Attributes:
        table: name of the table.
        day: the partition.
        rows: its rows.
        file_bytes: size of its file.
        file_sha256: hash of its file.
        control_totals: exact sum and count of every money column.
        path: its file.
        seconds: generating, its share of the checking of a range, and writing.
    """

    table: str
    day: date
    rows: int
    file_bytes: int
    file_sha256: str
    control_totals: Mapping[str, ControlTotal]
    path: str
    seconds: float

    @classmethod
    def told(cls, model: type[LakeTable], day: date, manifest: Manifest, path: str, seconds: float) -> "MadeDay":
        """What a stored partition's manifest tells of it."""
        return cls(
            table=model.short_name(),
            day=day,
            rows=manifest.row_count,
            file_bytes=manifest.file_bytes,
            file_sha256=manifest.file_sha256,
            control_totals=manifest.control_totals,
            path=path,
            seconds=seconds,
        )


@dataclass(slots=True)
class _Finished:
    """What became of a batch: the days that are stored, and why others are not."""

    made: list[MadeDay] = field(default_factory=list)
    rejected: list[ContractViolation] = field(default_factory=list)
    failure: FinancialLakeError | None = None


def stored(lake: Lake, batches: Iterable[Batch]) -> Iterator[MadeDay]:
    """Check and store days while the next are being made; yields each partition once it is in its place.

    A day that breaks its contract is kept under rejected/ and does not stop the others. Anything else that
    goes wrong stops the making; what was stored by then has been yielded and stays.

    Args:
        lake: where the days are stored.
        batches: days of one table each; taken one by one.

    Raises:
        ContractViolation: at the end, naming every rejected day; `failures` holds all failure cases.
        PartitionLocked: someone else is writing one of the days.
        StorageRefused: the disk is full, read-only ...
    """
    rejected: list[ContractViolation] = []
    for finished in _finished_batches(lake, batches):
        yield from finished.made
        rejected += finished.rejected
        if finished.failure is not None:
            raise finished.failure
    if rejected:
        raise _all_of(rejected)


def _finished_batches(lake: Lake, batches: Iterable[Batch]) -> Iterator[_Finished]:
    """Batches in the order they were made; after a failure nothing more is made, and it comes last."""
    waiting: deque[Future[_Finished]] = deque()
    finishers = ThreadPoolExecutor(FINISHERS, thread_name_prefix="finisher")
    writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="writer")
    try:
        for batch in batches:
            waiting.append(finishers.submit(_finish, lake, batch, writers))
            while waiting and (waiting[0].done() or len(waiting) > BATCHES_WAITING):
                finished = waiting.popleft().result()
                yield from _in_order(finished, waiting)
                if finished.failure is not None:
                    return
        while waiting:
            yield from _in_order(waiting.popleft().result(), waiting)
    finally:
        finishers.shutdown(cancel_futures=True)
        writers.shutdown()


def _in_order(finished: _Finished, waiting: deque[Future[_Finished]]) -> Iterator[_Finished]:
    """A finished batch; if it failed, what the other finishers still bring to an end comes before it."""
    while finished.failure is not None and waiting:
        each = waiting.popleft()
        if not each.cancel():
            rest = each.result()
            yield _Finished(rest.made, rest.rejected)
    yield finished


def _finish(lake: Lake, batch: Batch, writers: Executor) -> _Finished:
    """Check a batch as one frame, and store its days one by one."""
    finished = _Finished()
    try:
        with writing(lake, batch.model, [each.day for each in batch.days]) as writer:
            start = perf_counter()
            bad = violations(batch.model, {each.day: each.rows for each in batch.days})
            share = (perf_counter() - start) / len(batch.days)
            good = [each for each in batch.days if each.day not in bad]
            for stored in [writers.submit(_store, writer, each, share) for each in good]:
                _take(stored, finished)
            for each in batch.days:
                if each.day in bad:
                    finished.rejected.append(writer.reject(each.day, each.rows, bad[each.day]))
    except FinancialLakeError as error:
        finished.failure = error
    return finished


def _take(stored: Future[MadeDay], finished: _Finished) -> None:
    """Wait for a day to be stored; the first failure is kept, later days may still succeed."""
    try:
        finished.made.append(stored.result())
    except FinancialLakeError as error:
        finished.failure = finished.failure or error


def _store(writer: Writer, made_rows: RowsOfDay, seconds_of_checking: float) -> MadeDay:
    promoted = writer.promote(
        made_rows.day,
        made_rows.rows,
        planted_defects=made_rows.planted_defects,
        inputs=made_rows.inputs,
        engine=made_rows.engine,
        is_valid=True,
        handing=made_rows.handing,
    )
    seconds = made_rows.seconds + seconds_of_checking + promoted.seconds
    return MadeDay.told(writer.model, made_rows.day, promoted.manifest, promoted.path, seconds)


def _all_of(rejected: Sequence[ContractViolation]) -> ContractViolation:
    if len(rejected) == 1:
        return rejected[0]
    cases = [each.failures for each in rejected if isinstance(each.failures, pd.DataFrame)]
    lines = [f"{len(rejected)} days were rejected:", *(f"- {each}" for each in rejected[:REJECTIONS_TOLD])]
    if len(rejected) > REJECTIONS_TOLD:
        lines.append(f"- and {len(rejected) - REJECTIONS_TOLD} more; every one has its report under rejected/.")
    message = "\n".join(lines)
    return ContractViolation(message, pd.concat(cases, ignore_index=True) if cases else pd.DataFrame())
