"""Contacts as facts: who answered, and in the star what the customer said of it later."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from financial_lake.datalake.crm.interactions import Interactions
from financial_lake.datalake.crm.satisfaction_surveys import SatisfactionSurveys
from financial_lake.warehouse_facts.fact_interaction import FactInteraction
from financial_lake_tests.warehouse.bindings import bound_rows
from financial_lake_tests.worked_examples import answer

DAY, NEXT_DAY = date(2024, 10, 3), date(2024, 10, 4)
CONTACT = {
    "interaction_id": 1,
    "customer_id": 1001,
    "interaction_type": "complaint",
    "reason": "fee_dispute",
    "channel": "phone",
    "service_mode": "agent",
    "interaction_at": datetime.fromisoformat("2024-10-03 09:30"),
    "duration_seconds": 240,
    "sentiment_score": "0.250000",
    "outcome": "escalated",
    "handled_by": 107,
}
CHATBOT = {"interaction_id": 2, "service_mode": "chatbot", "channel": "web", "handled_by": None}


def contact(day: date = DAY, **said: Any) -> dict[str, Any]:
    """A contact of that day."""
    return {"dt": day, **CONTACT, **said}


def test_a_contact_is_told_in_the_words_of_the_star() -> None:
    (row,) = answer(FactInteraction, [DAY], {Interactions: [contact()]})
    assert (row["interaction_key"], row["date_key"], row["customer_id"], row["agent_id"]) == (1, 20_241_003, 1001, 107)
    assert (row["interaction_date"], row["resolution_status"]) == (
        datetime.fromisoformat("2024-10-03 09:30"),
        "escalated",
    )
    assert (row["duration_seconds"], row["sentiment_score"], row["contact_count"]) == (240, Decimal("0.25"), 1)


def test_complaints_and_disputes_are_complaints() -> None:
    asked = contact(interaction_id=2, interaction_type="inquiry", reason="account_inquiry")
    rows = answer(FactInteraction, [DAY], {Interactions: [contact(), asked]})
    assert [row["is_complaint"] for row in rows] == [True, False]


def test_only_the_days_own_contacts_are_facts_of_it() -> None:
    contacts = [contact(), contact(NEXT_DAY, interaction_id=9)]
    assert [row["interaction_key"] for row in answer(FactInteraction, [NEXT_DAY], {Interactions: contacts})] == [9]
    both = answer(FactInteraction, [DAY, NEXT_DAY], {Interactions: contacts})
    assert both == [
        *answer(FactInteraction, [DAY], {Interactions: contacts}),
        *answer(FactInteraction, [NEXT_DAY], {Interactions: contacts}),
    ]


def version(employee: int, number: int, start: date, end: date) -> dict[str, Any]:
    """A version of an employee."""
    return {"employee_key": number, "employee_id": employee, "valid_from": start, "valid_to": end}


def test_the_employee_is_bound_as_of_the_day() -> None:
    versions = [
        version(107, 1, date(2020, 1, 1), NEXT_DAY),
        version(107, 2, NEXT_DAY, date(9999, 12, 31)),
        version(108, 3, date(2020, 1, 1), date(9999, 12, 31)),
    ]
    facts = answer(FactInteraction, [DAY, NEXT_DAY], {Interactions: [contact(), contact(NEXT_DAY, interaction_id=9)]})
    rows = bound_rows(FactInteraction, facts, {"dim_employee": versions})
    assert {row["interaction_key"]: row["employee_key"] for row in rows} == {1: 1, 9: 2}


def test_a_chatbot_has_no_employee_and_a_stranger_is_unknown() -> None:
    facts = answer(FactInteraction, [DAY], {Interactions: [contact(), contact(**CHATBOT)]})
    rows = bound_rows(FactInteraction, facts, {})
    assert {row["interaction_key"]: row["employee_key"] for row in rows} == {1: -1, 2: -2}


def opinion(*surveys: dict[str, Any]) -> tuple[Any, ...]:
    """What the star says the customer answered."""
    facts = answer(FactInteraction, [DAY], {Interactions: [contact()]})
    (row,) = bound_rows(FactInteraction, facts, {}, {SatisfactionSurveys: surveys})
    return row["nps_score"], row["satisfaction_rating"], row["surveyed_at"]


def survey(day: date, nps: int, **said: Any) -> dict[str, Any]:
    """An answer to the survey after the contact."""
    return {"dt": day, "survey_id": 5, "interaction_id": 1, "nps_score": nps, "satisfaction_rating": 2,
            "surveyed_at": datetime.fromisoformat(f"{day} 20:00"), **said}  # fmt: skip


def test_what_a_customer_answers_later_is_shown_beside_the_contact() -> None:
    assert opinion(survey(NEXT_DAY, 3)) == (3, 2, datetime.fromisoformat("2024-10-04 20:00"))


def test_without_an_answer_nothing_is_said() -> None:
    assert opinion() == (None, None, None)
    assert opinion(survey(NEXT_DAY, 3, interaction_id=2)) == (None, None, None)


def test_a_second_answer_does_not_double_the_contact() -> None:
    assert opinion(survey(NEXT_DAY, 9, survey_id=6), survey(DAY, 3)) == (
        3,
        2,
        datetime.fromisoformat("2024-10-03 20:00"),
    )


def test_the_answer_is_in_the_star_alone() -> None:
    assert "nps_score" not in FactInteraction.arrow_schema().names
