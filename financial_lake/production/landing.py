"""Extracts in the landing folder as days of the source layer, and what stays of the simulated labels beside them."""

from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import SourceTable, source_table
from financial_lake.production.batches import RowsOfDay
from financial_lake.production.landed_days import LandedDay, landed_day, write_report
from financial_lake.production.storing import MadeDay
from financial_lake.simulation.bank import Bank
from financial_lake.storage import layout
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import Delivery, delivery_of
from financial_lake.storage.revisions import Handing

ENGINE = "landing"
LABELS = Handing(made_by="simulation", reason="labels do not speak of delivered rows")
GROUND_TRUTH, SPEAKS_OF = "ground_truth", "table_name"


@dataclass(slots=True)
class Landing:
    """The landing folder of a lake, for one making of days."""

    lake: Lake
    bank: Bank
    _landed: dict[tuple[str, date], tuple[Delivery, LandedDay]] = field(default_factory=dict)

    def day(self, table: SourceTable, day: date) -> RowsOfDay | None:
        """The day as it was delivered; for labels, what of them still speaks of simulated rows; else None.

        Raises:
            LandingRefused: the extract cannot stand for the day.
        """
        inputs = landing_inputs(self.lake, table.model, day)
        if not inputs:
            return None
        start = perf_counter()
        delivery = delivery_of(self.lake, table.model.address(), day)
        if delivery is None:
            rows, handing = _labels_of_simulated_rows(self.lake, self.bank, table, day), LABELS
        else:
            landed = landed_day(self.lake, table.model, delivery)
            self._landed[table.name, day] = delivery, landed
            rows, handing = landed.rows, delivery.handing()
        return RowsOfDay(day, rows, perf_counter() - start, inputs=inputs, engine=ENGINE, handing=handing)

    def tell(self, made: MadeDay) -> None:
        """Once a delivered day is in its place, say beside the extract what became of it."""
        found = self._landed.pop((made.table, made.day), None)
        if found is not None:
            write_report(*found)


def landing_inputs(lake: Lake, model: type[LakeTable], day: date) -> dict[str, str]:
    """What a landed day is made from beside the bank's settings: hashes of the extracts that concern it."""
    if not (lake.root / layout.LANDING).is_dir():
        return {}
    return {
        f"{each.short_name()} {name}": found
        for each in _concerned(model)
        if (delivery := delivery_of(lake, each.address(), day)) is not None
        for name, found in delivery.inputs().items()
    }


def _concerned(model: type[LakeTable]) -> list[type[LakeTable]]:
    """The tables whose extracts move a table: itself, and for labels the tables whose feeds they speak of."""
    return [source_table(name).model for name in _labelled(model)] or [model]


def _labelled(model: type[LakeTable]) -> tuple[str, ...]:
    if model.address()[1] != GROUND_TRUTH:
        return ()
    return next((each.values or () for each in model.column_meanings() if each.name == SPEAKS_OF), ())


def _labels_of_simulated_rows(lake: Lake, bank: Bank, table: SourceTable, day: date) -> pa.Table:
    """Labels without those of delivered tables: what a user delivers was planted by nobody."""
    labelled = _labelled(table.model)
    delivered = [name for name in labelled if delivery_of(lake, source_table(name).model.address(), day) is not None]
    labels = table.generate(bank, day)
    return labels.filter(pc.invert(pc.is_in(labels.column(SPEAKS_OF), pa.array(delivered))))
