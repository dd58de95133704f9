"""What each campaign brought: who was to be reached, who responded, who bought, and at what cost."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Day,
    Flag,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Ratio,
    Text,
    code,
    count,
    day,
    flag,
    key,
    money,
    rate,
    row_rule,
    text,
)
from financial_lake.simulation.service.campaigns import CAMPAIGN_TYPES, TARGETS


class CampaignConversion(LakeTable, grain="campaign", load=LoadPattern.FULL, owner="marketing"):
    """What each campaign brought: who was to be reached, who responded, who bought, and at what cost.

    The audience are the customers of the target segment on the campaign's first day, those who left not counted;
    campaigns by e-mail and for a second product reach only those who agreed to offers by e-mail. It is not known
    where that day is not stored.
    """

    campaign_id: Id = key("the campaign")
    campaign_name: Text = text("what marketing calls it")
    campaign_type: Text = code("by what means customers are reached", CAMPAIGN_TYPES)
    target_segment: Text = code("the customers it is meant for", TARGETS)
    start_date: Day = day("first day")
    end_date: Day = day("last day")
    budget_amount: Money = money("what it may cost, US dollars", pii=Pii.NONE, ge=0)
    is_running: Flag = flag("the latest stored day is one of its days")
    audience_count: Count = count("customers it was to reach; not known where its first day is not stored", null=True)
    response_count: Count = count("responses so far", ge=0)
    responder_count: Count = count("customers who responded", ge=0)
    opened_count: Count = count("responses that opened it", ge=0)
    clicked_count: Count = count("responses that followed a link", ge=0)
    purchased_count: Count = count("responses that bought something", ge=0)
    unsubscribed_count: Count = count("responses that want no more", ge=0)
    conversion_count: Count = count("responses after which something was bought because of it", ge=0)
    response_rate: Ratio = rate("responders over audience", null=True, ge=0)
    conversion_rate: Ratio = rate("conversions over responders", null=True, ge=0)
    cost_per_conversion: Money = money(
        "budget over conversions, half a cent up; none without", pii=Pii.NONE, null=True, ge=0
    )

    @row_rule("each response is of one kind", {"response_count": 9, "opened_count": 1})
    def kinds_add_up(cls, rows: pd.DataFrame) -> pd.Series:
        kinds = rows[["opened_count", "clicked_count", "purchased_count", "unsubscribed_count"]]
        return rows["response_count"] == kinds.sum(axis=1)

    @row_rule("a cost exactly where something was bought", {"conversion_count": 2, "cost_per_conversion": None})
    def cost_iff_conversions(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["cost_per_conversion"].notna() == rows["conversion_count"].gt(0)
