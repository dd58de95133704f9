"""Records: many things of one kind as one dataclass of arrays, one array an attribute."""

from dataclasses import dataclass
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
            return cls(*(np.zeros(0, dtype=np.int64) for _ in cls.__dataclass_fields__))
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__))

    def where(self, chosen: Bools | Ints | slice) -> Self:
        """The records at a mask, at indices, or in a slice."""
        return type(self)(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        """Number of records."""
        return len(getattr(self, next(iter(self.__dataclass_fields__))))
