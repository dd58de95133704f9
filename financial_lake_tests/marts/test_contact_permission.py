"""M19: the worked example, every combination of permissions, and rates by segment."""

from datetime import date, timedelta
from itertools import product
from typing import Any

from financial_lake.curated.customer_contact import CustomerContact
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.marts.customer.contact_permission import PERMISSIONS, ContactPermission
from financial_lake.marts.customer.contact_permission_rates import ContactPermissionRates, picture
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 31)


def contact(customer: int = 1001, day: date = DAY, **permissions: Any) -> dict[str, Any]:
    """A customer with an address and a number who agreed to what is named."""
    return {"dt": day, "customer_id": customer, "has_email": True, "has_phone": True, **permissions}


def test_email_off_and_the_others_on_is_not_eligible_and_prefers_text_messages() -> None:
    inputs: dict[Any, Any] = {CustomerContact: [contact(marketing_sms=True, push_notifications=True)]}
    (row,) = answer(ContactPermission, [DAY], inputs)
    assert (row["marketing_eligible"], row["preferred_contact_channel"]) == (False, "marketing_sms")
    assert (row["do_not_contact"], row["is_contactable"]) == (False, False)


def test_every_combination_of_permissions() -> None:
    combinations: list[dict[str, Any]] = [
        dict(zip(PERMISSIONS, given, strict=True)) for given in product([False, True], repeat=5)
    ]
    contacts = [contact(1001 + place, **given) for place, given in enumerate(combinations)]
    for row, given in zip(answer(ContactPermission, [DAY], {CustomerContact: contacts}), combinations, strict=True):
        offers = [name for name in PERMISSIONS[2:] if given[name]]
        assert row["do_not_contact"] is not any(given.values())
        assert row["marketing_eligible"] is (len(offers) == 3)
        assert row["preferred_contact_channel"] == (offers[0] if offers else "none")
        assert row["is_contactable"] is given["marketing_email"]


def test_who_has_no_number_or_no_address_is_not_contactable() -> None:
    agreed: dict[str, Any] = {"marketing_email": True}
    contacts = [
        contact(1001, **agreed, has_phone=False),
        contact(1002, **agreed, has_email=False),
        contact(1003, **agreed),
    ]
    rows = answer(ContactPermission, [DAY], {CustomerContact: contacts})
    assert [row["is_contactable"] for row in rows] == [False, False, True]


def test_rates_are_by_segment_and_for_all_and_a_day_alone_is_the_day_in_a_range() -> None:
    days = [DAY - timedelta(days=1), DAY]
    segments = {1001: "retail", 1002: "retail", 1003: "retail", 1004: "premium"}
    inputs = {
        CustomerContact: [contact(each, day, e_statements=each != 1003) for each in segments for day in days],
        CustomerRecords: [
            {"dt": day, "customer_id": each, "customer_segment": segment, "age_group": "26_35"}
            for each, segment in segments.items()
            for day in days
        ],
    }
    rows = answer(ContactPermissionRates, days, inputs)
    assert len(rows) == 2 * 5 * 3
    rates = {
        row["customer_segment"]: (row["customer_count"], row["opted_in_count"], str(row["opt_in_rate"]))
        for row in rows
        if row["dt"] == DAY and row["preference_type"] == "e_statements"
    }
    assert rates == {"all": (4, 3, "0.750000"), "premium": (1, 1, "1.000000"), "retail": (3, 2, "0.666667")}
    assert answer(ContactPermissionRates, [DAY], inputs) == [row for row in rows if row["dt"] == DAY]
    assert picture(table_of(ContactPermissionRates, rows)).startswith(b"\x89PNG")
