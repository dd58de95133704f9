"""What is asked about contentment, complaints and campaigns, worked out from the raw deliveries with pandas."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import pytest

from financial_lake_tests.questions.agreement import agree
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, cents, ratio

NOVEMBER, LAST = LATEST[0], LATEST[-1]
HOURS_PROMISED = {"critical": 24, "high": 72, "medium": 168, "low": 336}
BY_MAIL = ("email", "cross_sell")


def of_month(rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """Rows of the month that ends on the day."""
    return rows[rows["dt"].between(day.replace(day=1), day)]


def satisfaction(channel: str, contacts: pd.DataFrame, answers: pd.DataFrame) -> tuple[Any, ...]:
    """The figures of some contacts."""
    given = answers[answers["interaction_id"].isin(contacts["interaction_id"])]
    scores, stars, surveys = given["nps_score"], given["satisfaction_rating"], len(given)
    kinds = (int(scores.ge(9).sum()), int(scores.between(7, 8).sum()), int(scores.le(6).sum()))
    nps = None
    if surveys:
        nps = (Decimal(100 * (kinds[0] - kinds[2])) / surveys).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return (
        channel,
        len(contacts),
        surveys,
        ratio(surveys, len(contacts)),
        *kinds,
        nps,
        ratio(int(stars.ge(4).sum()), surveys),
        ratio(int(stars.sum()), surveys),
        surveys < 30,
    )


@pytest.mark.parametrize("day", [NOVEMBER, LAST])
def test_satisfaction(asked: Asked, raw: RawDeliveries, day: date) -> None:
    contacts, answers = of_month(raw.table("interactions"), day), of_month(raw.table("satisfaction_surveys"), day)
    groups = [("all", contacts), *contacts.groupby("channel")]
    agree(asked("satisfaction", month=day), [satisfaction(name, own, answers) for name, own in groups])


def middle(hours: list[int]) -> Decimal | None:
    """The median."""
    if not hours:
        return None
    return Decimal(hours[(len(hours) - 1) // 2] + hours[len(hours) // 2]) / 2


@pytest.mark.parametrize("day", [NOVEMBER, LAST])
def test_complaints(asked: Asked, raw: RawDeliveries, day: date) -> None:
    rows = raw.on("complaints", day)
    recent = rows[rows["filed_date"].gt(day - timedelta(days=90))]
    again = recent[recent.duplicated("customer_id", keep=False)]["customer_id"]
    expected = []
    months = recent["filed_date"].map(lambda filed: filed.replace(day=1))
    for (month, kind, priority), own in recent.groupby([months, "complaint_type", "priority"]):
        if month <= day - timedelta(days=90):
            continue
        hours = sorted(int(each) for each in own["resolution_time_hours"].dropna())
        in_time = sum(each <= HOURS_PROMISED[priority] for each in hours)
        waiting = own[own["resolved_date"].isna()]["filed_date"]
        expected.append(
            (
                month,
                kind,
                priority,
                len(own),
                len(hours),
                in_time,
                ratio(in_time, len(hours)),
                len(own) - len(hours),
                middle(hours),
                hours[(9 * len(hours) + 9) // 10 - 1] if hours else None,
                (day - min(waiting)).days if len(waiting) else None,
                own[own["customer_id"].isin(again)]["customer_id"].nunique(),
            )
        )
    ranked = sorted(expected, key=lambda row: (row[10] is None, -(row[10] or 0), *row[:3]))
    agree(asked("complaints", month=day), ranked)


def test_campaigns(asked: Asked, raw: RawDeliveries) -> None:
    responses = raw.table("campaign_responses")
    expected = []
    for each in raw.on("campaigns", LAST).sort_values("campaign_id").itertuples():
        profiles = raw.on("customer_profiles", each.start_date)
        reached = profiles[profiles["customer_status"].ne("closed")]
        if each.target_segment != "all":
            reached = reached[reached["customer_segment"].eq(each.target_segment)]
        if each.campaign_type in BY_MAIL:
            wishes = raw.on("customer_preferences", each.start_date)
            agreed = wishes[wishes["preference_type"].eq("marketing_email") & wishes["opted_in"]]
            reached = reached[reached["customer_id"].isin(agreed["customer_id"])]
        own = responses[responses["campaign_id"].eq(each.campaign_id)]
        responders, bought = own["customer_id"].nunique(), int(own["converted"].sum())
        expected.append(
            (
                each.campaign_id,
                each.campaign_type,
                each.target_segment,
                each.start_date <= LAST <= each.end_date,
                len(reached),
                len(own),
                responders,
                bought,
                ratio(responders, len(reached)),
                ratio(bought, responders),
                cents(each.budget_amount / bought) if bought else None,
            )
        )
    agree(asked("campaigns"), expected)
