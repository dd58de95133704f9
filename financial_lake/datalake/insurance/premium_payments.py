"""Premiums falling due on the day and what became of them."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    code,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.event_ids import event_ids, of_day
from financial_lake.simulation.insurance import premiums
from financial_lake.simulation.insurance.policies import policies
from financial_lake.simulation.insurance.policy_terms import METHODS
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.streams import Ints

STATUSES = ("completed", "failed")


class PremiumPayments(
    LakeTable,
    grain="premium instalment attempt",
    load=LoadPattern.EVENTS,
    owner="insurance",
    rules=("R51", "R64"),
):
    """Premiums falling due on the day, or tried again, and what became of them."""

    payment_id: Id = key("the day, and the place among the day's attempts")
    policy_id: Id = refers("policies", "the policy")
    customer_id: Id = refers("customers", "holder of the policy")
    payment_date: Day = calendar_day("day of the attempt")
    due_on: Day = calendar_day("day on which the instalment fell due; five days before a second attempt")
    amount: Money = money("the policy's instalment", gt=0)
    payment_method: Text = code("the policy's", METHODS)
    from_account_id: Id = refers("accounts", "the account linked to the policy", column_name="account_id")
    payment_status: Text = code("whether the premium was paid; final at the end of the day", STATUSES)
    reference_number: Text = text("PP- and the attempt's own id; on its posting too", pattern=r"PP-\d{14}$")

    @row_rule("an attempt is made on its day", {"payment_date": date(1999, 1, 1)})
    def on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the day of the attempt."""
        return rows["payment_date"].eq(rows["dt"])

    @row_rule("an attempt is made on the due day or five days later", {"due_on": date(1999, 1, 1)})
    def due_now_or_five_days_ago(cls, rows: pd.DataFrame) -> pd.Series:
        """First and second attempt."""
        made, due = (pd.to_datetime(rows[name].astype(object)) for name in ("payment_date", "due_on"))
        return (made - due).dt.days.isin([0, premiums.DAYS_TO_SECOND_ATTEMPT])

    @row_rule("the reference bears the attempt's id", {"reference_number": "PP-00000000000000"})
    def reference_of_the_attempt(cls, rows: pd.DataFrame) -> pd.Series:
        """The id behind the prefix."""
        return rows["reference_number"].eq("PP-" + rows["payment_id"].astype(rows["reference_number"].dtype))


def generate(bank: Bank, day: date) -> pa.Table:
    """All attempts of the day, over all blocks."""
    today = day_number(day)
    columns = bank.columns(_rows, int(month_of(today)), today)
    ids = pa.array(columns["payment_id"]).cast(pa.string())
    columns |= {
        "customer_id": columns["policy_id"] // 1000,
        "payment_date": today,
        "payment_method": Coded(columns["payment_method"], METHODS),
        "payment_status": Coded(columns["payment_status"], STATUSES),
        "reference_number": pc.binary_join_element_wise("PP", ids, "-"),
    }
    return frame(PremiumPayments, day, len(ids), columns)


def _rows(block: Block, month: int, today: int) -> dict[str, Ints]:
    of_month = premiums.events(block, month)
    every = of_day(of_month, of_month.day, today)
    sold = policies(block, month // 12 + 1970).where(every.policy)
    return {
        "payment_id": event_ids(block.bank, Reference.PP, block, every.day, every.ordinal),
        "policy_id": sold.policy_id,
        "due_on": every.due_on,
        "amount": every.cents,
        "payment_method": sold.method,
        "from_account_id": sold.account_id,
        "payment_status": every.fails,
    }
