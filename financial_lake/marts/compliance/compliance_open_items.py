"""What compliance has still to settle: events and screenings open or escalated, and how long they have been."""

import pandas as pd

from financial_lake.contract import (
    Day,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    day,
    key,
    number,
    row_rule,
    text,
)


class ComplianceOpenItems(
    LakeTable,
    grain="unsettled item",
    load=LoadPattern.DAY,
    owner="compliance",
    windows={"datalake.aml_checks": 29},
):
    """What compliance has still to settle: events and screenings open or escalated, and how long they have been.

    A flagged screening that was not found false is listed for 30 days: nothing says later what became of it.
    """

    item_source: Text = key("event, or aml_check for a screening")
    item_id: Id = key("the event, or the screening")
    customer_id: Id = number("whom it is about")
    item_type: Text = text("why the customer was looked at", pii=Pii.SENSITIVE)
    status: Text = code("open until settled, escalated when the review found something", ("open", "escalated"))
    raised_on: Day = day("day of the incident")
    age_days: Int = number("days since", ge=0)
    handled_by: Id = number("compliance officer who reviewed it; missing while an event is open", null=True)

    @row_rule("its age is counted from its day", {"age_days": 9_999})
    def age_from_its_day(cls, rows: pd.DataFrame) -> pd.Series:
        days = (pd.to_datetime(rows["dt"]) - pd.to_datetime(rows["raised_on"])).dt.days
        return days.eq(rows["age_days"].astype("int64"))

    @row_rule("nobody has reviewed an open event", {"item_source": "event", "status": "open", "handled_by": 104})
    def open_events_unreviewed(cls, rows: pd.DataFrame) -> pd.Series:
        is_open_event = rows["item_source"].eq("event") & rows["status"].eq("open")
        return ~is_open_event | rows["handled_by"].isna()
