"""Checking accounts pushed below zero by a posting."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Flag,
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    flag,
    instant,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import frame
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.event_ids import IDS_A_DAY, event_ids
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.ledger.postings import month_postings
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints


class OverdraftEvents(
    LakeTable,
    grain="crossing of zero",
    load=LoadPattern.EVENTS,
    owner="deposits",
    rules=("R14", "R15", "R16", "R64"),
):
    """Checking accounts pushed below zero by a posting."""

    overdraft_id: Id = key("the day, and the place among the day's overdrafts")
    account_id: Id = refers("accounts", "the checking account that was overdrawn")
    customer_id: Id = refers("customers", "owner of the account")
    transaction_id: Id = refers("transactions", "the posting that crossed zero")
    overdraft_amount: Money = money("how far below zero that posting led", ge="1.00", le="501.00")
    fee_amount: Money = money("charged a second later; nothing when waived", ge=0, le=35)
    fee_waived: Flag = flag("whether the fee was let off", pii=Pii.SENSITIVE)
    event_timestamp: Instant = instant("when the posting crossed zero")
    reference_number: Text = text("OD- and the overdraft's own id; on the fee's posting too", pattern=r"OD-\d+$")

    @row_rule("35.00 exactly when not waived", {"fee_waived": True, "fee_amount": "35.00"})
    def fee_iff_not_waived(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["fee_amount"].eq(35).ne(rows["fee_waived"]) & (rows["fee_amount"].eq(0) | ~rows["fee_waived"])

    @row_rule("the reference names the overdraft", {"reference_number": "OD-1"})
    def reference_by_id(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["reference_number"].eq("OD-" + rows["overdraft_id"].astype("string[pyarrow]"))

    @row_rule("an overdraft happens on its day", {"event_timestamp": pd.Timestamp("1999-01-01 10:00")})
    def on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["event_timestamp"].dt.floor("D").eq(rows["dt"].astype(rows["event_timestamp"].dtype))


def generate(bank: Bank, day: date) -> pa.Table:
    """All overdrafts that began on the day; many days have none."""
    today = day_number(day)
    parts, before = [], 0
    for block in bank.blocks():
        part, before = _rows(block, today, before)
        parts.append(part)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    ids = pa.array(columns["overdraft_id"]).cast(pa.string())
    return frame(
        OverdraftEvents,
        day,
        len(ids),
        {
            **columns,
            "fee_waived": columns["fee_amount"] == 0,
            "reference_number": pc.binary_join_element_wise("OD-", ids, ""),
        },
    )


def _rows(block: Block, today: int, before: int) -> tuple[dict[str, Ints], int]:
    """The block's overdrafts of the day, and how many postings it and the blocks before it have on the day."""
    posted = month_postings(block, int(month_of(today)))
    rows = posted.on(today)
    found = posted.overdrafts.where(posted.overdrafts.day == today)
    lines = accounts(block, int(month_of(today)) // 12 + 1970)
    columns = {
        "overdraft_id": event_ids(block.bank, Reference.OD, block, found.day, found.ordinal),
        "account_id": lines.account_id[found.account],
        "customer_id": customers(block, int(month_of(today)) // 12 + 1970).customer_id[lines.owner[found.account]],
        "transaction_id": today * IDS_A_DAY + before + 1 + found.row - rows.start,
        "overdraft_amount": found.cents,
        "fee_amount": found.fee_cents,
        "event_timestamp": found.instant,
    }
    return columns, before + rows.stop - rows.start
