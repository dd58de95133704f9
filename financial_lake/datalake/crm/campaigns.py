"""The marketing campaigns of the current quarter."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, Id, LakeTable, LoadPattern, Money, Pii, Text, code, key, money, row_rule, text
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.service.campaigns import (
    CAMPAIGN_TYPES,
    LARGEST_BUDGET,
    LONGEST,
    SHORTEST,
    SMALLEST_BUDGET,
    TARGETS,
    campaign_names,
    campaigns,
)


class Campaigns(LakeTable, grain="campaign", load=LoadPattern.REFERENCE, owner="marketing", rules=("R56",)):
    """The marketing campaigns of the current quarter."""

    campaign_id: Id = key("year, quarter, and number of the campaign in it")
    campaign_name: Text = text("what marketing calls it")
    campaign_type: Text = code("by what means customers are reached", CAMPAIGN_TYPES)
    start_date: Day = calendar_day("planned first day, inside the quarter")
    end_date: Day = calendar_day("planned last day, inside the quarter")
    target_segment: Text = code("the customers it is meant for", TARGETS)
    budget_amount: Money = money("what it may cost, US dollars", pii=Pii.NONE, ge=SMALLEST_BUDGET, le=LARGEST_BUDGET)

    @row_rule("a campaign runs for 14 to 90 days", {"end_date": date(2199, 12, 31)})
    def length_in_bounds(cls, rows: pd.DataFrame) -> pd.Series:
        """First and last day both count."""
        days = (
            pd.to_datetime(rows["end_date"].astype(object)) - pd.to_datetime(rows["start_date"].astype(object))
        ).dt.days
        return days.between(SHORTEST - 1, LONGEST - 1)

    @row_rule("the key says the quarter", {"campaign_id": 1_999_101})
    def key_of_the_quarter(cls, rows: pd.DataFrame) -> pd.Series:
        """Year x 1000 + quarter x 100 + number."""
        day = pd.to_datetime(rows["dt"].astype(object))
        return rows["campaign_id"] // 100 == day.dt.year * 10 + day.dt.quarter


def generate(bank: Bank, day: date) -> pa.Table:
    """The twelve campaigns of the day's quarter, those that have not begun included."""
    quarter = int(month_of(day_number(day))) // 3
    planned = campaigns(bank, quarter, quarter)
    columns = {
        "campaign_id": planned.campaign_id,
        "campaign_name": campaign_names(planned, quarter),
        "campaign_type": Coded(planned.kind, CAMPAIGN_TYPES),
        "start_date": planned.starts_on,
        "end_date": planned.ends_on,
        "target_segment": Coded(planned.target, TARGETS),
        "budget_amount": planned.budget,
    }
    return frame(Campaigns, day, len(planned), columns)
