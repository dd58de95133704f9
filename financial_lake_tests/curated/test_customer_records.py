"""The conformed customer of the day: one row a profile, with what the other registers know."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.customers import Customers
from financial_lake.datalake.branches.branches import Branches
from financial_lake.datalake.customers.addresses import Addresses
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.customers.customers_segments import CustomersSegments
from financial_lake.datalake.customers.segments import Segments
from financial_lake_tests.worked_examples import answer

THURSDAY, FRIDAY, SATURDAY, MONDAY = date(2024, 10, 3), date(2024, 10, 4), date(2024, 10, 5), date(2024, 10, 7)
WEEK = [THURSDAY + timedelta(days=step) for step in range(6)]
PROFILE = {
    "customer_id": 1001,
    "full_name": "María de la Cruz",
    "email": "maria.cruz12@postfold.example",
    "phone": "(416) 555-0199",
    "address_line1": "12 Elm Street",
    "city": "Toronto",
    "state_province": "ON",
    "country": "CA",
    "customer_segment": "premium",
    "wealth_segment": "affluent",
    "customer_status": "active",
    "kyc_status": "verified",
    "risk_rating": "low",
    "risk_profile": "low",
    "risk_tolerance": "moderate",
    "persona": "family_spender",
    "age": 40,
    "gender": "female",
    "marital_status": "single",
    "occupation": "teacher",
    "employment_status": "employed",
    "annual_income": "64000.00",
    "income_bracket": "50k_75k",
    "home_ownership": "own",
    "preferred_channel": "mobile_app",
    "created_at": datetime(2020, 1, 2),  # noqa: DTZ001 - instants carry no zone marker
}
"""A profile that keeps its contract; words of closed lists are taken from the contract where they differ."""
REGISTERED = {
    "customer_id": 1001,
    "prefix": "ms",
    "first_name": "María",
    "last_name": "de la Cruz",
    "birthdate": date(1984, 3, 1),
    "household_id": 1001,
    "tin_type": "sin",
    "tin_number": "***-**-1234",
    "home_branch_id": 26,
}


def profile(day: date, **others: Any) -> dict[str, Any]:
    """The profile on a day."""
    first = {each.name: each.values[0] for each in CustomerProfiles.column_meanings() if each.values}
    closed_lists = {name: PROFILE[name] if PROFILE.get(name) in _values(name) else word for name, word in first.items()}
    return {**PROFILE, **closed_lists, "dt": day, **others}


def _values(name: str) -> tuple[str, ...]:
    (column,) = [each for each in CustomerProfiles.column_meanings() if each.name == name]
    return column.values or ()


def records(days: list[date], rows: list[dict[str, Any]], **others: Any) -> list[dict[str, Any]]:
    """The conformed customers of those profiles."""
    branches = [
        {"dt": day, "branch_id": number, "city": "Toronto", "state_province": "ON", "country": "CA", "region": region}
        for day in WEEK
        for number, region in ((27, "canada_west"), (26, "canada_east"))
    ]
    inputs: dict[Any, Any] = {
        CustomerProfiles: rows,
        Branches: branches,
        Customers: others.get("registered", []),
        Addresses: others.get("addresses", []),
        CustomersSegments: others.get("memberships", []),
        Segments: [
            {"dt": day, "segment_id": number, "segment_code": word}
            for day in WEEK
            for number, word in enumerate(("USRET", "CANRET", "RICH", "SMBIZ", "STUD", "SENR", "PREM", "INTL"), 1)
        ],
    }
    return answer(CustomerRecords, days, inputs)


def address(number: int, start: date, end: date | None, postal_code: str, day: date = THURSDAY) -> dict[str, Any]:
    """An address of the customer."""
    where = {"address_id": number, "customer_id": 1001, "postal_code": postal_code}
    return {"dt": day, **where, "start_date": start, "end_date": end}


def test_the_example_joins_everything_in_one_row() -> None:
    segments = [{"dt": THURSDAY, "customer_id": 1001, "segment_id": number} for number in (8, 2, 7)]
    (row,) = records(
        [THURSDAY],
        [profile(THURSDAY)],
        registered=[{"dt": THURSDAY, **REGISTERED}],
        addresses=[address(1, date(2020, 1, 2), None, "M5V 1A1")],
        memberships=segments,
    )
    assert (row["region"], row["geo_id"], row["postal_code"]) == ("canada_east", 26, "M5V 1A1")
    assert (row["regional_segment_code"], row["other_segment_codes"]) == ("CANRET", "INTL,PREM")
    assert {name: row[name] for name in REGISTERED} == REGISTERED
    assert row["age_group"] == "36_45"


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (17, "under_18"), (18, "18_25"), (25, "18_25"), (26, "26_35"), (35, "26_35"), (36, "36_45"), (45, "36_45"),
        (46, "46_55"), (55, "46_55"), (56, "56_65"), (65, "56_65"), (66, "over_65"),
    ],
)  # fmt: skip
def test_each_bracket_of_age_ends_with_its_last_year(age: int, group: str) -> None:
    (row,) = records([THURSDAY], [profile(THURSDAY, age=age)])
    assert row["age_group"] == group


def test_an_address_counts_to_its_last_day_and_the_latest_counts() -> None:
    before, after = date(2020, 1, 2), date(2024, 10, 4)
    (last_day,) = records(
        [THURSDAY],
        [profile(THURSDAY)],
        addresses=[address(1, before, THURSDAY, "A1A 1A1"), address(2, after, None, "B1B 1B1")],
    )
    assert last_day["postal_code"] == "A1A 1A1"
    (day_after,) = records(
        [FRIDAY],
        [profile(FRIDAY)],
        addresses=[address(1, before, THURSDAY, "A1A 1A1", FRIDAY), address(2, after, None, "B1B 1B1", FRIDAY)],
    )
    assert day_after["postal_code"] == "B1B 1B1"
    (both_open,) = records(
        [THURSDAY],
        [profile(THURSDAY)],
        addresses=[address(2, before, None, "A1A 1A1"), address(1, THURSDAY, None, "B1B 1B1")],
    )
    assert both_open["postal_code"] == "B1B 1B1"


def test_a_city_without_a_branch_has_no_region() -> None:
    (row,) = records([THURSDAY], [profile(THURSDAY, city="Springfield")])
    assert (row["region"], row["geo_id"]) == (None, -1)


def test_on_the_first_weekend_what_only_the_register_knows_is_missing() -> None:
    rows = records([SATURDAY], [profile(SATURDAY)], registered=[{"dt": MONDAY, **REGISTERED}])
    assert [(row["home_branch_id"], row["birthdate"], row["tin_type"]) for row in rows] == [(None, None, None)]


def test_at_a_weekend_friday_s_register_counts() -> None:
    registered = [{"dt": FRIDAY, **REGISTERED}, {"dt": THURSDAY, **REGISTERED, "home_branch_id": 1}]
    days = [SATURDAY, SATURDAY + timedelta(days=1)]
    rows = records(days, [profile(day) for day in days], registered=registered)
    assert [row["home_branch_id"] for row in rows] == [26, 26]


def test_a_range_has_one_row_a_profile_and_equals_its_days() -> None:
    profiles = [profile(day, customer_id=number) for day in WEEK for number in (1001, 1002)]
    others = {
        "registered": [{"dt": day, **REGISTERED} for day in (THURSDAY, FRIDAY, MONDAY)],
        "memberships": [{"dt": day, "customer_id": 1001, "segment_id": 2} for day in WEEK],
        "addresses": [address(1, date(2020, 1, 2), None, "M5V 1A1", day) for day in WEEK],
    }
    together = records(WEEK, profiles, **others)
    assert [(row["dt"], row["customer_id"]) for row in together] == [
        (row["dt"], row["customer_id"]) for row in profiles
    ]
    assert together == [row for day in WEEK for row in records([day], profiles, **others)]
