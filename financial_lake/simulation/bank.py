"""The bank as the simulation sees it: its settings, its blocks of customers, and what it remembers.

A block is a run of customer slots, always whole circles, that can be simulated apart from all others.
Memory is a cache of pure functions: forgetting it, or asking in another order, changes nothing.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from threading import RLock
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from financial_lake.settings import BankSettings
from financial_lake.simulation.allocation import keep_freed_memory
from financial_lake.simulation.streams import Ints, Stream

CIRCLE_SIZE = 10
SLOTS_A_BLOCK = 5_000
Answer = TypeVar("Answer")
Address = tuple[Any, ...]
"""What is remembered: name of the function, first slot of the block (-1 for the bank), arguments."""


@dataclass(frozen=True, slots=True)
class Block:
    """The customer slots `first_slot` ... `end_slot - 1` of a bank."""

    bank: "Bank"
    first_slot: int
    end_slot: int

    @property
    def slots(self) -> Ints:
        """Slot numbers, int64."""
        return np.arange(self.first_slot, self.end_slot, dtype=np.int64)

    def stream(self, table: str, aspect: str) -> Stream:
        """The bank's stream of that name."""
        return self.bank.stream(table, aspect)


@dataclass(slots=True)
class Bank:
    """One bank: `Bank(settings)`; holds no state but its memory.

    Attributes:
        settings: what makes it this bank.
        slots_a_block: customer slots simulated together; answers never depend on it.
        blocks_at_once: blocks simulated side by side, since NumPy and Arrow compute outside Python's lock. Worth
            more than one where generating is all there is to do; beside checking and writing it only gets in the way.
    """

    settings: BankSettings = field(default_factory=BankSettings)
    slots_a_block: int = SLOTS_A_BLOCK
    blocks_at_once: int = 1
    _memory: dict[str, OrderedDict[Address, Any]] = field(default_factory=dict, repr=False)
    _streams: dict[tuple[str, str], Stream] = field(default_factory=dict, repr=False)
    _lock: RLock = field(default_factory=RLock, repr=False)
    _turns: dict[Address, RLock] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Make ready for many arrays of one size after another."""
        keep_freed_memory()

    def stream(self, table: str, aspect: str) -> Stream:
        """The stream of (seed, table, aspect)."""
        known = self._streams.get((table, aspect))
        if known is None:
            known = self._streams[table, aspect] = Stream.named(self.settings.seed, table, aspect)
        return known

    def blocks(self) -> Iterator[Block]:
        """All blocks in order of slots."""
        for first in range(0, self.settings.customers, self.slots_a_block):
            yield Block(self, first, min(first + self.slots_a_block, self.settings.customers))

    def by_block(self, ask: Callable[..., Answer], *keys: Any) -> list[Answer]:
        """`ask(block, *keys)` of every block, in order of blocks; `blocks_at_once` are asked at a time."""
        if self.blocks_at_once == 1 or self.count_of_blocks == 1:
            return [ask(block, *keys) for block in self.blocks()]
        with ThreadPoolExecutor(self.blocks_at_once, thread_name_prefix="block") as workers:
            return list(workers.map(lambda block: ask(block, *keys), self.blocks()))

    def columns(self, ask: Callable[..., Mapping[str, npt.NDArray[Any]]], *keys: Any) -> dict[str, Any]:
        """The columns that `ask(block, *keys)` gives by name, joined in order of blocks."""
        parts = self.by_block(ask, *keys)
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    @property
    def count_of_blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.settings.customers // self.slots_a_block)

    def recalled(self, address: Address) -> tuple[bool, Any]:
        """Whether the answer at an address is remembered, and the answer."""
        with self._lock:
            answers = self._memory.get(address[0])
            if answers is None or address not in answers:
                return False, None
            answers.move_to_end(address)
            return True, answers[address]

    def remember(self, address: Address, answer: Any, keep: int, most_rows: int | None) -> None:
        """Remember an answer, and forget the oldest of its function as `remembered` says."""
        with self._lock:
            answers = self._memory.setdefault(address[0], OrderedDict())
            answers[address] = answer
            while len(answers) > keep:
                answers.popitem(last=False)
            while most_rows and len(answers) > self.count_of_blocks and sum(map(len, answers.values())) > most_rows:
                answers.popitem(last=False)

    @contextmanager
    def turn(self, address: Address) -> Iterator[None]:
        """Compute the answer at an address while others who want it wait; safe, since no answer needs itself."""
        with self._lock:
            turn = self._turns.setdefault(address, RLock())
        with turn:
            try:
                yield
            finally:
                with self._lock:
                    self._turns.pop(address, None)

    def is_open(self, day: date) -> bool:
        """Whether the calendar has a partition for the day."""
        last = self.settings.closing_day
        return self.settings.opening_day <= day and (last is None or day <= last)


def remembered(keep: int, most_rows: int | None = None) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Remember the last `keep` answers of a pure function of (bank or block, hashable arguments).

    Answers are shared: treat arrays as read-only. The first argument is a Bank or a Block; the memory lives
    in the bank, so it goes with it, and two banks never mix. What one thread is computing, others wait for.

    Args:
        keep: answers kept, for functions of a block for each block.
        most_rows: keep fewer where they have more rows (by `len`) together, but one for each block.
    """

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def ask(place: Bank | Block, *keys: Any) -> Answer:
            bank, spot = (place.bank, place.first_slot) if isinstance(place, Block) else (place, -1)
            address = (name, spot, *keys)
            found, answer = bank.recalled(address)
            if found:
                return cast("Answer", answer)
            with bank.turn(address):
                found, answer = bank.recalled(address)
                if not found:
                    answer = function(place, *keys)
                    bank.remember(address, answer, keep if spot < 0 else keep * bank.count_of_blocks, most_rows)
                return cast("Answer", answer)

        return ask

    return decorate
