"""How many rows of each raw feed were bad on the day, why, and whether that is getting worse."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Count,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    code,
    count,
    key,
    money,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import bars, lines, panels, png, series


class DataQualityDaily(LakeTable, grain="raw feed and reason", load=LoadPattern.DAY, owner="payments", reads_back=27):
    """How many rows of each raw feed were bad on the day, why, and whether that is getting worse.

    All reasons have a row, also those nothing was bad for. A rejected row counts under its first reason.
    """

    table_name: Text = key("raw feed the rows were delivered in")
    reason_code: Text = key("why they could not stay as they were")
    outcome: Text = code("what is done with such rows", ("rejected", "repaired"))
    raw_rows: Count = count("rows delivered in the feed", ge=0)
    bad_rows: Count = count("of these, bad for this reason", ge=0)
    repaired_rows: Count = count("of the bad ones, put right and kept", ge=0)
    bad_rate: Ratio = rate("bad over delivered; none when nothing was delivered", null=True, ge=0, le=1)
    bad_amount: Money = money("amounts of rejected rows as delivered; none where rows are kept", null=True)
    bad_rows_7d: Count = count("bad rows of the seven days to the day", ge=0)
    mean_rate_7d: Ratio = rate("bad over delivered rows of those days together", null=True, ge=0, le=1)
    mean_rate_prior_21d: Ratio = rate("bad over delivered rows of the three weeks before", null=True, ge=0, le=1)
    trend: Text = code(
        "rising above 1.25 times the weeks before with ten bad rows or more, falling below 0.75 times; "
        "unknown with fewer than fourteen days delivered",
        ("rising", "falling", "stable", "unknown"),
    )

    @row_rule("only rows that are kept are put right", {"outcome": "rejected", "repaired_rows": 9_999})
    def repaired_where_kept(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["repaired_rows"] == rows["bad_rows"].where(rows["outcome"].eq("repaired"), 0)

    @row_rule("no more bad rows than delivered", {"bad_rows": 999_999_999, "outcome": "rejected", "repaired_rows": 0})
    def bad_within_delivered(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["bad_rows"] <= rows["raw_rows"]


def picture(rows: pa.Table) -> bytes:
    """Bad rows of the postings' feed day by day, and the weekly share of each reason that occurs, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, (upper, lower) = panels("Bad rows of the raw feed of postings", "bad rows", "share of seven days")
    postings = rows.filter(pc.equal(rows.column("table_name"), "transactions"))
    totals = postings.group_by("dt").aggregate([("bad_rows", "sum")]).rename_columns(["dt", "bad_rows"])
    bars(upper, *series(totals, "bad_rows"))
    occurring = postings.filter(pc.greater(postings.column("bad_rows_7d"), 0)).column("reason_code")
    lines(lower, postings.filter(pc.is_in(postings.column("reason_code"), occurring)), "mean_rate_7d", by="reason_code")
    return png(figure)
