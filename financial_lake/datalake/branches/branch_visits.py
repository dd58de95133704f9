"""Customers coming to a branch, and what for."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Money,
    Text,
    code,
    instant,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame, units_of
from financial_lake.simulation import visits
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.event_ids import event_ids, of_day
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.visits import PURPOSES

SMALLEST_NOTE = 5_00  # cents


class BranchVisits(
    LakeTable,
    grain="visit",
    load=LoadPattern.EVENTS,
    owner="branch_network",
    rules=("R28", "R53", "R64", "R65", "R69"),
):
    """Customers coming to a branch, and what for."""

    visit_id: Id = key("the day, and the place among the day's visits")
    customer_id: Id = refers("customers", "who came")
    branch_id: Id = refers("branches", "mostly the home branch, else another of the country")
    visit_timestamp: Instant = instant("when the customer was served, inside branch hours")
    visit_purpose: Text = code("what the customer came for", PURPOSES)
    cash_amount: Money = money("banknotes paid in or out, a multiple of 5", null=True, ge=5)
    account_id: Id = refers("accounts", "the main account, where cash changed hands", null=True)
    served_by: Id = refers("employees", "the clerk or manager who served the customer", column_name="employee_id")
    reference_number: Text = text("BV- and the visit's own id; on its posting too", pattern=r"BV-\d+$")

    @row_rule("cash changes hands exactly in deposits and withdrawals",
              {"visit_purpose": "inquiry", "cash_amount": 100, "account_id": 1001100})  # fmt: skip
    def cash_iff_cash_purpose(cls, rows: pd.DataFrame) -> pd.Series:
        """Other purposes move no money."""
        return rows["cash_amount"].notna().eq(rows["visit_purpose"].isin(["deposit", "withdrawal"]))

    @row_rule("an account is named exactly where cash changes hands",
              {"visit_purpose": "deposit", "cash_amount": 100, "account_id": None})  # fmt: skip
    def account_iff_cash(cls, rows: pd.DataFrame) -> pd.Series:
        """Cash and account go together."""
        return rows["cash_amount"].notna().eq(rows["account_id"].notna())

    @row_rule("branches pay in multiples of 5",
              {"visit_purpose": "deposit", "cash_amount": 7, "account_id": 1001100})  # fmt: skip
    def whole_notes(cls, rows: pd.DataFrame) -> pd.Series:
        """No coins over the counter."""
        return rows["cash_amount"].isna() | (units_of(pa.array(rows["cash_amount"])) % SMALLEST_NOTE == 0)

    @row_rule("branches are open from 09:00 to 17:00", {"visit_timestamp": pd.Timestamp("2024-10-01 18:00")})
    def in_branch_hours(cls, rows: pd.DataFrame) -> pd.Series:
        """Nobody is served before or after."""
        return rows["visit_timestamp"].dt.hour.between(9, 16)

    @row_rule("a visit happens on its day", {"visit_timestamp": pd.Timestamp("1999-01-01 10:00")})
    def on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the day of the visit."""
        return rows["visit_timestamp"].dt.floor("D").eq(rows["dt"].astype(rows["visit_timestamp"].dtype))


def generate(bank: Bank, day: date) -> pa.Table:
    """All visits of the day; none on Sundays and bank holidays."""
    today = day_number(day)
    columns = bank.columns(_rows, int(month_of(today)), today)
    ids = pa.array(columns["visit_id"]).cast(pa.string())
    with_cash = columns["cash_amount"] > 0
    return frame(
        BranchVisits,
        day,
        len(ids),
        {
            **columns,
            "visit_purpose": Coded(columns["visit_purpose"], PURPOSES),
            "cash_amount": Known(columns["cash_amount"], with_cash),
            "account_id": Known(columns["account_id"], with_cash),
            "reference_number": pc.binary_join_element_wise("BV-", ids, ""),
        },
    )


def _rows(block: Block, month: int, today: int) -> dict[str, Ints]:
    of_month = visits.events(block, month)
    every = of_day(of_month, of_month.day, today)
    year = month // 12 + 1970
    return {
        "visit_id": event_ids(block.bank, Reference.BV, block, every.day, every.ordinal),
        "customer_id": customers(block, year).customer_id[every.customer],
        "branch_id": visits.branch_visited(block, month, every),
        "visit_timestamp": every.instant,
        "visit_purpose": every.purpose,
        "cash_amount": every.cents,
        "account_id": accounts(block, year).account_id[every.account],
        "served_by": visits.served_by(block, month, every),
    }
