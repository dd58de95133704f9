"""How content customers are with each channel: answers to the survey after a contact, month by month."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Count,
    Flag,
    LakeTable,
    LoadPattern,
    Ratio,
    Text,
    count,
    flag,
    key,
    rate,
    row_rule,
)
from financial_lake.renderings.plots import GREY, lines, panels, png

FEW_ANSWERS = 30


class CustomerSatisfaction(
    LakeTable,
    grain="channel, and all of them together",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    windows={"datalake.interactions": 30, "datalake.satisfaction_surveys": 30},
):
    """How content customers are with each channel: answers to the survey after a contact, month by month.

    A contact belongs to the month it was in, and its answer to the same month if it came by the month's last day.
    """

    channel: Text = key("how the customer got in touch; all for every channel together")
    contact_count: Count = count("contacts in the month", ge=0)
    survey_count: Count = count("answered surveys about them", ge=0)
    response_rate: Ratio = rate("surveys over contacts; none without contacts", null=True, ge=0, le=1)
    promoter_count: Count = count("answers of 9 and 10", ge=0)
    passive_count: Count = count("answers of 7 and 8", ge=0)
    detractor_count: Count = count("answers of 0 to 6", ge=0)
    nps: Ratio = rate(
        "net promoter score: 100 x (promoters - detractors) over surveys, to one decimal", null=True, ge=-100, le=100
    )
    csat: Ratio = rate("share of surveys with four or five stars", null=True, ge=0, le=1)
    mean_rating: Ratio = rate("stars a survey, from 1 to 5", null=True, ge=1, le=5)
    is_low_sample: Flag = flag("fewer than 30 surveys: read the scores with care")

    @row_rule("every survey is of one of the three kinds", {"survey_count": 5, "promoter_count": 1, "nps": "20.000000"})
    def kinds_add_up(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["survey_count"] == rows["promoter_count"] + rows["passive_count"] + rows["detractor_count"]

    @row_rule("scores exactly where there are surveys", {"survey_count": 5, "passive_count": 5, "nps": None})
    def scores_iff_surveys(cls, rows: pd.DataFrame) -> pd.Series:
        return rows[["nps", "csat", "mean_rating"]].notna().all(axis=1) == rows["survey_count"].gt(0)

    @row_rule("a small sample is told", {"is_low_sample": False, "survey_count": 0})
    def small_sample_told(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_low_sample"] == rows["survey_count"].lt(FEW_ANSWERS)


def picture(rows: pa.Table) -> bytes:
    """Net promoter score and stars of each channel, month by month, as a PNG.

    Args:
        rows: months of this mart.
    """
    known = rows.drop_null()
    figure, (score, stars) = panels("Customer satisfaction by channel", "net promoter score", "stars")
    lines(score, known, "nps", "channel")
    lines(stars, known, "mean_rating", "channel")
    score.axhline(0, color=GREY, linewidth=0.5)
    return png(figure)
