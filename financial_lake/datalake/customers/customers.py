"""The bank's register of legal persons it does business with, open or recently closed."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from financial_lake.contract import (
    Day,
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    day,
    instant,
    key,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.addresses import places_on
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import day_number, is_weekday, year_of
from financial_lake.simulation.customer_names import name_texts
from financial_lake.simulation.dirt import DAYS_OF_DEFECTS, dirty_customers
from financial_lake.simulation.population import customers, is_present
from financial_lake.simulation.register import (
    PREFIXES,
    SUFFIXES,
    TIN_TYPES,
    prefixes_on,
    suffixes,
    tin_endings,
    tin_types_on,
)
from financial_lake.simulation.row_changes import instants_of, register_changed_on


class Customers(
    LakeTable,
    grain="customer",
    load=LoadPattern.SNAPSHOT_WEEKDAY,
    owner="customer_office",
    rules=("R29", "R34", "R36", "R63", "R66", "R68"),
):
    """The bank's register of legal persons it does business with, open or recently closed."""

    customer_id: Id = key("slot in the bank and how many held it before")
    household_id: Id = refers(
        "customers", "who heads the household, or oneself; may outlive the row it names", pii=Pii.SENSITIVE, hard=False
    )
    prefix: Text = code("form of address", PREFIXES, pii=Pii.PERSONAL, null=True)
    first_name: Text = text("first name", pii=Pii.PERSONAL)
    last_name: Text = text("last name; changes now and then", pii=Pii.PERSONAL)
    sort_name: Text = text("last name, then first name", pii=Pii.PERSONAL)
    suffix: Text = code("what stands behind the name", SUFFIXES, pii=Pii.PERSONAL, null=True)
    birthdate: Day = day("day of birth", pii=Pii.PERSONAL)
    customer_since: Day = day("first day with the bank")
    tin_type: Text = code(
        "whose number it is: person in the US, company, person in Canada", TIN_TYPES, pii=Pii.SENSITIVE
    )
    tin_number: Text = text(
        "tax number, all but the last four digits masked", pii=Pii.SECRET, pattern=r"\*\*\*-\*\*-\d{4}$"
    )
    home_branch_id: Id = refers("branches", "branch of the city of residence; follows moves")
    updated_at: Instant = instant("last change of the row")

    @row_rule("nobody joins before birth", {"birthdate": date(2124, 1, 1)})
    def born_before_joining(cls, rows: pd.DataFrame) -> pd.Series:
        """Days follow each other."""
        return rows["birthdate"] < rows["customer_since"]


def generate(bank: Bank, day: date) -> pa.Table:
    """Everyone with a row at the end of the day, planted misspellings included; nobody at the weekend."""
    return feed_and_defects(bank, day)[0]


@remembered(keep=1)
def feed_and_defects(bank: Bank, day: date) -> tuple[pa.Table, pa.Table]:
    """The register of a day as it is delivered, and what was planted in it (schema `spelling.DEFECTS`)."""
    return dirty_customers(bank, day, clean_customers(bank, day))


@remembered(keep=DAYS_OF_DEFECTS)
def planted(bank: Bank, day: date) -> pa.Table:
    """What was planted in the feed of a day; few rows, remembered for the list of all defects."""
    return feed_and_defects(bank, day)[1]


def clean_customers(bank: Bank, day: date) -> pa.Table:
    """The register before dirt."""
    today = day_number(day)
    if not is_weekday(today):
        return Customers.arrow_schema().empty_table()
    return pa.concat_tables(bank.by_block(_rows, today, day)).combine_chunks()


def _rows(block: Block, today: int, day: date) -> pa.Table:
    bank, everyone = block.bank, customers(block, int(year_of(today)))
    row = np.flatnonzero(is_present(everyone, today))
    chosen, people = pa.array(row), everyone.where(row)
    first, last = (names.take(chosen) for names in name_texts(block, today))
    ending = pc.utf8_lpad(pa.array(tin_endings(bank, people)).cast(pa.string()), 4, "0")
    columns = {
        "customer_id": people.customer_id,
        "household_id": people.household_id,
        "prefix": Coded(prefixes_on(block, today)[row], PREFIXES),
        "first_name": first,
        "last_name": last,
        "sort_name": pc.binary_join_element_wise(last, first, " "),
        "suffix": Coded(suffixes(bank, people), SUFFIXES),
        "birthdate": people.birth_on,
        "customer_since": people.joined_on,
        "tin_type": Coded(tin_types_on(block, today)[row], TIN_TYPES),
        "tin_number": pc.binary_join_element_wise("***-**-", ending, ""),
        "home_branch_id": places_on(block, today)[row] + 1,
        "updated_at": instants_of(people, register_changed_on(block, today)[row]),
    }
    return frame(Customers, day, row.size, columns)
