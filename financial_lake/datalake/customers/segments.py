"""The bank's eight marketing segments."""

from datetime import date

import numpy as np
import pyarrow as pa

from financial_lake.contract import Id, LakeTable, LoadPattern, Text, code, key
from financial_lake.contract.frames import frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.marketing_segments import SEGMENTS


class Segments(LakeTable, grain="segment", load=LoadPattern.REFERENCE, owner="customer_office", rules=("R32",)):
    """The bank's eight marketing segments."""

    segment_id: Id = key("1-8")
    segment_name: Text = code("what the segment is about", tuple(SEGMENTS))
    segment_code: Text = code("short code on campaigns", tuple(SEGMENTS.values()))


def generate(bank: Bank, day: date) -> pa.Table:  # noqa: ARG001 - every bank has the same segments
    """All segments; the list does not change."""
    columns = {
        "segment_id": np.arange(1, len(SEGMENTS) + 1),
        "segment_name": pa.array(list(SEGMENTS)),
        "segment_code": pa.array(list(SEGMENTS.values())),
    }
    return frame(Segments, day, len(SEGMENTS), columns)
