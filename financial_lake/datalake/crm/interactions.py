"""Contacts between a customer and the bank."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Rate,
    Text,
    code,
    instant,
    key,
    number,
    rate,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.event_ids import event_ids
from financial_lake.simulation.service.interactions import (
    CHANNELS,
    INTERACTION_TYPES,
    OUTCOMES,
    REASONS,
    SERVICE_MODES,
    handlers,
    on_days,
)
from financial_lake.simulation.service.wording import NOTES
from financial_lake.simulation.streams import Ints

_NOTES = tuple(note for reason in REASONS for note in NOTES[reason])
_NOTES_A_REASON = len(_NOTES) // len(REASONS)
SHORTEST, LONGEST = 60, 2_700


class Interactions(
    LakeTable, grain="contact", load=LoadPattern.EVENTS, owner="customer_office", rules=("R53", "R54", "R62", "R64")
):
    """Contacts between a customer and the bank."""

    interaction_id: Id = key("the day, and the place among the day's contacts")
    customer_id: Id = refers("customers", "who got in touch")
    interaction_type: Text = code("what kind of contact it was", INTERACTION_TYPES)
    reason: Text = code("what it was about", REASONS, pii=Pii.SENSITIVE)
    channel: Text = code("how the customer got in touch", CHANNELS)
    service_mode: Text = code("whether an employee or a chatbot answered", SERVICE_MODES)
    interaction_at: Instant = instant("when it began; at a branch while it is open")
    duration_seconds: Int = number("how long it took", ge=SHORTEST, le=LONGEST)
    sentiment_score: Rate = rate("the customer's mood, from 0 worst to 1 best", pii=Pii.SENSITIVE, ge=0, le=1)
    outcome: Text = code("how it ended", OUTCOMES)
    notes: Text = text("what the bank wrote down", pii=Pii.SENSITIVE, null=True)
    handled_by: Id = refers("employees", "who answered; missing for a chatbot", null=True)

    @row_rule("an employee exactly where no chatbot answered", {"service_mode": "chatbot", "handled_by": 101})
    def handled_iff_agent(cls, rows: pd.DataFrame) -> pd.Series:
        """Mode and employee agree."""
        return rows["handled_by"].notna() == rows["service_mode"].eq("agent")

    @row_rule(
        "chatbots answer on the web and in the mobile app only",
        {"service_mode": "chatbot", "handled_by": None, "channel": "phone"},
    )
    def chatbots_online(cls, rows: pd.DataFrame) -> pd.Series:
        """No chatbot on the phone."""
        return rows["service_mode"].eq("agent") | rows["channel"].isin(["web", "mobile_app"])

    @row_rule("nobody comes to a branch to log in", {"channel": "branch", "reason": "login", "service_mode": "agent"})
    def logins_elsewhere(cls, rows: pd.DataFrame) -> pd.Series:
        """Reason and channel agree."""
        return ~(rows["channel"].eq("branch") & rows["reason"].eq("login"))

    @row_rule("complaints and disputes are of type complaint", {"interaction_type": "inquiry", "reason": "fee_dispute"})
    def complaints_agree(cls, rows: pd.DataFrame) -> pd.Series:
        """Type and reason agree."""
        return rows["interaction_type"].eq("complaint") == rows["reason"].isin(["complaint", "fee_dispute"])

    @row_rule("employees answer from 08:00 to 18:00",
              {"service_mode": "agent", "interaction_at": pd.Timestamp("2024-10-01 19:00")})  # fmt: skip
    def staff_hours(cls, rows: pd.DataFrame) -> pd.Series:
        """Only chatbots are there at night."""
        hour = rows["interaction_at"].dt.hour
        return rows["service_mode"].eq("chatbot") | ((hour >= 8) & (hour < 18))


def generate(bank: Bank, day: date) -> pa.Table:
    """All contacts of the day."""
    columns = bank.columns(_rows, day_number(day))
    is_chatbot, note = columns["service_mode"], columns["notes"]
    return frame(
        Interactions,
        day,
        note.size,
        {
            **columns,
            "interaction_type": Coded(columns["interaction_type"], INTERACTION_TYPES),
            "reason": Coded(columns["reason"], REASONS),
            "channel": Coded(columns["channel"], CHANNELS),
            "service_mode": Coded(is_chatbot, SERVICE_MODES),
            "outcome": Coded(columns["outcome"], OUTCOMES),
            "notes": Coded(np.where(note >= 0, columns["reason"] * _NOTES_A_REASON + note, -1), _NOTES),
            "handled_by": Known(columns["handled_by"], is_chatbot == 0),
        },
    )


def _rows(block: Block, today: int) -> dict[str, Ints]:
    every = on_days(block, today, today)
    return {
        "interaction_id": event_ids(block.bank, "interactions", block, every.day, every.ordinal),
        "customer_id": every.customer_id,
        "interaction_type": every.kind,
        "reason": every.reason,
        "channel": every.channel,
        "service_mode": every.is_chatbot,
        "interaction_at": every.instant,
        "duration_seconds": every.seconds,
        "sentiment_score": every.sentiment,
        "outcome": every.outcome,
        "notes": every.note,
        "handled_by": handlers(block, every),
    }
