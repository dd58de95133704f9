"""Who is about to leave, by what the bank can see on the day."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Count,
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    count,
    flag,
    key,
    money,
    number,
    row_rule,
    text,
)
from financial_lake.renderings.plots import counted, lines, panels, png

LEVELS = ("low", "medium", "high")


class ChurnRisk(
    LakeTable,
    grain="customer who has not left",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    reads_back=2,
    windows={
        "marts.customer_day": 89,
        "datalake.card_transactions": 59,
        "curated.preference_changes": 89,
        "datalake.interactions": 89,
    },
):
    """Who is about to leave, by what the bank can see on the day.

    The attrition score adds 40 without an open account, 35 with fewer than three completed postings in 30 days and
    25 with an average deposit balance below 100.00. The churn score adds 25 for a mean mood below 0.50 in the contacts
    of 90 days, 20 for a salary that stopped, 20 for a balance below half of what it was in the 60 days before, 15 for
    a complaint that is not resolved, 10 for an active card unused for 60 days and 10 for offers by e-mail switched
    off in 90 days. Salary, balance and card do not fire when they look further back than the customer is observed.
    """

    customer_id: Id = key("the customer")
    days_observed: Int = number("stored days of the last 90 on which the customer was with the bank", ge=1, le=90)
    open_account_count: Count = count("accounts that are not closed", ge=0)
    transactions_30d: Count = count("completed postings in 30 days", ge=0)
    avg_balance_30d: Money = money("mean deposit balance of 30 days, in US dollars")
    attrition_score: Int = number("0 to 100", ge=0, le=100)
    attrition_level: Text = code("high from 75, medium from 40", LEVELS)
    has_low_sentiment: Flag = flag("mean mood below 0.50 in the contacts of 90 days", pii=Pii.SENSITIVE)
    has_salary_stopped: Flag = flag("a detected salary stopped and no other runs")
    has_balance_halved: Flag = flag("balance of 30 days below half of the 60 before")
    has_open_complaint: Flag = flag("a complaint that is not resolved", pii=Pii.SENSITIVE)
    has_unused_card: Flag = flag("an active card, and none used for 60 days")
    has_left_mailing: Flag = flag("offers by e-mail switched off in 90 days, and still off")
    churn_score: Int = number("0 to 100", ge=0, le=100)
    churn_level: Text = code("high from 50, medium from 30", LEVELS)
    signals_fired: Text = text("what fired of the churn score, in alphabetical order, parted by commas")

    @row_rule("the churn score is the sum of its signals", {"churn_score": 99})
    def score_is_sum(cls, rows: pd.DataFrame) -> pd.Series:
        twenty = rows["has_salary_stopped"].astype("int64") + rows["has_balance_halved"].astype("int64")
        ten = rows["has_unused_card"].astype("int64") + rows["has_left_mailing"].astype("int64")
        moods, complaints = rows["has_low_sentiment"].astype("int64"), rows["has_open_complaint"].astype("int64")
        return rows["churn_score"] == moods * 25 + twenty * 20 + complaints * 15 + ten * 10

    @row_rule("levels follow from the scores", {"attrition_score": 75, "attrition_level": "medium"})
    def levels_follow_scores(cls, rows: pd.DataFrame) -> pd.Series:
        attrition, churn = rows["attrition_score"], rows["churn_score"]
        agrees = rows["attrition_level"].eq("high").eq(attrition >= 75)
        agrees &= rows["attrition_level"].eq("low").eq(attrition < 40)
        return agrees & rows["churn_level"].eq("high").eq(churn >= 50) & rows["churn_level"].eq("low").eq(churn < 30)


def picture(rows: pa.Table) -> bytes:
    """How many customers are at risk at each month end, by either score, as a PNG.

    Args:
        rows: months of this mart.
    """
    figure, axes = panels("Customers at risk of leaving", "by attrition score", "by churn score")
    for panel, level in zip(axes, ("attrition_level", "churn_level"), strict=True):
        lines(panel, counted(rows.filter(pc.not_equal(rows.column(level), "low")), level), "count_all", level)
    return png(figure)
