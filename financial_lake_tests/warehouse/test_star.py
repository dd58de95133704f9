"""The star: facts bind the version valid on their day, and dimensions say what the lake knows of an entity."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from financial_lake.contract import BoundKey, Id, LakeTable, LoadPattern, key, number
from financial_lake.curated.changes.branch_changes import BranchChanges
from financial_lake.curated.changes.employee_changes import EmployeeChanges
from financial_lake.curated.changes.merchant_changes import MerchantChanges
from financial_lake.curated.management_parameters import ManagementParameters
from financial_lake.datalake.payments.merchant_categories import MerchantCategories
from financial_lake.datalake.people.departments import Departments
from financial_lake.datalake.people.employees import Employees
from financial_lake.marts.product.product_profitability import ProductProfitability
from financial_lake.warehouse.dim_branch import DimBranch
from financial_lake.warehouse.dim_customer import DimCustomer
from financial_lake.warehouse.dim_date import DimDate
from financial_lake.warehouse.dim_employee import DimEmployee
from financial_lake.warehouse.dim_geography import DimGeography
from financial_lake.warehouse.dim_merchant import DimMerchant
from financial_lake.warehouse.dim_product import DimProduct
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.warehouse.bindings import bound_rows
from financial_lake_tests.warehouse.histories import SINCE, captured, filled, history
from financial_lake_tests.worked_examples import Rows, answer


def test_a_posting_binds_to_the_version_of_its_own_day() -> None:
    dim_rows = history(
        DimCustomer,
        [
            {"dt": day, "customer_id": 1001, "customer_segment": segment, "onboarding_date": SINCE}
            for day, segment in ((date(2024, 11, 11), "retail"), (date(2024, 11, 12), "premium"))
        ],
    )
    facts = [
        {"dt": date(2024, 11, 11), "transaction_key": 10, "customer_id": 1001, "contract_id": 5},
        {"dt": date(2024, 11, 12), "transaction_key": 20, "customer_id": 1001, "contract_id": 5},
        {"dt": date(2024, 11, 12), "transaction_key": 30, "customer_id": 4, "contract_id": 5},
    ]
    bound = bound_rows(FactTransaction, facts, {"dim_customer": dim_rows})
    found = sorted((row["transaction_key"], row["customer_key"], row["account_key"]) for row in bound)
    assert found == [(10, 100_145_046, -1), (20, 100_145_606, -1), (30, -1, -1)]


def test_a_dimension_without_history_is_bound_by_id_alone() -> None:
    class Purchase(
        LakeTable, load=LoadPattern.DAY, bound_keys=(BoundKey("merchant_key", "dim_merchant", "merchant_id"),)
    ):
        """A purchase."""

        purchase_id: Id = key("the purchase")
        merchant_id: Id = number("merchant paid", null=True)

    Purchase.__module__ = "financial_lake.warehouse_facts.fact_purchase"
    purchases = [
        {"dt": date(2024, 11, 11), "purchase_id": place, "merchant_id": merchant}
        for place, merchant in enumerate((7, 8, None))
    ]
    merchants = [{"merchant_key": number, "merchant_id": number} for number in (7, -1)]
    bound = bound_rows(Purchase, purchases, {"dim_merchant": merchants})
    assert sorted((row["purchase_id"], row["merchant_key"]) for row in bound) == [(0, 7), (1, -1), (2, -1)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 11, 30), {"is_month_end": True, "is_business_day": False, "last_weekday": date(2024, 11, 29)}),
        (date(2024, 11, 28), {"is_holiday": True, "is_business_day": False, "last_weekday": date(2024, 11, 28)}),
        (
            date(2024, 10, 1),
            {"date_key": 20241001, "quarter_name": "Q4", "is_quarter_start": True, "is_salary_day": True},
        ),
        (date(2024, 7, 1), {"fiscal_year": 2024, "fiscal_quarter": 3, "fiscal_month": 7}),
        (date(2024, 11, 29), {"is_last_business_day_of_month": True, "day_name": "Friday", "day_of_week_sunday1": 6}),
    ],
)
def test_dates_say_what_the_calendar_says(day: date, expected: dict[str, Any]) -> None:
    (row,) = [row for row in _dates() if row["full_date"] == day]
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 6, 30), (2024, 4, 12)),
        (date(2024, 7, 1), (2025, 1, 1)),
        (date(2025, 1, 1), (2025, 3, 7)),
    ],
)
def test_a_financial_year_may_open_in_july(day: date, expected: tuple[int, int, int]) -> None:
    opening = {"parameter_id": "fiscal_year_start_month", "scope": "all", "value": Decimal(7), "source": "-"}
    rows = answer(DimDate, [], {ManagementParameters: [opening]})
    (row,) = [row for row in rows if row["full_date"] == day]
    assert (row["fiscal_year"], row["fiscal_quarter"], row["fiscal_month"]) == expected


@cache
def _dates() -> list[dict[str, Any]]:
    return answer(DimDate, [], {})


def employee(day: date, number: int, manager: int | None, **said: Any) -> dict[str, Any]:
    """A member of staff on a day."""
    return {"dt": day, "employee_id": number, "manager_id": manager, "department_id": 1, "first_name": f"N{number}",
            "hire_date": date(2020, 2, 29), "job_level": 1, **said}  # fmt: skip


def test_an_employee_is_named_with_the_leader_of_the_time() -> None:
    first, second = date(2024, 11, 1), date(2024, 11, 2)
    rows = [employee(day, 1, None, last_name="Top") for day in (first, second)]
    rows += [employee(day, 2, 1, last_name="Mid") for day in (first, second)]
    rows += [employee(first, 3, 1, last_name="Low"), employee(second, 3, 2, last_name="Low")]
    departments = [{"dt": second, "department_id": 1, "department_name": "risk"}]
    found = answer(
        DimEmployee,
        [],
        {
            EmployeeChanges: captured(EmployeeChanges, rows),
            Employees: filled(EmployeeChanges, rows),
            Departments: departments,
        },
    )
    shown = [
        (row["employee_name"], row["manager_name"], row["management_level"], row["valid_from"], row["tenure_years"])
        for row in found
        if row["employee_id"] > 0
    ]
    hired = date(2020, 2, 29)
    assert shown == [
        ("N1 Top", None, 0, hired, 4),
        ("N2 Mid", "N1 Top", 1, hired, 4),
        ("N3 Low", "N1 Top", 1, hired, 4),
        ("N3 Low", "N2 Mid", 2, second, 4),
    ]


def test_a_city_is_known_by_its_smallest_branch() -> None:
    day = date(2024, 11, 1)
    rows = [
        {
            "dt": day,
            "branch_id": number,
            "city": city,
            "state_province": "ON",
            "country": "CA",
            "branch_code": str(number),
        }
        for number, city in ((26, "Toronto"), (25, "Toronto"), (27, "Ottawa"))
    ]
    changes: dict[type[LakeTable], Rows] = {BranchChanges: captured(BranchChanges, rows)}
    branches = {row["branch_id"]: row["geo_key"] for row in answer(DimBranch, [], changes)}
    cities = {row["geo_key"]: row["city"] for row in answer(DimGeography, [], changes)}
    assert branches == {-2: -2, -1: -1, 25: 25, 26: 25, 27: 27}
    assert cities == {-2: "not_applicable", -1: "unknown", 25: "Toronto", 27: "Ottawa"}


def test_a_merchant_keeps_the_day_it_was_first_seen_and_the_day_it_last_changed() -> None:
    def merchant(day: int, name: str, number: int = 1) -> dict[str, Any]:
        return {"dt": date(2024, 11, day), "merchant_id": number, "merchant_name": name, "mcc_code": "5411"}

    rows = [merchant(1, "Old"), merchant(2, "New"), merchant(3, "New"), merchant(1, "Gone", 2), merchant(2, "Gone", 2)]
    trade = {"dt": date(2024, 11, 3), "mcc_code": "5411", "mcc_description": "grocery stores", "risk_level": "low"}
    found = answer(DimMerchant, [], {MerchantChanges: captured(MerchantChanges, rows), MerchantCategories: [trade]})
    shown = {row["merchant_id"]: (row["merchant_name"], row["created_at"].day, row["updated_at"].day) for row in found}
    assert (shown[1], shown[2]) == (("New", 1, 2), ("Gone", 1, 3))


def test_a_product_with_a_new_rate_gets_a_version() -> None:
    def product(day: int, quoted: str) -> dict[str, Any]:
        return {"dt": date(2025, 1, day), "product_id": 4, "interest_rate": Decimal(quoted), "fees": Decimal(12)}

    own = history(DimProduct, [product(1, "0.010000"), product(2, "0.012000"), product(3, "0.012000")])
    assert [(row["interest_rate"], row["valid_from"].day, row["created_at"].day) for row in own] == [
        (Decimal("0.010000"), 1, 1),
        (Decimal("0.012000"), 2, 1),
    ]
    assert {row["annual_fee"] for row in own} == {Decimal("12.00")}
    assert {row["profitability_tier"] for row in own} == {None}


def test_every_version_of_a_product_has_the_tier_of_the_last_complete_month() -> None:
    def product(number: int, day: int, quoted: str) -> dict[str, Any]:
        return {"dt": date(2025, 1, day), "product_id": number, "interest_rate": Decimal(quoted)}

    tiers = [
        {"dt": month, "product_id": 4, "profitability_tier": tier}
        for month, tier in ((date(2025, 1, 31), "low"), (date(2025, 3, 31), "high"), (date(2025, 2, 28), "medium"))
    ]
    rows = [product(4, 1, "0.010000"), product(4, 2, "0.012000"), product(5, 1, "0.010000"), product(5, 2, "0.010000")]
    own = history(DimProduct, rows, {ProductProfitability: tiers})
    assert [(row["product_id"], row["profitability_tier"]) for row in own] == [(4, "high"), (4, "high"), (5, None)]
