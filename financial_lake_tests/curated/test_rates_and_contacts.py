"""Rates of the day, and how customers can be reached."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.curated.customer_contact import CustomerContact
from financial_lake.curated.fx_rates import FxRates
from financial_lake.datalake.customers.customer_preferences import CustomerPreferences
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.customers.email_addresses import EmailAddresses
from financial_lake.datalake.customers.phone_numbers import PhoneNumbers
from financial_lake.datalake.investments.fx_rates import FxRates as Fixings
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY = date(2024, 10, 4), date(2024, 10, 5)
OPT_INS = ("paper_statements", "e_statements", "marketing_email", "marketing_sms", "push_notifications")


def test_every_day_has_its_rates_weekends_included() -> None:
    fixings = [
        {"dt": day, "currency_code": currency, "rate_to_usd": Decimal(rate)}
        for day in (FRIDAY, SATURDAY)
        for currency, rate in (("USD", "1.000000"), ("CAD", "0.741375"))
    ]
    rows = answer(FxRates, [FRIDAY, SATURDAY], {Fixings: fixings})
    assert [(row["dt"], row["currency"], row["usd_rate"]) for row in rows] == [
        (day, currency, rate)
        for day in (FRIDAY, SATURDAY)
        for currency, rate in (("CAD", Decimal("0.741375")), ("USD", Decimal("1.000000")))
    ]
    assert answer(FxRates, [SATURDAY], {Fixings: fixings}) == rows[2:]


def test_wishes_and_ways_of_contact_stand_in_one_row_a_customer() -> None:
    agreed = {"paper_statements": False, "e_statements": True, "marketing_email": True}
    inputs: dict[Any, Any] = {
        CustomerProfiles: [{"dt": day, "customer_id": number} for day in (FRIDAY, SATURDAY) for number in (1001, 1002)],
        CustomerPreferences: [
            {"dt": FRIDAY, "customer_id": 1001, "preference_type": kind, "opted_in": said}
            for kind, said in agreed.items()
        ],
        EmailAddresses: [{"dt": FRIDAY, "customer_id": 1001, "email_id": number} for number in (1, 2)],
        PhoneNumbers: [{"dt": SATURDAY, "customer_id": 1001, "phone_id": 1}],
    }
    rows = answer(CustomerContact, [FRIDAY, SATURDAY], inputs)
    assert [(row["customer_id"], row["has_email"], row["has_phone"]) for row in rows] == [
        (1001, True, False), (1002, False, False), (1001, False, True), (1002, False, False),
    ]  # fmt: skip
    assert [rows[0][name] for name in OPT_INS] == [False, True, True, False, False]
    assert [rows[1][name] for name in OPT_INS] == [False] * 5
    assert rows == [row for day in (FRIDAY, SATURDAY) for row in answer(CustomerContact, [day], inputs)]
