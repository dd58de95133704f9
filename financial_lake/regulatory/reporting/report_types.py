"""The reports the bank owes: to whom, how often, and how soon after the period."""

import pyarrow as pa

from financial_lake.contract import Flag, Int, LakeTable, LoadPattern, Text, code, flag, key, number, text
from financial_lake.contract.listed_rows import listed_rows

PERIODS = ("day", "month", "quarter", "half_year", "year")


class ReportTypes(LakeTable, grain="kind of report", load=LoadPattern.FULL, owner="compliance"):
    """The reports the bank owes: to whom, how often, and how soon after the period.

    Supervisors are invented. A kind whose content the lake does not hold yet is listed and not made.
    """

    report_type: Text = key("the kind of report")
    period_kind: Text = code("how often it is due", PERIODS)
    due_days: Int = number("days after the period's end it is due", ge=1, le=365)
    regulatory_body: Text = text("who receives it", pattern=r"[a-z_]+$")
    content: Text = text("what it tells")
    is_active: Flag = flag("it is made")


def rows() -> pa.Table:
    """The list beside this file."""
    return listed_rows(ReportTypes)
