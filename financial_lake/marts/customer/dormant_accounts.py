"""How long ago each account was last used by its owner, and which sleep."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Text,
    code,
    day,
    flag,
    key,
    number,
    row_rule,
)
from financial_lake.renderings.plots import RED, bars, counted, lines, panels, png, series
from financial_lake.simulation.account_records import ACCOUNT_KINDS

BUCKETS = ("d0_29", "d30_89", "d90_180", "d181_plus")


class DormantAccounts(
    LakeTable,
    grain="account that is not closed",
    load=LoadPattern.DAY,
    owner="deposits",
    reads_back=2,
    windows={"marts.account_activity_day": 399},
):
    """How long ago each account was last used by its owner, and which sleep.

    An account without stored use has slept at least since the first stored day of the last 400, or since it was
    opened if that is later; the days are then a lower bound.
    """

    account_id: Id = key("the account")
    customer_id: Id = number("owner")
    account_type: Text = code("kind of account", ACCOUNT_KINDS)
    last_customer_posting_on: Day = day("last use; none stored in 400 days when missing", null=True)
    days_inactive: Int = number("days since the last use, or at least so many", ge=0, le=400)
    is_censored: Flag = flag("no use is stored: the days are a lower bound")
    bucket: Text = code("days without use; from 181 on an account is dormant", BUCKETS)
    is_inactive_today: Flag = flag("no posting of any kind on the day")
    is_reactivated_today: Flag = flag("used today after at least 181 days without")

    @row_rule("censored exactly when no use is stored", {"is_censored": True, "last_customer_posting_on": "2024-10-01"})
    def censored_iff_unseen(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_censored"] == rows["last_customer_posting_on"].isna()

    @row_rule("who is used today has not been idle", {"is_reactivated_today": True, "is_inactive_today": True})
    def reactivated_is_active(cls, rows: pd.DataFrame) -> pd.Series:
        return ~rows["is_reactivated_today"] | (rows["days_inactive"].eq(0) & ~rows["is_inactive_today"])


def picture(rows: pa.Table) -> bytes:
    """Accounts asleep and woken day by day, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, (upper, lower) = panels("Accounts by days without use", "accounts", "woken today")
    lines(upper, counted(rows, "bucket"), "count_all", "bucket")
    days, woken = series(counted(rows.filter(rows.column("is_reactivated_today")), "bucket"), "count_all")
    bars(lower, days, woken, RED)
    return png(figure)
