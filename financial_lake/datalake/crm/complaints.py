"""Complaints that are open or were filed in the last 90 days."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, Id, Int, LakeTable, LoadPattern, Pii, Text, code, key, number, refers, row_rule
from financial_lake.contract import day as calendar_day
from financial_lake.contract import text as words
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.service.complaints import PRIORITIES, RESOLVED, STATUSES, complaints_on
from financial_lake.simulation.service.complaints import Complaints as Filed
from financial_lake.simulation.service.interactions import COMPLAINT_TYPES
from financial_lake.simulation.service.wording import COMPLAINTS

_DESCRIPTIONS = tuple(each for kind in COMPLAINT_TYPES for each in COMPLAINTS[kind])
_DESCRIPTIONS_A_KIND = len(_DESCRIPTIONS) // len(COMPLAINT_TYPES)
SETTLED = ("resolved", "closed")


class Complaints(
    LakeTable,
    grain="complaint",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="customer_office",
    rules=("R53", "R55", "R63"),
):
    """Complaints that are open or were filed in the last 90 days."""

    complaint_id: Id = key("the filing day, and the place among the day's complaints")
    customer_id: Id = refers("customers", "who complains")
    interaction_id: Id = refers("interactions", "the contact in which it was made, on the filing day", hard=False)
    complaint_type: Text = code("what it is about", COMPLAINT_TYPES, pii=Pii.SENSITIVE)
    description: Text = words("what the customer says", pii=Pii.SENSITIVE)
    status: Text = code("how far the bank has come with it", STATUSES)
    priority: Text = code("how urgent it is", PRIORITIES)
    filed_date: Day = calendar_day("the day it was made")
    resolved_date: Day = calendar_day("the day it was resolved; missing until then", null=True)
    resolution_time_hours: Int = number("from filing to resolution; missing until then", null=True, ge=60, le=1_440)
    assigned_to: Id = refers("employees", "who looks after it; a tenth has nobody", null=True)

    @row_rule(
        "a day of resolution exactly for what is resolved or closed",
        {"status": "open", "resolved_date": date(2024, 10, 1)},
    )
    def resolved_date_iff_settled(cls, rows: pd.DataFrame) -> pd.Series:
        """Day and status agree."""
        return rows["resolved_date"].notna() == rows["status"].isin(SETTLED)

    @row_rule("hours exactly for what is resolved or closed", {"status": "open", "resolution_time_hours": 200})
    def hours_iff_settled(cls, rows: pd.DataFrame) -> pd.Series:
        """Hours and status agree."""
        return rows["resolution_time_hours"].notna() == rows["status"].isin(SETTLED)

    @row_rule("nothing is resolved before it is filed", {"status": "resolved", "resolved_date": date(1999, 1, 1)})
    def resolved_after_filing(cls, rows: pd.DataFrame) -> pd.Series:
        """Days follow each other."""
        return rows["resolved_date"].isna() | (rows["resolved_date"] > rows["filed_date"])

    @row_rule("the key begins with the filing day", {"complaint_id": 7})
    def key_of_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """Days since 1970 times a billion, plus a number."""
        days = (pd.to_datetime(rows["filed_date"].astype(object)) - pd.Timestamp(1970, 1, 1)).dt.days
        return rows["complaint_id"] // 1_000_000_000 == days


def generate(bank: Bank, day: date) -> pa.Table:
    """Complaints filed on the day or in the 89 days before, as they stand at its end."""
    today = day_number(day)
    filed = Filed.joined(bank.by_block(complaints_on, today))
    filed = filed.where(filed.complaint_id.argsort())
    status = filed.status_on(today)
    is_settled = status >= RESOLVED
    columns = {
        "complaint_id": filed.complaint_id,
        "customer_id": filed.customer_id,
        "interaction_id": filed.interaction_id,
        "complaint_type": Coded(filed.kind, COMPLAINT_TYPES),
        "description": Coded(filed.kind * _DESCRIPTIONS_A_KIND + filed.description, _DESCRIPTIONS),
        "status": Coded(status, STATUSES),
        "priority": Coded(filed.priority, PRIORITIES),
        "filed_date": filed.filed_on,
        "resolved_date": Known(filed.resolved_on, is_settled),
        "resolution_time_hours": Known(filed.hours, is_settled),
        "assigned_to": Known(filed.assigned_to, filed.assigned_to > 0),
    }
    return frame(Complaints, day, len(filed), columns)
