"""What customers have agreed to be sent, and how."""

from datetime import date

import numpy as np
import pyarrow as pa

from financial_lake.contract import Day, Flag, Id, LakeTable, LoadPattern, Pii, Text, code, day, flag, key, refers
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, year_of
from financial_lake.simulation.population import customers, is_present
from financial_lake.simulation.preferences import PREFERENCE_TYPES, preferences_on


class CustomerPreferences(
    LakeTable,
    grain="customer x preference type",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="customer_office",
    rules=("R29", "R33", "R63"),
):
    """What customers have agreed to be sent, and how."""

    preference_id: Id = key("the customer, and 1-5 in the order of the types")
    customer_id: Id = refers("customers", "whose wish it is")
    preference_type: Text = code("what is sent", PREFERENCE_TYPES)
    opted_in: Flag = flag("whether the customer wants it", pii=Pii.SENSITIVE)
    updated_date: Day = day("when the customer last said so")


def generate(bank: Bank, day: date) -> pa.Table:
    """The five preferences of everyone with a row at the end of the day."""
    today = day_number(day)
    return pa.concat_tables(bank.by_block(_rows, today, day)).combine_chunks()


def _rows(block: Block, today: int, day: date) -> pa.Table:
    people = customers(block, int(year_of(today)))
    row = np.flatnonzero(is_present(people, today))
    agreed, since = preferences_on(block, today)
    owner = np.repeat(people.customer_id[row], len(PREFERENCE_TYPES))
    place = np.tile(np.arange(len(PREFERENCE_TYPES)), row.size)
    columns = {
        "preference_id": owner * 100 + place + 1,
        "customer_id": owner,
        "preference_type": Coded(place, PREFERENCE_TYPES),
        "opted_in": agreed[row].ravel(),
        "updated_date": since[row].ravel(),
    }
    return frame(CustomerPreferences, day, owner.size, columns)
