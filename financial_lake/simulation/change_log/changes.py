"""What became another from one day to the next: rows that came, rows that went, values that changed."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.change_log.states import AUDITED, State, staff_state, states
from financial_lake.simulation.streams import Ints

ENTITIES = (*AUDITED, "transaction")
ACTIONS = ("create", "update", "delete", "view")
CREATE, UPDATE, DELETE, VIEW = range(4)
COLUMNS = tuple(dict.fromkeys(column for columns in AUDITED.values() for column in columns))


@dataclass(frozen=True, slots=True)
class Changes:
    """Audited changes; arrays of one length.

    Attributes:
        entity: index into `ENTITIES`.
        entity_id: key of the row.
        customer_id: whose it is, 0 for employees.
        action: index into `ACTIONS`.
        column: index into `COLUMNS`, -1 but for updates.
        old, new: text before and after; missing but for updates, and where there was or is no value.
    """

    entity: Ints
    entity_id: Ints
    customer_id: Ints
    action: Ints
    column: Ints
    old: pa.Array
    new: pa.Array

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """All parts, one after the other."""
        columns = {name: [getattr(part, name) for part in parts] for name in cls.__dataclass_fields__}
        texts = {name: pa.concat_arrays(columns.pop(name)) for name in ("old", "new")}
        return cls(**{name: np.concatenate(each) for name, each in columns.items()}, **texts)

    def take(self, places: Ints) -> Self:
        """The changes at places."""
        rows = pa.array(places)
        columns = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return type(self)(
            **{
                name: column[places] if isinstance(column, np.ndarray) else column.take(rows)
                for name, column in columns.items()
            }
        )

    @classmethod
    def of_rows(cls, entity: str, entity_id: Ints, customer_id: Ints, action: int) -> Self:
        """The same action on whole rows."""
        size, nothing = entity_id.size, pa.nulls(entity_id.size, pa.string())
        return cls(
            np.full(size, ENTITIES.index(entity)),
            entity_id,
            customer_id,
            np.full(size, action),
            np.full(size, -1),
            nothing,
            nothing,
        )


def changes_on(bank: Bank, day: int) -> Changes:
    """What changed on a day: the staff's rows, then each block's."""
    parts = _compared("employee", staff_state(bank, day - 1), staff_state(bank, day))
    return Changes.joined([*parts, *(each for block in bank.by_block(_of_block, day) for each in block)])


def _of_block(block: Block, day: int) -> list[Changes]:
    before, after = states(block, day - 1), states(block, day)
    return [change for entity in after for change in _compared(entity, before[entity], after[entity])]


def _compared(entity: str, before: State, after: State) -> list[Changes]:
    old, new = _in_both(before.entity_id, after.entity_id)
    gone = np.setdiff1d(np.arange(before.entity_id.size), old, assume_unique=True)
    come = np.setdiff1d(np.arange(after.entity_id.size), new, assume_unique=True)
    parts = [
        Changes.of_rows(entity, after.entity_id[come], after.customer_id[come], CREATE),
        Changes.of_rows(entity, before.entity_id[gone], before.customer_id[gone], DELETE),
    ]
    for name, column in after.columns.items():
        earlier = before.columns[name]
        places = np.flatnonzero(earlier.codes[old] != column.codes[new])
        if places.size:
            parts.append(_updated(entity, name, after, new[places], earlier.said(old[places])))
    return parts


def _updated(entity: str, name: str, after: State, places: Ints, was: pa.Array) -> Changes:
    """Values that read differently: a new number may happen to be the old one again."""
    now = after.columns[name].said(places)
    differs = pc.fill_null(pc.not_equal(was, now), fill_value=False)
    differs = pc.or_(differs, pc.xor(pc.is_null(was), pc.is_null(now)))
    rows = places[np.flatnonzero(differs)]
    whole = Changes.of_rows(entity, after.entity_id[rows], after.customer_id[rows], UPDATE)
    column = np.full(rows.size, COLUMNS.index(name))
    return Changes(
        whole.entity, whole.entity_id, whole.customer_id, whole.action, column, was.filter(differs), now.filter(differs)
    )


def _in_both(before: Ints, after: Ints) -> tuple[Ints, Ints]:
    """Places, in both, of the ids that are in both; nearly always all of them in the same order."""
    if np.array_equal(before, after):
        return np.arange(before.size), np.arange(after.size)
    _, old, new = np.intersect1d(before, after, assume_unique=True, return_indices=True)
    return old, new
