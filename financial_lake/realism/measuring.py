"""Public statistics measured on a lake: each topic is one `.sql` over the source tables as they are stored."""

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from financial_lake.contract.discovery import models
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.engines.questions import reading_room
from financial_lake.storage.lake import Lake

HOME = Path(__file__).parent
TARGETS = HOME / "targets.csv"
TOPICS = ("payments", "people", "credit", "wealth", "crime")
"""Each has its `.sql`."""
SOURCE_NAME = re.compile(rf"\b{SOURCE_LAYER}\.(\w+)")


@dataclass(frozen=True, slots=True)
class Target:
    """A public statistic that a realistic bank agrees with.

    Attributes:
        topic: the `.sql` that measures it.
        metric: its name.
        target: the public figure.
        low: lowest value that agrees with it.
        high: highest value that agrees with it.
        unit: what it is counted in.
        note: what is measured here where that is not the same thing; may be empty.
        source: who published it, and in brackets how well it is known.
        year: what year it speaks of.
        url: where it was read.
        not_counted: why the figure cannot hold here, because the specification fixes another one or because it counts
            something else; empty where it applies.
    """

    topic: str
    metric: str
    target: float
    low: float
    high: float
    unit: str
    note: str
    source: str
    year: str
    url: str
    not_counted: str = ""

    @property
    def applies(self) -> bool:
        """Whether this bank is held to it."""
        return not self.not_counted


@dataclass(frozen=True, slots=True)
class Measured:
    """A statistic as this bank has it.

    Attributes:
        target: what is public.
        value: what stored rows say; None where too little is stored to say anything.
    """

    target: Target
    value: float | None

    @property
    def is_met(self) -> bool:
        """Whether the value is known and lies within the tolerance."""
        return self.value is not None and self.target.low <= self.value <= self.target.high

    @property
    def distance(self) -> float | None:
        """Place between the bounds: -1 at the lowest that agrees, 1 at the highest, beyond them outside."""
        if self.value is None:
            return None
        middle = (self.target.low + self.target.high) / 2
        return (self.value - middle) / ((self.target.high - self.target.low) / 2)


@cache
def targets() -> tuple[Target, ...]:
    """All statistics that are measured, those among them that do not apply with the reason."""
    with TARGETS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Target(
                line["topic"],
                line["metric"],
                float(line["target"]),
                float(line["low"]),
                float(line["high"]),
                line["unit"],
                line["note"],
                line["source"],
                line["year"],
                line["url"],
                line["not_counted"],
            )
            for line in csv.DictReader(lines)
        )


def measure(lake: Lake, last_day: date | None = None) -> tuple[Measured, ...]:
    """Every statistic, measured on the last quarter and the last days that are stored.

    Args:
        lake: any lake with source tables; its other layers are not read.
        last_day: days after it are not looked at; without it, all are.

    Raises:
        QueryRefused: a table that is read has no stored day.
    """
    values: dict[str, float | None] = {}
    for topic in TOPICS:
        seen = [model for model in models(SOURCE_LAYER) if model.short_name() in tables_read(topic)]
        with reading_room(lake, seen, last_day) as room:
            values |= {metric: _known(value) for metric, value in room.execute(_sql(topic)).fetchall()}
    return tuple(Measured(target, values.get(target.metric)) for target in targets())


@cache
def tables_read(topic: str = "") -> frozenset[str]:
    """Names of the source tables a topic is measured on; of all topics where it is empty."""
    chosen = [topic] if topic else TOPICS
    return frozenset(name for each in chosen for name in SOURCE_NAME.findall(_sql(each)))


def _sql(topic: str) -> str:
    return (HOME / f"{topic}.sql").read_text(encoding="utf-8")


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of the statistics that apply agree.

    Attributes:
        counted: those that apply.
        met: those of them that agree within their tolerance.
    """

    counted: tuple[Measured, ...]
    met: tuple[Measured, ...]

    @property
    def share(self) -> float:
        """Of those that apply, which agree."""
        return len(self.met) / len(self.counted) if self.counted else 0.0

    @property
    def missed(self) -> tuple[Measured, ...]:
        """Those that apply and do not agree."""
        return tuple(each for each in self.counted if not each.is_met)


def agreement(found: Sequence[Measured]) -> Agreement:
    """Count what was measured."""
    counted = tuple(each for each in found if each.target.applies)
    return Agreement(counted, tuple(each for each in counted if each.is_met))
