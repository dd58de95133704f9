"""Values that change on days: what something was at its start, and every later step.

For state that is easier told by its changes than by a formula. The changes themselves are decided
elsewhere, by addressed chance.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.streams import Ints


@dataclass(frozen=True, slots=True)
class Steps:
    """One integer value of each of n entities over time; build with `of`.

    Attributes:
        start: (n,) value before the first step.
        who, day, value: entity, day and new value of each step, ordered by day.
    """

    start: Ints
    who: Ints
    day: Ints
    value: Ints

    @classmethod
    def of(cls, start: Ints, who: Ints, day: Ints, value: Ints | int) -> Self:
        """Steps in any order; of two steps of an entity on one day the later given wins."""
        order = np.argsort(day, kind="stable")
        values = np.broadcast_to(np.asarray(value, dtype=np.int64), day.shape)
        return cls(np.asarray(start, dtype=np.int64), who[order], day[order], values[order])

    def on(self, day: int) -> Ints:
        """(n,) the value at the end of a day."""
        known = np.searchsorted(self.day, day, side="right")
        values = self.start.copy()
        values[self.who[:known]] = self.value[:known]
        return values

    def changed_on(self, day: int, since: Ints) -> Ints:
        """(n,) day of the last step up to a day, `since` where there was none."""
        known = np.searchsorted(self.day, day, side="right")
        days = since.copy()
        days[self.who[:known]] = np.maximum(self.day[:known], since[self.who[:known]])
        return days

    def at(self, who: Ints, days: Ints) -> Ints:
        """The values of entities `who`, each at the end of its own day."""
        order = np.lexsort((self.day, self.who))
        address = self.who[order] * NEVER + self.day[order]
        place = np.searchsorted(address, who * NEVER + days, side="right") - 1
        known = (place >= 0) & (np.append(self.who[order], -1)[place] == who)
        return np.where(known, np.append(self.value[order], 0)[place], self.start[who])
