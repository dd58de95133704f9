"""Which postings belong to which planted pattern: the truth against which detection is scored."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Reference,
    Text,
    code,
    flag,
    key,
    number,
    refers,
    row_rule,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.laundering.labels import labels_on
from financial_lake.simulation.laundering.patterns import LAUNDERING, TYPOLOGIES
from financial_lake.simulation.laundering.steps import ROLES

NAMES = tuple(each.name for each in TYPOLOGIES)
NAMES_OF_LAUNDERING = NAMES[: len(LAUNDERING)]


class AmlTypologies(
    LakeTable, grain="posting in a pattern", load=LoadPattern.EVENTS, owner="simulation", rules=("R64", "R69")
):
    """Which postings belong to which planted pattern; nothing outside checks and scoring may read it."""

    transaction_id: Id = key("the posting", reference=Reference("transactions", "transaction_id"))
    pattern_id: Id = number(
        "the pattern: its month, the circle of customers, and 0 for laundering or 1 for look-alikes"
    )
    typology: Text = code("the kind of pattern, or of innocent look-alike", NAMES)
    is_laundering: Flag = flag("false for look-alikes", pii=Pii.SENSITIVE)
    account_id: Id = refers("accounts", "the account posted to", pii=Pii.SENSITIVE)
    customer_id: Id = refers("customers", "its holder", pii=Pii.SENSITIVE)
    participant_role: Text = code("what the holder is to the pattern", ROLES)
    step_number: Int = number("place of the posting in the pattern, from 1", ge=1)

    @row_rule("look-alikes are innocent, all else is laundering", {"typology": "cycle", "is_laundering": False})
    def laundering_by_typology(cls, rows: pd.DataFrame) -> pd.Series:
        """The typology says whether it is laundering."""
        return rows["typology"].isin(NAMES_OF_LAUNDERING) == rows["is_laundering"]

    @row_rule("a pattern belongs to its month", {"pattern_id": 202409 * 10_000_000, "dt": date(2024, 10, 1)})
    def in_its_month(cls, rows: pd.DataFrame) -> pd.Series:
        """A pattern lies wholly inside the month that its id begins with."""
        days = pd.to_datetime(rows["dt"])
        return (rows["pattern_id"] // 10_000_000).eq(days.dt.year * 100 + days.dt.month)


def generate(bank: Bank, day: date) -> pa.Table:
    """The labels of all postings of the day that belong to a pattern."""
    labels = labels_on(bank, day_number(day))
    columns = {
        "transaction_id": labels.transaction_id,
        "pattern_id": labels.pattern,
        "typology": Coded(labels.typology, NAMES),
        "is_laundering": labels.is_laundering,
        "account_id": labels.account_id,
        "customer_id": labels.customer_id,
        "participant_role": Coded(labels.role, ROLES),
        "step_number": labels.step,
    }
    return frame(AmlTypologies, day, len(labels), columns)
