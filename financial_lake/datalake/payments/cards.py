"""Debit and credit cards, usable ones and those that ended in the last 90 days."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    flag,
    key,
    refers,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.contract.texts import sheet, text_of, write_digits
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CREDIT_CARD
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import NEVER, day_number, is_weekday
from financial_lake.simulation.cards import ADDITIONAL, BLOCK_REASONS, CARD_STATUSES, VIRTUAL, cards, states
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints

CARD_TYPES = ("debit", "credit")
HOLDER_ROLES = ("main", "additional")


class Cards(
    LakeTable,
    grain="card",
    load=LoadPattern.SNAPSHOT_WEEKDAY,
    owner="payments",
    rules=("R18", "R19", "R20", "R21", "R36", "R63"),
):
    """Debit and credit cards, usable ones and those that ended in the last 90 days."""

    card_id: Id = key("account, holder, how-manieth cycle of four years, and whether it replaces a lost one in it")
    customer_id: Id = refers("customers", "owner of the account")
    account_id: Id = refers("accounts", "the account it draws on")
    card_type: Text = code("credit for cards of credit card accounts, else debit", CARD_TYPES)
    card_number_masked: Text = text("number on the card, all but the last four digits hidden", pii=Pii.SECRET,
                                    pattern=r"\*{4}-\*{4}-\*{4}-\d{4}$")  # fmt: skip
    holder_role: Text = code("whose card it is: the owner's or a further holder's", HOLDER_ROLES)
    is_virtual: Flag = flag("exists only as a number, for payments from afar")
    issued_on: Day = calendar_day("the weekday it was issued")
    expiration_date: Day = calendar_day("last day it is good: the end of the 48th month after its cycle began")
    card_status: Text = code("as of the end of the day", CARD_STATUSES)
    blocked_on: Day = calendar_day("first day of the present block", null=True)
    block_reason: Text = code("why it is blocked", BLOCK_REASONS, pii=Pii.SENSITIVE, null=True)
    replaces_card_id: Id = refers(
        "cards", "the card it renews or replaces; missing for the first of a line", null=True, hard=False
    )

    @row_rule(
        "day and reason of a block are set exactly for blocked cards", {"card_status": "blocked", "blocked_on": None}
    )
    def block_iff_blocked(cls, rows: pd.DataFrame) -> pd.Series:
        """Status, day and reason go together."""
        is_blocked = rows["card_status"].eq("blocked")
        return rows["blocked_on"].notna().eq(is_blocked) & rows["block_reason"].notna().eq(is_blocked)

    @row_rule("a card is blocked no earlier than issued and no later than the day",
              {"card_status": "blocked", "block_reason": "lost", "blocked_on": date(1999, 1, 1)})  # fmt: skip
    def blocked_in_its_life(cls, rows: pd.DataFrame) -> pd.Series:
        """No block before the card, none in the future."""
        inside = (rows["blocked_on"] >= rows["issued_on"]) & (rows["blocked_on"] <= rows["dt"])
        return rows["blocked_on"].isna() | inside.fillna(value=False)

    @row_rule("a card is expired after its last day and not active any more",
              {"card_status": "expired", "blocked_on": None, "block_reason": None,
               "expiration_date": date(2199, 12, 31)})  # fmt: skip
    def expired_after_expiry(cls, rows: pd.DataFrame) -> pd.Series:
        """Expired iff the last day has passed, unless blocked before."""
        has_passed = rows["expiration_date"] < rows["dt"]
        return rows["card_status"].eq("blocked") | rows["card_status"].eq("expired").eq(has_passed)

    @row_rule("a card was issued no later than the day, and before it expires", {"issued_on": date(2199, 12, 31)})
    def issued_in_time(cls, rows: pd.DataFrame) -> pd.Series:
        """Days follow each other."""
        return (rows["issued_on"] <= rows["dt"]) & (rows["issued_on"] < rows["expiration_date"])


def generate(bank: Bank, day: date) -> pa.Table:
    """All cards in use at the end of the day, and those that ended in the 90 days before."""
    today = day_number(day)
    if not is_weekday(today):
        return Cards.arrow_schema().empty_table()
    columns = bank.columns(_rows, day.year, today)
    holder, blocked_on, replaces = columns.pop("holder"), columns["blocked_on"], columns["replaces_card_id"]
    return frame(
        Cards,
        day,
        holder.size,
        {
            **columns,
            "card_type": Coded(columns["card_type"], CARD_TYPES),
            "card_number_masked": _masked(bank.stream("cards", "card_number").integer(10_000, columns["card_id"])),
            "holder_role": Coded((holder == ADDITIONAL).astype(np.int64), HOLDER_ROLES),
            "is_virtual": holder == VIRTUAL,
            "card_status": Coded(columns["card_status"], CARD_STATUSES),
            "blocked_on": Known(blocked_on, blocked_on < NEVER),
            "block_reason": Coded(columns["block_reason"], BLOCK_REASONS),
            "replaces_card_id": Known(replaces, replaces > 0),
        },
    )


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    now = states(block, today)
    row = np.flatnonzero(now.is_shown)
    held, lines = cards(block, year).where(row), accounts(block, year)
    return {
        "card_id": held.card_id,
        "customer_id": customers(block, year).customer_id[lines.owner[held.account]],
        "account_id": lines.account_id[held.account],
        "card_type": (lines.kind[held.account] == CREDIT_CARD).astype(np.int64),
        "holder": held.holder,
        "issued_on": held.issued_on,
        "expiration_date": held.expires_on,
        "card_status": now.status[row],
        "blocked_on": now.blocked_on[row],
        "block_reason": now.block_reason[row],
        "replaces_card_id": held.replaces,
    }


def _masked(digits: Ints) -> pa.StringArray:
    page = sheet("****-****-****-0000", digits.size)
    write_digits(page, 15, 4, digits)
    return text_of(page)
