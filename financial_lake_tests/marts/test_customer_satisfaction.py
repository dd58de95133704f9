"""M28: the worked example, the three kinds of answers at their bounds, small samples, and whose month an answer is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.datalake.crm.interactions import Interactions
from financial_lake.datalake.crm.satisfaction_surveys import SatisfactionSurveys
from financial_lake.marts.crm.customer_satisfaction import CustomerSatisfaction, picture
from financial_lake_tests.worked_examples import answer, table_of

MONTH_END = date(2024, 11, 30)
DAY = date(2024, 11, 15)


def contacts(*scores: int | None, channel: str = "phone", first: int = 1, day: date = DAY) -> list[dict[str, Any]]:
    """Contacts by one channel, and the score each was given; None for no answer."""
    return [
        {"dt": day, "interaction_id": first + place, "channel": channel, "score": score}
        for place, score in enumerate(scores)
    ]


def measured(rows: list[dict[str, Any]], *days: date, stars: int = 4) -> list[dict[str, Any]]:
    """What the mart says of those contacts; answers come on the day of the contact."""
    inputs: dict[Any, Any] = {
        Interactions: [{name: value for name, value in row.items() if name != "score"} for row in rows],
        SatisfactionSurveys: [
            {
                "dt": row.get("answered", row["dt"]),
                "survey_id": row["interaction_id"],
                "interaction_id": row["interaction_id"],
                "nps_score": row["score"],
                "satisfaction_rating": stars,
            }
            for row in rows
            if row["score"] is not None
        ],
    }
    return answer(CustomerSatisfaction, days or (MONTH_END,), inputs)


def test_the_example_has_a_score_of_25() -> None:
    phone, every = sorted(measured(contacts(10, 9, 9, 8, 7, 6, 3, 10)), key=lambda row: row["channel"], reverse=True)
    assert (phone["channel"], every["channel"]) == ("phone", "all")
    for row in (phone, every):
        assert (row["survey_count"], row["promoter_count"], row["passive_count"], row["detractor_count"]) == (
            8,
            4,
            2,
            2,
        )
        assert (row["nps"], row["response_rate"], row["is_low_sample"]) == (Decimal("25.0"), 1, True)


@pytest.mark.parametrize(
    ("scores", "nps"),
    [
        ((10, 0, 7), "0"),
        ((9, 7, 7), "33.3"),
        ((6, 7, 8), "-33.3"),
        ((9,) + (7,) * 15, "6.3"),
        ((6,) + (8,) * 15, "-6.3"),
    ],
)
def test_the_score_has_one_decimal_half_away_from_zero(scores: tuple[int, ...], nps: str) -> None:
    assert {row["nps"] for row in measured(contacts(*scores))} == {Decimal(nps)}


def test_contacts_without_answer_count_in_the_response_rate_only() -> None:
    rows = measured([*contacts(10, None, None), *contacts(None, channel="web", first=9)], stars=3)
    assert [(row["channel"], row["contact_count"], row["response_rate"], row["csat"]) for row in rows] == [
        ("all", 4, Decimal("0.25"), 0),
        ("phone", 3, Decimal("0.333333"), 0),
        ("web", 1, 0, None),
    ]
    assert [row["mean_rating"] for row in rows] == [3, 3, None]


@pytest.mark.parametrize(("answers", "is_low"), [(29, True), (30, False)])
def test_a_sample_is_low_below_thirty(answers: int, is_low: bool) -> None:
    assert {row["is_low_sample"] for row in measured(contacts(*(9,) * answers))} == {is_low}


def test_an_answer_belongs_to_the_month_of_its_contact_if_it_came_in_time() -> None:
    before = contacts(0, day=date(2024, 10, 31), first=1)
    before[0]["answered"] = date(2024, 11, 1)
    late = contacts(0, day=MONTH_END, first=2)
    late[0]["answered"] = date(2024, 12, 1)
    rows = measured([*before, *late, *contacts(9, day=MONTH_END, first=3)])
    assert [(row["channel"], row["contact_count"], row["nps"]) for row in rows] == [("all", 2, 100), ("phone", 2, 100)]


def test_months_stand_alone_and_other_days_have_no_rows() -> None:
    rows = [*contacts(9, day=date(2024, 10, 1)), *contacts(1, first=5)]
    october = date(2024, 10, 31)
    together = measured(rows, october, DAY, MONTH_END)
    assert together == [*measured(rows, october), *measured(rows, MONTH_END)]
    assert [row["nps"] for row in together] == [100, 100, -100, -100]


def test_a_month_without_contacts_is_told() -> None:
    (every,) = measured([])
    assert (every["channel"], every["contact_count"], every["nps"], every["response_rate"]) == ("all", 0, None, None)


def test_the_picture_is_a_png() -> None:
    rows = table_of(CustomerSatisfaction, measured(contacts(9, 8)))
    assert picture(rows).startswith(b"\x89PNG")
