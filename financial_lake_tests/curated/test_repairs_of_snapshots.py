"""What is put right in the registers is logged value by value, like what is put right in postings."""

from datetime import date
from typing import Any

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customers import Customers
from financial_lake.curated.judged_transactions import JudgedTransactions
from financial_lake.curated.repairs import Repairs
from financial_lake.datalake.accounts.accounts import Accounts as DeliveredAccounts
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.customers.customers import Customers as DeliveredCustomers
from financial_lake_tests.worked_examples import answer

THURSDAY, FRIDAY = date(2024, 10, 3), date(2024, 10, 4)
DAYS = [THURSDAY, FRIDAY]
NAMES = {1001: ("María", " DE LA CRUZ"), 1002: ("ANA", "LEE"), 1003: ("Ana", "Lee")}
FULL_NAMES = {1001: "María de la Cruz", 1002: "Ana Lee", 1003: "Ana Lee"}
SPELLINGS = {1001100: ("SAVINGS", "active "), 1001200: ("checking", "frozen")}


def logged(*days: date) -> list[dict[str, Any]]:
    """The repairs of registers that arrive alike on both days."""
    person = {"birthdate": date(1980, 5, 1), "customer_since": date(2020, 1, 2), "tin_type": "ssn"}
    customers = [
        {"dt": day, "customer_id": number, "first_name": first, "last_name": last, "tin_number": "1234", **person}
        for day in DAYS
        for number, (first, last) in NAMES.items()
    ]
    profiles = [
        {"dt": day, "customer_id": number, "full_name": name} for day in DAYS for number, name in FULL_NAMES.items()
    ]
    accounts = [
        {
            "dt": day,
            "account_id": number,
            "account_number": "482910375566",
            "account_type": kind,
            "account_status": status,
            "currency": "USD",
        }
        for day in DAYS
        for number, (kind, status) in SPELLINGS.items()
    ]
    inputs: dict[Any, Any] = {
        DeliveredCustomers: customers,
        DeliveredAccounts: accounts,
        Customers: answer(Customers, DAYS, {DeliveredCustomers: customers, CustomerProfiles: profiles}),
        Accounts: answer(Accounts, DAYS, {DeliveredAccounts: accounts}),
        JudgedTransactions: [],
    }
    return answer(Repairs, days, inputs)


def test_each_value_put_right_is_a_row_and_what_was_in_order_is_none() -> None:
    names = ["table_name", "row_key", "column_name", "raw_value", "repaired_value", "repair_rule"]
    assert [tuple(row[name] for name in names) for row in logged(THURSDAY)] == [
        ("accounts", "1001100", "account_status", "active ", "active", "trim_lower"),
        ("accounts", "1001100", "account_type", "SAVINGS", "savings", "trim_lower"),
        ("customers", "1001", "last_name", " DE LA CRUZ", "de la Cruz", "name_case"),
        ("customers", "1002", "first_name", "ANA", "Ana", "name_case"),
        ("customers", "1002", "last_name", "LEE", "Lee", "name_case"),
    ]


def test_a_range_of_days_logs_what_each_day_logs_alone() -> None:
    assert logged(*DAYS) == [*logged(THURSDAY), *logged(FRIDAY)]
