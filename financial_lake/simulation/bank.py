"""The bank as the simulation sees it: its settings, its blocks of customers, and what it remembers.

A block is a run of customer slots, always whole circles, that can be simulated apart from all others.
Memory is a cache of pure functions: forgetting it, or asking in another order, changes nothing.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from threading import RLock
from typing import Any, TypeVar

import numpy as np

from financial_lake.settings import BankSettings
from financial_lake.simulation.streams import Ints, Stream

CIRCLE_SIZE = 10
SLOTS_A_BLOCK = 5_000
Answer = TypeVar("Answer")


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
    """One bank: `Bank(settings)`; holds no state but its memory."""

    settings: BankSettings = field(default_factory=BankSettings)
    slots_a_block: int = SLOTS_A_BLOCK
    _memory: dict[str, OrderedDict[tuple[Any, ...], Any]] = field(default_factory=dict, repr=False)
    _streams: dict[tuple[str, str], Stream] = field(default_factory=dict, repr=False)
    _lock: RLock = field(default_factory=RLock, repr=False)

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

    def is_open(self, day: date) -> bool:
        """Whether the calendar has a partition for the day."""
        last = self.settings.closing_day
        return self.settings.opening_day <= day and (last is None or day <= last)


def remembered(keep: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Remember the last `keep` answers of a pure function of (bank or block, hashable arguments).

    Answers are shared: treat arrays as read-only. The first argument is a Bank or a Block; the memory lives
    in the bank, so it goes with it, and two banks never mix.
    """

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def ask(place: Bank | Block, *keys: Any) -> Answer:
            bank, spot = (place.bank, place.first_slot) if isinstance(place, Block) else (place, -1)
            with bank._lock:  # noqa: SLF001 - the memory belongs to this module
                answers = bank._memory.setdefault(name, OrderedDict())  # noqa: SLF001
                address = (spot, *keys)
                if address in answers:
                    answers.move_to_end(address)
                    return answers[address]
                answer = function(place, *keys)
                answers[address] = answer
                blocks = -(-bank.settings.customers // bank.slots_a_block) if spot >= 0 else 1
                while len(answers) > keep * blocks:
                    answers.popitem(last=False)
                return answer

        return ask

    return decorate
