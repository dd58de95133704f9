"""Postal addresses of customers, current ones and those that ended in the last 90 days."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    day,
    key,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.addresses import DAYS_SHOWN_AFTER_END, address_texts, addresses
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, year_of
from financial_lake.simulation.geography import COUNTRIES, COUNTRY_OF_PLACE, place_text
from financial_lake.simulation.population import customers, is_present


class Addresses(
    LakeTable,
    grain="address",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="customer_office",
    rules=("R29", "R30", "R34", "R63"),
):
    """Postal addresses of customers, current ones and those that ended in the last 90 days."""

    address_id: Id = key("the customer, and the year of moving in, 0 for the first address")
    customer_id: Id = refers("customers", "who lives there")
    address_line1: Text = text("house and street", pii=Pii.PERSONAL)
    city: Text = text("one of the cities with a branch", pii=Pii.PERSONAL)
    state_province: Text = text("state or province, two letters", pii=Pii.PERSONAL, pattern=r"[A-Z]{2}$")
    postal_code: Text = text(
        "five digits in the US, A1A 1A1 in Canada", pii=Pii.PERSONAL, pattern=r"(\d{5}|[A-Z]\d[A-Z] \d[A-Z]\d)$"
    )
    country: Text = code("country, ISO 3166", COUNTRIES, pii=Pii.PERSONAL)
    start_date: Day = day("first valid day", pii=Pii.PERSONAL)
    end_date: Day = day("last valid day; missing until it has come", pii=Pii.PERSONAL, null=True)

    @row_rule("an address does not end before it began", {"end_date": date(1999, 1, 1)})
    def start_before_end(cls, rows: pd.DataFrame) -> pd.Series:
        """Days follow each other."""
        return rows["end_date"].isna() | (rows["end_date"] >= rows["start_date"])

    @row_rule("the postal code has the form of the country", {"country": "US", "postal_code": "M5V 1A1"})
    def postal_code_of_country(cls, rows: pd.DataFrame) -> pd.Series:
        """Digits alone in the US."""
        return rows["postal_code"].str.match(r"\d{5}$") == rows["country"].eq("US")


def generate(bank: Bank, day: date) -> pa.Table:
    """Addresses of everyone with a row at the end of the day."""
    today = day_number(day)
    return pa.concat_tables(bank.by_block(_rows, today, day)).combine_chunks()


def _rows(block: Block, today: int, day: date) -> pa.Table:
    year = int(year_of(today))
    people, known, texts = customers(block, year), addresses(block, year), address_texts(block, year)
    begun = (known.started_on <= today) & (known.ended_on > today - DAYS_SHOWN_AFTER_END)
    row = np.flatnonzero(begun & is_present(people, today)[known.owner])
    owner, place, chosen = people.customer_id[known.owner[row]], known.place[row], pa.array(row)
    start_year = np.where(known.is_first[row], 0, year_of(known.started_on[row]) - 2000)
    columns = {
        "address_id": owner * 100 + start_year,
        "customer_id": owner,
        "address_line1": texts.address_line1.take(chosen),
        "city": Coded(place, place_text("city")),
        "state_province": Coded(place, place_text("state")),
        "postal_code": texts.postal_code.take(chosen),
        "country": Coded(COUNTRY_OF_PLACE[place], COUNTRIES),
        "start_date": known.started_on[row],
        "end_date": Known(known.ended_on[row], known.ended_on[row] <= today),
    }
    return frame(Addresses, day, row.size, columns)
