"""What customers did with a campaign."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Flag,
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    flag,
    instant,
    key,
    refers,
    row_rule,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of, year_of
from financial_lake.simulation.event_ids import IDS_A_DAY, of_day
from financial_lake.simulation.population import customers
from financial_lake.simulation.service.campaigns import PLAN, campaigns
from financial_lake.simulation.service.responses import RESPONSE_TYPES, responses
from financial_lake.simulation.streams import Ints


class CampaignResponses(
    LakeTable, grain="response", load=LoadPattern.EVENTS, owner="marketing", rules=("R33", "R56", "R64")
):
    """What customers did with a campaign."""

    response_id: Id = key("the day, and the place among the day's responses")
    campaign_id: Id = refers("campaigns", "running that day, and meant for the customer's segment")
    customer_id: Id = refers("customers", "who responded")
    responded_at: Instant = instant("when")
    response_type: Text = code("what the customer did", RESPONSE_TYPES, pii=Pii.SENSITIVE)
    converted: Flag = flag("whether something was bought because of it", pii=Pii.SENSITIVE)

    @row_rule("nobody buys by unsubscribing", {"response_type": "unsubscribed", "converted": True})
    def converted_never_unsubscribed(cls, rows: pd.DataFrame) -> pd.Series:
        """Never both."""
        return ~(rows["converted"] & rows["response_type"].eq("unsubscribed"))


def generate(bank: Bank, day: date) -> pa.Table:
    """All responses of the day."""
    today = day_number(day)
    columns = bank.columns(_rows, today)
    rows = columns["customer_id"].size
    columns |= {
        "response_id": today * IDS_A_DAY + 1 + np.arange(rows),
        "response_type": Coded(columns["response_type"], RESPONSE_TYPES),
        "converted": columns["converted"] == 1,
    }
    return frame(CampaignResponses, day, rows, columns)


def _rows(block: Block, today: int) -> dict[str, Ints]:
    quarter = int(month_of(today)) // 3
    of_quarter = responses(block, quarter)
    every = of_day(of_quarter, of_quarter.day, today)
    return {
        "campaign_id": campaigns(block.bank, quarter, quarter).campaign_id[every.campaign % len(PLAN)],
        "customer_id": customers(block, int(year_of(today))).customer_id[every.who],
        "responded_at": every.instant,
        "response_type": every.kind,
        "converted": every.is_converted,
    }
