"""E-mail addresses of customers."""

from datetime import date

import pyarrow as pa

from financial_lake.contract import Id, LakeTable, LoadPattern, Pii, Text, code, key, refers, text
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, year_of
from financial_lake.simulation.contacts import EMAIL_TYPES, email_addresses
from financial_lake.simulation.population import customers, is_present


class EmailAddresses(
    LakeTable,
    grain="customer x e-mail type",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="customer_office",
    rules=("R29", "R31", "R34"),
):
    """E-mail addresses of customers."""

    email_id: Id = key("the customer, and 1 personal, 2 work")
    customer_id: Id = refers("customers", "whose it is")

    email_address: Text = text(
        "address, in plain letters", pii=Pii.PERSONAL, pattern=r"[a-z]+\.[a-z]+\d{1,2}@[a-z]+\.example$"
    )
    email_type: Text = code("what it is used for; everyone has a personal one", EMAIL_TYPES)


def generate(bank: Bank, day: date) -> pa.Table:
    """What is in use at the end of the day, of everyone with a row."""
    today = day_number(day)
    return pa.concat_tables(bank.by_block(_rows, today, day)).combine_chunks()


def _rows(block: Block, today: int, day: date) -> pa.Table:
    year = int(year_of(today))
    people, known = customers(block, year), email_addresses(block, year)
    row = known.in_use(today)
    row = row[is_present(people, today)[known.owner[row]]]
    owner = people.customer_id[known.owner[row]]
    columns = {
        "email_id": owner * 100 + known.kind[row],
        "customer_id": owner,
        "email_type": Coded(known.kind[row] - 1, EMAIL_TYPES),
        "email_address": known.text.take(pa.array(row)),
    }
    return frame(EmailAddresses, day, row.size, columns)
