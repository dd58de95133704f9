"""Which customer is in which marketing segment."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import Id, LakeTable, LoadPattern, key, refers, row_rule
from financial_lake.contract.frames import frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, year_of
from financial_lake.simulation.marketing_segments import memberships
from financial_lake.simulation.population import customers, is_present


class CustomersSegments(
    LakeTable,
    grain="customer x segment",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="customer_office",
    rules=("R29", "R32"),
):
    """Which customer is in which marketing segment."""

    customer_segment_id: Id = key("the customer and the segment")
    customer_id: Id = refers("customers", "who is in the segment")
    segment_id: Id = refers("segments", "the segment; never twice for a customer")

    @row_rule("the key is made of customer and segment", {"customer_segment_id": 7})
    def key_of_its_parts(cls, rows: pd.DataFrame) -> pd.Series:
        """So no customer is in a segment twice."""
        return rows["customer_segment_id"] == rows["customer_id"] * 100 + rows["segment_id"]


def generate(bank: Bank, day: date) -> pa.Table:
    """Memberships of everyone with a row at the end of the day."""
    today = day_number(day)
    return pa.concat_tables(bank.by_block(_rows, today, day)).combine_chunks()


def _rows(block: Block, today: int, day: date) -> pa.Table:
    people = customers(block, int(year_of(today)))
    owner, place = np.nonzero(memberships(block, today) & is_present(people, today)[:, None])
    person = people.customer_id[owner]
    columns = {"customer_segment_id": person * 100 + place + 1, "customer_id": person, "segment_id": place + 1}
    return frame(CustomersSegments, day, owner.size, columns)
