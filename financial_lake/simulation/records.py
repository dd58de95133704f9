"""Records: many things of one kind as one dataclass of arrays, one array an attribute."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from financial_lake.simulation.streams import Bools, Ints


@dataclass(frozen=True, slots=True)
class Records:
    """Arrays of one length; one place is one record."""

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """All parts, one after the other."""
        if not parts:
            return cls(*(np.zeros(0, dtype=np.int64) for _ in fields(cls)))
        return cls(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)))

    def where(self, chosen: Bools | Ints | slice) -> Self:
        """The records at a mask, at indices, or in a slice."""
        return type(self)(*(getattr(self, each.name)[chosen] for each in fields(self)))

    def __len__(self) -> int:
        """Number of records."""
        return len(getattr(self, fields(self)[0].name))
