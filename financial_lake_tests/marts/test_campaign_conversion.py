"""M30: the worked example, who is an audience, what is not known, and which campaigns run."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.customer_contact import CustomerContact
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.crm.campaign_responses import CampaignResponses
from financial_lake.datalake.crm.campaigns import Campaigns
from financial_lake.marts.crm.campaign_conversion import CampaignConversion
from financial_lake_tests.worked_examples import answer

START, TODAY = date(2024, 10, 7), date(2024, 11, 30)


def campaign(**said: Any) -> dict[str, Any]:
    return {
        "dt": TODAY,
        "campaign_id": 2_024_401,
        "campaign_type": "digital",
        "target_segment": "all",
        "start_date": START,
        "end_date": date(2024, 12, 20),
        "budget_amount": "10000.00",
    } | said


def people(count: int, **said: Any) -> list[dict[str, Any]]:
    return [
        {"dt": START, "customer_id": each, "customer_segment": "retail", "customer_status": "active"} | said
        for each in range(1, count + 1)
    ]


def measured(
    campaigns: list[dict[str, Any]],
    customers: list[dict[str, Any]],
    responses: list[dict[str, Any]] | None = None,
    without_mail: tuple[int, ...] = (),
) -> list[dict[str, Any]]:
    contacts = [
        {"dt": row["dt"], "customer_id": row["customer_id"], "marketing_email": row["customer_id"] not in without_mail}
        for row in customers
    ]
    inputs: dict[Any, Any] = {
        Campaigns: campaigns,
        CustomerRecords: customers,
        CustomerContact: contacts,
        CampaignResponses: responses or [],
    }
    return answer(CampaignConversion, [TODAY], inputs)


def response(number: int, customer: int, kind: str = "opened", *, converted: bool = False) -> dict[str, Any]:
    return {
        "dt": START,
        "response_id": number,
        "campaign_id": 2_024_401,
        "customer_id": customer,
        "response_type": kind,
        "converted": converted,
    }


def test_the_example_costs_two_thousand_a_conversion() -> None:
    responses = [response(each, each % 50 + 1) for each in range(55)]
    responses += [response(100 + each, each + 1, "purchased", converted=True) for each in range(5)]
    (row,) = measured([campaign()], people(1_000), responses)
    assert (row["audience_count"], row["responder_count"], row["response_count"]) == (1_000, 50, 60)
    assert (row["opened_count"], row["purchased_count"], row["conversion_count"]) == (55, 5, 5)
    assert (row["response_rate"], row["conversion_rate"]) == (Decimal("0.05"), Decimal("0.1"))
    assert row["cost_per_conversion"] == Decimal("2000.00")


def test_a_cost_is_rounded_half_up_and_missing_without_conversions() -> None:
    bought = [response(each, each, "clicked", converted=True) for each in range(1, 9)]
    (row,) = measured([campaign(budget_amount="10000.20")], people(9), bought)
    assert row["cost_per_conversion"] == Decimal("1250.03")
    (row,) = measured([campaign()], people(9), [response(1, 1, "unsubscribed")])
    assert (row["cost_per_conversion"], row["conversion_rate"], row["unsubscribed_count"]) == (None, 0, 1)
    (row,) = measured([campaign()], people(9))
    assert (row["conversion_rate"], row["response_rate"]) == (None, 0)


@pytest.mark.parametrize(
    ("kind", "target", "audience"),
    [
        ("digital", "all", 6),
        ("direct_mail", "retail", 4),
        ("email", "retail", 3),
        ("cross_sell", "all", 5),
        ("email", "corporate", 0),
    ],
)
def test_the_audience_is_the_segment_and_mail_needs_consent(kind: str, target: str, audience: int) -> None:
    customers = people(7)
    for row in customers[4:]:
        row["customer_segment"] = "premium"
    customers[6]["customer_status"] = "closed"
    (row,) = measured([campaign(campaign_type=kind, target_segment=target)], customers, without_mail=(1,))
    assert row["audience_count"] == audience


def test_the_audience_is_that_of_the_first_day_and_unknown_if_it_is_not_stored() -> None:
    later = people(3, dt=TODAY)
    (row,) = measured([campaign()], [*people(2), *later])
    assert row["audience_count"] == 2
    (row,) = measured([campaign()], later, [response(1, 1)])
    assert (row["audience_count"], row["response_rate"], row["responder_count"]) == (None, None, 1)


@pytest.mark.parametrize(
    ("start", "end", "is_running"),
    [
        (START, date(2024, 11, 29), False),
        (START, TODAY, True),
        (TODAY, date(2024, 12, 31), True),
        (date(2024, 12, 1), date(2024, 12, 31), False),
    ],
)
def test_a_campaign_runs_from_its_first_to_its_last_day(start: date, end: date, is_running: bool) -> None:
    (row,) = measured([campaign(start_date=start, end_date=end)], people(1))
    assert row["is_running"] is is_running


def test_a_campaign_is_shown_once_as_last_planned() -> None:
    planned = campaign(dt=START, budget_amount="1.00")
    rows = measured([planned, campaign(), campaign(campaign_id=2_024_402)], people(1))
    assert [(row["campaign_id"], row["budget_amount"]) for row in rows] == [
        (2_024_401, Decimal("10000.00")),
        (2_024_402, Decimal("10000.00")),
    ]
