"""How late loans are at each month end, kind by kind, and where last month's late ones went."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Count,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Ratio,
    Text,
    count,
    key,
    money,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import lines, panels, png

BUCKETS = ("current", "d1_30", "d31_60", "d61_90", "d90_plus", "charged_off")
LATE = BUCKETS[1:-1]


class LoanDelinquency(
    LakeTable,
    grain="kind of loan and bucket of days past due",
    load=LoadPattern.MONTH_END,
    owner="risk",
    reads_back=2,
    windows={"datalake.loan_accounts": 33},
):
    """How late loans are at each month end, kind by kind, and where last month's late ones went.

    A loan is in the bucket of its oldest unpaid instalment; what is written off stays for 180 days in its own. A
    loan of last month that is current or paid off now is cured; one that was current has nothing to be cured of.
    """

    loan_type: Text = key("what the money is for")
    bucket: Text = key("days since the oldest unpaid instalment was due, or written off")
    loan_count: Count = count("loans", ge=0)
    outstanding: Money = money("principal owed on them", ge=0)
    past_due_amount: Money = money("instalments due on them and unpaid", ge=0)
    share_of_outstanding: Ratio = rate("part of all principal owed on loans of the kind", null=True, ge=0, le=1)
    last_month_outstanding: Money = money("principal owed in this bucket a month ago", ge=0)
    roll_rate_to_next: Ratio = rate(
        "part of that which is in a worse bucket now", pii=Pii.SENSITIVE, null=True, ge=0, le=1
    )
    cured_rate: Ratio = rate("part of that which is current now, or paid off", pii=Pii.SENSITIVE, null=True, ge=0, le=1)
    instalments_due: Count = count("instalments of these loans that fell due in the month", ge=0)
    instalments_overdue: Count = count("of these, not paid by the end of the month", ge=0)
    overdue_instalment_rate: Ratio = rate("the second over the first", pii=Pii.SENSITIVE, null=True, ge=0, le=1)

    @row_rule("no more is overdue than was due", {"instalments_due": 1, "instalments_overdue": 2})
    def overdue_was_due(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["instalments_overdue"] <= rows["instalments_due"]

    @row_rule("who is current has nothing past due", {"bucket": "current", "past_due_amount": "5.00"})
    def current_is_not_past_due(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["bucket"].ne("current") | rows["past_due_amount"].eq(0)

    @row_rule("only what is late can be cured", {"bucket": "current", "cured_rate": "0.500000"})
    def only_late_is_cured(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["cured_rate"].isna() | rows["bucket"].isin(LATE)


def picture(rows: pa.Table) -> bytes:
    """What is owed on late loans at each month end, by bucket, and how many instalments stay open, as a PNG.

    Args:
        rows: months of this mart.
    """
    figure, axes = panels("Loans past due", "owed, million dollars", "overdue instalments")
    late = rows.filter(pc.is_in(rows.column("bucket"), pa.array(LATE)))
    summed = late.group_by(["dt", "bucket"]).aggregate([("outstanding", "sum")])
    lines(axes[0], summed, "outstanding_sum", "bucket")
    axes[0].yaxis.set_major_formatter(lambda dollars, _place: f"{dollars / 1e6:g}")
    by_kind = rows.group_by(["dt", "loan_type"]).aggregate([("instalments_overdue", "sum")])
    lines(axes[1], by_kind, "instalments_overdue_sum", "loan_type")
    return png(figure)
