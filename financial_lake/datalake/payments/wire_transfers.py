"""Wires sent and received."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    instant,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation import wires
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.event_ids import event_ids, of_day
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.vocabulary import bank_names, party_names, party_start
from financial_lake.simulation.wires import COMPLETED, COUNTRIES, DIRECTIONS, FEE, OUTBOUND, PURPOSES, WIRE_STATUSES

CURRENCY = "USD"


class WireTransfers(
    LakeTable,
    grain="wire instruction",
    load=LoadPattern.EVENTS,
    owner="payments",
    rules=("R5", "R25", "R26", "R27", "R60", "R64", "R69"),
):
    """Wires sent and received."""

    wire_id: Id = key("the day, and the place among the day's wires")
    customer_id: Id = refers("customers", "who sends or receives")
    account_id: Id = refers("accounts", "the customer's main account on the day")
    direction: Text = code("outbound leaves the bank, inbound arrives", DIRECTIONS)
    amount: Money = money("instructed", ge=250, le=250_000)
    currency: Text = code("of the amount; wires go through accounts in US dollars", [CURRENCY])
    counterparty_name: Text = text("the company or person on the other side", pii=Pii.PERSONAL)
    counterparty_bank: Text = text("the other side's bank")
    counterparty_country: Text = code("where that bank is; KY, PA, VG, CY and MT are offshore centres", COUNTRIES)
    purpose: Text = code("as stated by the sender", PURPOSES)
    fee_amount: Money = money("charged to the sender the same day", pii=Pii.NONE, ge=0, le=25)
    status: Text = code("as known at the end of the day; a pending wire is not shown again", WIRE_STATUSES)
    wire_timestamp: Instant = instant("when it was instructed")
    reference_number: Text = text("WR- and the wire's own id; on its posting too", pattern=r"WR-\d+$")

    @row_rule("25.00 is charged exactly for completed outbound wires",
              {"direction": "inbound", "status": "completed", "fee_amount": 25})  # fmt: skip
    def fee_iff_sent(cls, rows: pd.DataFrame) -> pd.Series:
        """Only what has left costs a fee."""
        was_sent = rows["direction"].eq("outbound") & rows["status"].eq("completed")
        return rows["fee_amount"].eq(25).eq(was_sent) & (was_sent | rows["fee_amount"].eq(0))

    @row_rule("after the cut-off at 17:00 nothing completes",
              {"wire_timestamp": pd.Timestamp("2024-10-01 17:05"), "dt": date(2024, 10, 1), "status": "completed",
               "direction": "inbound", "fee_amount": 0})  # fmt: skip
    def late_wires_wait(cls, rows: pd.DataFrame) -> pd.Series:
        """A wire after 17:00 is pending or rejected."""
        seconds = rows["wire_timestamp"].dt.hour * 3600 + rows["wire_timestamp"].dt.minute * 60
        return ~rows["status"].eq("completed") | (seconds <= 17 * 3600)

    @row_rule("a wire is instructed on its day", {"wire_timestamp": pd.Timestamp("1999-01-01 10:00")})
    def on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the day of the instruction."""
        return rows["wire_timestamp"].dt.floor("D").eq(rows["dt"].astype(rows["wire_timestamp"].dtype))


def generate(bank: Bank, day: date) -> pa.Table:
    """All wires instructed on the day."""
    today = day_number(day)
    columns = bank.columns(_rows, int(month_of(today)), today)
    ids = pa.array(columns["wire_id"]).cast(pa.string())
    was_sent = (columns["direction"] == OUTBOUND) & (columns["status"] == COMPLETED)
    return frame(
        WireTransfers,
        day,
        len(ids),
        {
            **columns,
            "direction": Coded(columns["direction"], DIRECTIONS),
            "currency": CURRENCY,
            "counterparty_name": Coded(party_start("wire_parties") + columns["counterparty_name"], party_names(bank)),
            "counterparty_bank": Coded(columns["counterparty_bank"], bank_names(bank)),
            "counterparty_country": Coded(columns["counterparty_country"], COUNTRIES),
            "purpose": Coded(columns["purpose"], PURPOSES),
            "fee_amount": np.where(was_sent, FEE, 0),
            "status": Coded(columns["status"], WIRE_STATUSES),
            "reference_number": pc.binary_join_element_wise("WR-", ids, ""),
        },
    )


def _rows(block: Block, month: int, today: int) -> dict[str, Ints]:
    of_month = wires.events(block, month)
    every = of_day(of_month, of_month.day, today)
    year = month // 12 + 1970
    return {
        "wire_id": event_ids(block.bank, Reference.WR, block, every.day, every.ordinal),
        "customer_id": customers(block, year).customer_id[every.customer],
        "account_id": accounts(block, year).account_id[every.account],
        "direction": every.direction,
        "amount": every.cents,
        "counterparty_name": every.party,
        "counterparty_bank": every.bank,
        "counterparty_country": every.country,
        "purpose": every.purpose,
        "status": every.status,
        "wire_timestamp": every.instant,
    }
