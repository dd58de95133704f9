"""The register of customers: names put right, tax numbers masked, nothing else touched."""

from datetime import date, timedelta
from typing import Any

import pytest

from financial_lake.curated.customers import Customers
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.customers.customers import Customers as DeliveredCustomers
from financial_lake_tests.worked_examples import answer

FRIDAY = date(2024, 10, 4)


def delivered(first_name: str, last_name: str, **others: Any) -> dict[str, Any]:
    """A row of the register as it arrives."""
    person = {"dt": FRIDAY, "customer_id": 1001, "first_name": first_name, "last_name": last_name}
    known = {"birthdate": date(1980, 5, 1), "customer_since": date(2020, 1, 2), "tin_type": "ssn"}
    return {**person, **known, "tin_number": "***-**-1234", **others}


def profile(full_name: str, day: date = FRIDAY) -> dict[str, Any]:
    """What the CRM calls the same customer."""
    return {"dt": day, "customer_id": 1001, "full_name": full_name}


def cleaned(row: dict[str, Any], *profiles: dict[str, Any]) -> dict[str, Any]:
    """The row after cleaning."""
    (only,) = answer(Customers, [FRIDAY], {DeliveredCustomers: [row], CustomerProfiles: profiles})
    return only


@pytest.mark.parametrize(
    ("first_name", "last_name", "full_name"),
    [
        ("María", "DE LA CRUZ", "María de la Cruz"),
        ("  José", "van der Berg ", "José van der Berg"),
        ("OLGA", "St. Clair", "Olga St. Clair"),
        ("Jean-Luc", " MÜLLER ", "Jean-Luc Müller"),
    ],
)
def test_a_name_the_crm_knows_is_written_as_there(first_name: str, last_name: str, full_name: str) -> None:
    row = cleaned(delivered(first_name, last_name), profile(full_name))
    assert f"{row['first_name']} {row['last_name']}" == full_name
    assert row["is_repaired"]


def test_the_name_is_parted_where_the_register_parts_it() -> None:
    row = cleaned(delivered("Mary Ann", "DE LA CRUZ"), profile("Mary Ann de la Cruz"))
    assert (row["first_name"], row["last_name"]) == ("Mary Ann", "de la Cruz")


@pytest.mark.parametrize("profiles", [(), (profile("Rosa Gómez"),), (profile("Rosa Cruz", date(2024, 10, 3)),)])
def test_a_name_the_crm_does_not_know_is_only_trimmed(profiles: tuple[dict[str, Any], ...]) -> None:
    row = cleaned(delivered(" Rosa", "CRUZ"), *profiles)
    assert (row["first_name"], row["last_name"], row["is_repaired"]) == ("Rosa", "CRUZ", True)


def test_a_name_in_order_is_left_alone() -> None:
    row = cleaned(delivered("Rosa", "Cruz"), profile("Rosa Cruz"))
    assert (row["first_name"], row["last_name"], row["is_repaired"]) == ("Rosa", "Cruz", False)


def test_a_tax_number_shows_its_last_four_digits_whatever_was_delivered() -> None:
    assert cleaned(delivered("Rosa", "Cruz", tin_number="123-45-6789"))["tin_number"] == "***-**-6789"
    assert cleaned(delivered("Rosa", "Cruz"))["tin_number"] == "***-**-1234"


def test_the_hash_is_that_of_the_row_as_delivered() -> None:
    clean, padded = cleaned(delivered("Rosa", "Cruz")), cleaned(delivered("Rosa ", "Cruz"))
    assert clean["row_sha256"] != padded["row_sha256"]
    assert cleaned(delivered("Rosa", "Cruz"))["row_sha256"] == clean["row_sha256"]


def test_a_range_of_days_gives_what_each_day_gives_alone() -> None:
    days = [FRIDAY + timedelta(days=step) for step in range(4)]
    rows = [delivered("ROSA", "Cruz", dt=day) for day in (days[0], days[3])]
    inputs = {DeliveredCustomers: rows, CustomerProfiles: [profile("Rosa Cruz", day) for day in days]}
    together = answer(Customers, days, inputs)
    assert together == [row for day in days for row in answer(Customers, [day], inputs)]
    assert [row["dt"] for row in together] == [days[0], days[3]]
