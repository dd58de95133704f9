"""The star: history does not depend on the order of building, and facts bind the version valid on their day."""

import itertools
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.accounts.accounts import Accounts
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.engines import connect
from financial_lake.warehouse.building import fact_view
from financial_lake.warehouse.dim_account import DimAccount
from financial_lake.warehouse.dim_customer import DimCustomer
from financial_lake.warehouse.dim_date import DimDate
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer, table_of

SINCE = date(2023, 5, 2)
OPEN_END = date(9999, 12, 31)


def profile(day: date, segment: str, customer: int = 1001) -> dict[str, Any]:
    """A customer's profile on a day."""
    return {"dt": day, "customer_id": customer, "customer_segment": segment, "onboarding_date": SINCE}


def versions(rows: list[dict[str, Any]], customer: int = 1001) -> list[tuple[Any, ...]]:
    """(segment, valid_from, valid_to, is_deleted) of a customer's versions."""
    found = answer(DimCustomer, [], {CustomerProfiles: rows})
    return [
        (row["customer_tier"], row["valid_from"], row["valid_to"], row["is_deleted"])
        for row in found
        if row["customer_id"] == customer
    ]


def test_the_example_customer_has_two_versions_with_readable_keys() -> None:
    days = [(date(2024, 11, 10), "retail"), (date(2024, 11, 11), "retail"), (date(2024, 11, 12), "premium")]
    found = answer(DimCustomer, [], {CustomerProfiles: [profile(day, segment) for day, segment in days]})
    own = [row for row in found if row["customer_id"] == 1001]
    assert [row["customer_key"] for row in own] == [100_145_046, 100_145_606]
    assert [row["version_number"] for row in own] == [1, 2]
    assert [row["is_current"] for row in own] == [False, True]
    assert own[0]["valid_to"] == own[1]["valid_from"] == date(2024, 11, 12)


def test_unknown_and_not_applicable_are_rows_of_every_dimension_with_history() -> None:
    customers = answer(DimCustomer, [], {CustomerProfiles: []})
    accounts = answer(DimAccount, [], {Accounts: [], LoanAccounts: [], Investments: []})
    assert {row["customer_key"] for row in customers} == {-1, -2}
    assert {row["account_key"] for row in accounts} == {-1, -2}


def test_a_customer_who_vanishes_and_returns_has_a_gap() -> None:
    rows = [profile(date(2024, 11, day), "retail") for day in (4, 5, 8)]
    others = [profile(date(2024, 11, day), "retail", 1002) for day in range(4, 11)]
    assert versions(rows + others) == [
        ("retail", SINCE, date(2024, 11, 6), True),
        ("retail", date(2024, 11, 8), date(2024, 11, 9), True),
    ]
    assert versions(rows + others, 1002) == [("retail", SINCE, OPEN_END, False)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["retail", "premium", None]), min_size=1, max_size=9), st.randoms())
def test_history_is_a_function_of_what_is_stored_and_equals_every_snapshot(
    states: list[str | None], order: Any
) -> None:
    days = [date(2024, 11, 1 + place) for place in range(len(states))]
    rows = [profile(day, state) for day, state in zip(days, states, strict=True) if state]
    rows += [profile(day, "retail", 1002) for day in days]
    ordered = versions(rows)
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert versions(shuffled) == ordered
    seen = next((place for place, state in enumerate(states) if state), len(states))
    for day, state in zip(days[seen:], states[seen:], strict=True):  # the first version reaches back to the joining day
        valid = [tier for tier, start, end, _ in ordered if start <= day < end]
        assert valid == ([state] if state else [])
    for before, after in itertools.pairwise(ordered):
        assert before[2] <= after[1]


def test_an_account_gets_a_version_when_it_closes() -> None:
    def account(day: int, status: str, closing: date | None) -> dict[str, Any]:
        return {
            "dt": date(2024, 10, day),
            "account_id": 1001100,
            "customer_id": 1001,
            "account_status": status,
            "account_type": " CHECKING",
            "closing_date": closing,
            "open_date": SINCE,
            "account_number": "123456789012",
        }

    closed = date(2024, 10, 5)
    rows = [account(4, "active", None), account(7, "closed", closed), account(8, "closed", closed)]
    found = answer(DimAccount, [], {Accounts: rows, LoanAccounts: [], Investments: []})
    own = [(row["status"], row["valid_from"], row["valid_to"]) for row in found if row["account_id"] == 1001100]
    assert own == [("active", SINCE, date(2024, 10, 7)), ("closed", date(2024, 10, 7), OPEN_END)]
    assert {row["account_number_masked"] for row in found if row["account_id"] == 1001100} == {"****9012"}
    assert {row["account_type"] for row in found if row["account_id"] == 1001100} == {"checking"}


def test_a_posting_binds_to_the_version_of_its_own_day() -> None:
    dim_rows = answer(
        DimCustomer,
        [],
        {CustomerProfiles: [profile(date(2024, 11, 11), "retail"), profile(date(2024, 11, 12), "premium")]},
    )
    facts = [
        {"dt": date(2024, 11, 11), "transaction_key": 10, "customer_id": 1001, "contract_id": 5},
        {"dt": date(2024, 11, 12), "transaction_key": 20, "customer_id": 1001, "contract_id": 5},
        {"dt": date(2024, 11, 12), "transaction_key": 30, "customer_id": 4, "contract_id": 5},
    ]
    with closing(connect()) as connection:
        for schema, model, rows in (
            ("warehouse", DimCustomer, dim_rows),
            ("warehouse", DimAccount, answer(DimAccount, [], {Accounts: [], LoanAccounts: [], Investments: []})),
            ("warehouse_facts", FactTransaction, facts),
        ):
            connection.register(f"rows_{model.short_name()}", table_of(model, rows))
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create view {schema}.{model.short_name()} as from rows_{model.short_name()}")
        connection.execute(fact_view(FactTransaction))
        bound = connection.execute(
            "select transaction_key, customer_key, account_key from warehouse.fact_transaction order by all"
        ).fetchall()
    assert bound == [(10, 100_145_046, -1), (20, 100_145_606, -1), (30, -1, -1)]


def test_a_wire_and_its_fee_net_to_what_both_move() -> None:
    day = date(2024, 10, 3)
    common = {"dt": day, "account_id": 1001100, "customer_id": 1001, "status": "completed", "reference_number": "WR-1"}
    wire = {
        **common,
        "transaction_id": 1,
        "transaction_code": "wire_out",
        "fees": Decimal("25.00"),
        "txn_type": "debit",
    }
    fee = {**common, "transaction_id": 2, "transaction_code": "wire_fee", "txn_type": "debit"}
    wire["amount_posted"], fee["amount_posted"] = Decimal("-12000.00"), Decimal("-25.00")
    for row in (wire, fee):
        row |= {"currency": "USD", "amount": -row["amount_posted"], "exchange_rate": Decimal(1)}
    rows = answer(FactTransaction, [day], {Transactions: [wire, fee], Accounts: []})
    assert [row["transaction_amount"] for row in rows] == [Decimal("-12000.00"), Decimal("-25.00")]
    assert [row["net_amount"] for row in rows] == [Decimal("-12025.00"), Decimal("0.00")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 11, 30), {"is_month_end": True, "is_business_day": False, "last_weekday": date(2024, 11, 29)}),
        (date(2024, 11, 28), {"is_holiday": True, "is_business_day": False, "last_weekday": date(2024, 11, 28)}),
        (
            date(2024, 10, 1),
            {"date_key": 20241001, "quarter_name": "Q4", "is_quarter_start": True, "is_salary_day": True},
        ),
        (date(2024, 11, 29), {"is_last_business_day_of_month": True, "day_name": "Friday", "day_of_week_sunday1": 6}),
    ],
)
def test_dates_say_what_the_calendar_says(day: date, expected: dict[str, Any]) -> None:
    (row,) = [row for row in _dates() if row["full_date"] == day]
    assert {name: row[name] for name in expected} == expected


_known: list[dict[str, Any]] = []


def _dates() -> list[dict[str, Any]]:
    if not _known:
        _known.extend(answer(DimDate, [], {}))
    return _known
