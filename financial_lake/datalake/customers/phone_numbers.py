"""Telephone numbers of customers."""

from datetime import date

import pyarrow as pa

from financial_lake.contract import Id, LakeTable, LoadPattern, Pii, Text, code, key, refers, text
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, year_of
from financial_lake.simulation.contacts import PHONE_TYPES, phone_numbers
from financial_lake.simulation.population import customers, is_present


class PhoneNumbers(
    LakeTable,
    grain="customer x phone type",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="customer_office",
    rules=("R29", "R31", "R34"),
):
    """Telephone numbers of customers."""

    phone_id: Id = key("the customer, and 1 mobile, 2 home, 3 work")
    customer_id: Id = refers("customers", "whose it is")
    phone_type: Text = code("where it rings; everyone has a mobile phone", PHONE_TYPES)
    phone_number: Text = text(
        "number; its area code is that of the city when it was given", pii=Pii.PERSONAL, pattern=r"\(\d{3}\) 555-\d{4}$"
    )


def generate(bank: Bank, day: date) -> pa.Table:
    """What is in use at the end of the day, of everyone with a row."""
    today = day_number(day)
    return pa.concat_tables(bank.by_block(_rows, today, day)).combine_chunks()


def _rows(block: Block, today: int, day: date) -> pa.Table:
    year = int(year_of(today))
    people, known = customers(block, year), phone_numbers(block, year)
    row = known.in_use(today)
    row = row[is_present(people, today)[known.owner[row]]]
    owner = people.customer_id[known.owner[row]]
    columns = {
        "phone_id": owner * 100 + known.kind[row],
        "customer_id": owner,
        "phone_type": Coded(known.kind[row] - 1, PHONE_TYPES),
        "phone_number": known.text.take(pa.array(row)),
    }
    return frame(PhoneNumbers, day, row.size, columns)
