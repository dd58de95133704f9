"""A tiny table for tests of what holds and moves tables: coins counted each day."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from financial_lake.contract import Flag, Id, LakeTable, LoadPattern, Money, Text, code, flag, key, money
from financial_lake.contract.discovery import SourceTable
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage import Lake

OPENING = date(2024, 10, 1)
SMALL_BANK = BankSettings(customers=223)


class Coins(LakeTable, grain="coin", load=LoadPattern.EVENTS, owner="tests"):
    """Coins counted on a day."""

    coin_id: Id = key("number of the coin")
    amount: Money = money("its worth", ge=0)
    fee: Money = money("what counting it cost", null=True)
    metal: Text = code("what it is made of", ["copper", "silver"])
    is_bent: Flag = flag("whether it is bent")

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the source layer."""
        return ("datalake", "tests", "coins")


class Notes(Coins, grain="note", load=LoadPattern.EVENTS, owner="tests"):
    """Notes counted on a day."""

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the source layer."""
        return ("datalake", "tests", "notes")


def days(count: int, first: date = OPENING) -> list[date]:
    """So many days in a row."""
    return [first + timedelta(days=place) for place in range(count)]


def coin_rows(day: date, count: int = 40, worth: int = 10, model: type[LakeTable] = Coins) -> pa.Table:
    """So many coins, worth 10, 20, 30 ... cents; every third has no fee."""
    number = np.arange(count)
    return frame(
        model,
        day,
        count,
        {
            "coin_id": number + 1,
            "amount": (number + 1) * worth,
            "fee": Known(number, number % 3 > 0),
            "metal": Coded(number % 2, ["copper", "silver"]),
            "is_bent": number % 5 == 0,
        },
    )


def bad_rows(day: date, model: type[LakeTable] = Coins) -> pa.Table:
    """Coins of which the second is worth less than nothing."""
    rows = coin_rows(day, 5, model=model)
    amounts = [each.as_py() for each in rows.column("amount")]
    amounts[1] = -amounts[1]
    return rows.set_column(2, rows.schema.field("amount"), pa.array(amounts, pa.decimal128(18, 2)))


def generate(_bank: Bank, day: date) -> pa.Table:
    """A day of coins: as many as its day of the month."""
    return coin_rows(day, day.day)


def generate_notes(_bank: Bank, day: date) -> pa.Table:
    """A day of notes; none on Sundays."""
    return coin_rows(day, 0 if day.weekday() == 6 else 7, model=Notes)


COINS = SourceTable(Coins, generate)
NOTES = SourceTable(Notes, generate_notes)


def write_forever(place: str) -> None:
    """Rewrite three days over and over, each time with other rows; to be killed."""
    from financial_lake.storage import promote

    lake = Lake.open(place)
    count = 1
    while True:
        for day in days(3):
            promote(lake, Coins, day, coin_rows(day, 500 + count % 50))
        count += 1
