"""Attempts to pay or draw cash with a card, approved or declined, and refunds."""

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
    code,
    flag,
    instant,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation import card_attempts
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.card_attempts import KINDS, REFUND
from financial_lake.simulation.card_shopping import ENTRY_MODES, RECURRING
from financial_lake.simulation.card_verdicts import APPROVED, DECLINE_REASONS
from financial_lake.simulation.cards import cards
from financial_lake.simulation.event_ids import event_ids, of_day
from financial_lake.simulation.ledger.declines import asked_and_reason
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.merchants import CODES, merchants
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints

VERDICTS = ("approved", "declined")


class CardTransactions(
    LakeTable,
    grain="card attempt",
    load=LoadPattern.EVENTS,
    owner="payments",
    rules=("R17", "R18", "R19", "R22", "R23", "R24", "R64", "R70"),
):
    """Attempts to pay or draw cash with a card, approved or declined, and refunds."""

    card_txn_id: Id = key("the day, and the place among the day's attempts")
    card_id: Id = refers("cards", "the card used")
    account_id: Id = refers("accounts", "the card's account")
    customer_id: Id = refers("customers", "owner of the account")
    card_txn_type: Text = code("what was attempted", KINDS)
    merchant_id: Id = refers("merchants", "whom the card was shown to")
    merchant_name: Text = text("the merchant's name")
    merchant_category_code: Text = refers("merchant_categories", "the merchant's code", column_name="mcc_code")
    amount: Money = money("asked for, in the account's currency", ge=1, le=5000)
    txn_timestamp: Instant = instant("when the card was shown, or the subscription charged")
    entry_mode: Text = code("how the card was read", ENTRY_MODES)
    authorization_status: Text = code("the bank's answer", VERDICTS)
    decline_reason: Text = code("why the answer was no", DECLINE_REASONS, pii=Pii.SENSITIVE, null=True)
    is_recurring: Flag = flag("a subscription, charged by the merchant without the card being shown")
    original_card_txn_id: Id = refers(
        "card_transactions", "the purchase a refund gives back", column_name="card_txn_id", null=True, hard=False
    )
    reference_number: Text = text("CT- and the attempt's own id; on its posting too", pattern=r"CT-\d+$")

    @row_rule(
        "a reason is given exactly for declined attempts", {"authorization_status": "declined", "decline_reason": None}
    )
    def reason_iff_declined(cls, rows: pd.DataFrame) -> pd.Series:
        """Every no has its reason."""
        return rows["decline_reason"].notna().eq(rows["authorization_status"].eq("declined"))

    @row_rule("exactly refunds name a purchase", {"card_txn_type": "refund", "original_card_txn_id": None})
    def original_iff_refund(cls, rows: pd.DataFrame) -> pd.Series:
        """A refund gives back one purchase."""
        return rows["original_card_txn_id"].notna().eq(rows["card_txn_type"].eq("refund"))

    @row_rule(
        "cash comes from a machine, and machines give only cash", {"card_txn_type": "purchase", "entry_mode": "atm"}
    )
    def machine_iff_cash(cls, rows: pd.DataFrame) -> pd.Series:
        """Withdrawals are made at machines."""
        return rows["card_txn_type"].eq("cash_withdrawal").eq(rows["entry_mode"].eq("atm"))

    @row_rule("an attempt happens on its day", {"txn_timestamp": pd.Timestamp("1999-01-01")})
    def on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the day of the attempt."""
        return rows["txn_timestamp"].dt.floor("D").eq(rows["dt"].astype(rows["txn_timestamp"].dtype))


def generate(bank: Bank, day: date) -> pa.Table:
    """All attempts and refunds of the day."""
    today = day_number(day)
    columns = bank.columns(_rows, int(month_of(today)), today)
    known, reason, original = merchants(bank), columns["decline_reason"], columns["original_card_txn_id"]
    place = columns["merchant_id"] - 1
    ids = pa.array(columns["card_txn_id"]).cast(pa.string())
    return frame(
        CardTransactions,
        day,
        reason.size,
        {
            **columns,
            "card_txn_type": Coded(columns["card_txn_type"], KINDS),
            "merchant_name": Coded(place, known.name),
            "merchant_category_code": Coded(known.code[place], [each.mcc for each in CODES]),
            "entry_mode": Coded(columns["entry_mode"], ENTRY_MODES),
            "authorization_status": Coded((reason != APPROVED).astype(np.int64), VERDICTS),
            "decline_reason": Coded(reason, DECLINE_REASONS),
            "is_recurring": (columns["entry_mode"] == RECURRING) & (columns["card_txn_type"] != REFUND),
            "original_card_txn_id": Known(original, original > 0),
            "reference_number": pc.binary_join_element_wise("CT-", ids, ""),
        },
    )


def _rows(block: Block, month: int, today: int) -> dict[str, Ints]:
    of_month = card_attempts.events(block, month)
    every = of_day(of_month, of_month.day, today)
    year = month // 12 + 1970
    lines = accounts(block, year)
    cents, reason = asked_and_reason(block, month, every)
    given_back = np.flatnonzero(every.original >= 0)
    original = of_month.where(every.original[given_back])
    original_id = np.zeros(len(every), dtype=np.int64)
    original_id[given_back] = event_ids(block.bank, Reference.CT, block, original.day, original.ordinal)
    return {
        "card_txn_id": event_ids(block.bank, Reference.CT, block, every.day, every.ordinal),
        "card_id": cards(block, year).card_id[every.card],
        "account_id": lines.account_id[every.account],
        "customer_id": customers(block, year).customer_id[lines.owner[every.account]],
        "card_txn_type": every.kind,
        "merchant_id": every.merchant,
        "amount": cents,
        "txn_timestamp": every.instant,
        "entry_mode": every.entry_mode,
        "decline_reason": reason,
        "original_card_txn_id": original_id,
    }
