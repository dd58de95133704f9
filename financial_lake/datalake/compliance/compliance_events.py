"""Compliance incidents of the last 92 days and where they stand."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, Id, LakeTable, LoadPattern, Pii, Text, code, day, key, refers, row_rule
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.compliance_incidents import (
    EVENT_TYPES,
    OPEN,
    STATUSES,
    handlers,
    incidents_in_window,
    statuses_on,
)


class ComplianceEvents(
    LakeTable, grain="event", load=LoadPattern.SNAPSHOT_DAILY, owner="compliance", rules=("R29", "R61", "R63")
):
    """Compliance incidents of the last 92 days and where they stand."""

    event_id: Id = key("the day, and the number of the incident inside the day")
    customer_id: Id = refers("customers", "whom it is about")
    event_type: Text = code("why the customer was looked at", EVENT_TYPES, pii=Pii.SENSITIVE)
    event_date: Day = day("day of the incident, at most 91 days ago")
    status: Text = code("open until reviewed", STATUSES, pii=Pii.SENSITIVE)
    review_date: Day = day("day of the review; missing while open", null=True)
    handled_by: Id = refers("employees", "compliance officer who reviewed it; missing while open", null=True)

    @row_rule("a review day exactly for what is not open", {"status": "open", "review_date": date(2024, 10, 1)})
    def review_date_iff_reviewed(cls, rows: pd.DataFrame) -> pd.Series:
        """Day and status agree."""
        return rows["review_date"].isna() == rows["status"].eq("open")

    @row_rule("an officer exactly for what is not open", {"status": "open", "handled_by": 104})
    def handled_iff_reviewed(cls, rows: pd.DataFrame) -> pd.Series:
        """Officer and status agree."""
        return rows["handled_by"].isna() == rows["status"].eq("open")

    @row_rule("a review follows its incident", {"status": "cleared", "review_date": date(1999, 1, 1)})
    def reviewed_after_event(cls, rows: pd.DataFrame) -> pd.Series:
        """Days follow each other."""
        return rows["review_date"].isna() | (rows["review_date"] > rows["event_date"])

    @row_rule("the key begins with the day", {"event_id": 7})
    def key_of_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """Days since 1970 times a billion, plus a number."""
        days = (pd.to_datetime(rows["event_date"].astype(object)) - pd.Timestamp(1970, 1, 1)).dt.days
        return rows["event_id"] // 1_000_000_000 == days


def generate(bank: Bank, day: date) -> pa.Table:
    """Incidents of the 92 days up to the day, of customers who still have a row."""
    today = day_number(day)
    shown = incidents_in_window(bank, today)
    status = statuses_on(shown, today)
    is_reviewed = status != OPEN
    columns = {
        "event_id": shown.event_id,
        "customer_id": shown.customer_id,
        "event_type": Coded(shown.kind, EVENT_TYPES),
        "event_date": shown.day,
        "status": Coded(status, STATUSES),
        "review_date": Known(shown.reviewed_on, is_reviewed),
        "handled_by": Known(handlers(bank, shown), is_reviewed),
    }
    return frame(ComplianceEvents, day, len(shown), columns)
