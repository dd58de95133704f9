"""M25: the worked example, what belongs to a branch, and branches where nothing happened."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.branches.branch_visits import BranchVisits
from financial_lake.datalake.branches.branches import Branches
from financial_lake.datalake.crm.satisfaction_surveys import SatisfactionSurveys
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.lending.loan_applications import LoanApplications
from financial_lake.datalake.people.employees import Employees
from financial_lake.marts.branch.branch_performance import BranchPerformance
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake.warehouse_facts.fact_interaction import FactInteraction
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer

MONTH_END, FRIDAY, FIRST = date(2024, 11, 30), date(2024, 11, 29), date(2024, 11, 1)
OPEN_WEEKDAYS = 24
"""30 days less four Sundays, Veterans Day and Thanksgiving."""


def branches(*days: date, **given: Any) -> list[dict[str, Any]]:
    """Two branches; what is not given is empty."""
    inputs: dict[Any, Any] = {
        Branches: [{"dt": MONTH_END, "branch_id": each, "branch_name": f"Branch {each}"} for each in (1, 2)],
        BranchVisits: given.get("visits", []),
        Employees: given.get("employees", []),
        CustomerRecords: given.get("customers", []),
        Accounts: given.get("accounts", []),
        FactBalance: given.get("balances", []),
        LoanAccounts: given.get("loans", []),
        FactTransaction: given.get("postings", []),
        LoanApplications: given.get("applications", []),
        FactInteraction: given.get("contacts", []),
        SatisfactionSurveys: given.get("surveys", []),
    }
    return answer(BranchPerformance, days or (MONTH_END,), inputs)


def test_the_example_divides_visits_by_days_of_staff() -> None:
    visits = [{"dt": FIRST, "visit_id": place, "branch_id": 1} for place in range(300)]
    employees = [
        {"dt": date(2024, 11, day), "employee_id": each, "branch_id": 1, "employment_status": "active"}
        for day in range(1, 31)
        for each in (1, 2)
        if (day, each) not in {(1, 1), (1, 2), (2, 1), (2, 2)}
    ]
    first, second = branches(visits=visits, employees=employees)
    assert (first["open_days"], first["staff_count"], first["visit_count"]) == (OPEN_WEEKDAYS, 2, 300)
    assert first["visits_per_staff_day"] == Decimal("6.818182"), "two people on 22 stored open days"
    assert (second["visit_count"], second["visits_per_staff_day"]) == (0, None)


def test_sundays_and_absent_staff_do_not_count() -> None:
    employees = [
        {"dt": date(2024, 11, 3), "employee_id": 1, "branch_id": 1, "employment_status": "active"},
        {"dt": date(2024, 11, 4), "employee_id": 1, "branch_id": 1, "employment_status": "on_leave"},
        {"dt": date(2024, 11, 5), "employee_id": 1, "branch_id": 1, "employment_status": "active"},
        {"dt": MONTH_END, "employee_id": 1, "branch_id": 1, "employment_status": "terminated"},
    ]
    first, _ = branches(visits=[{"dt": FIRST, "visit_id": 1, "branch_id": 1}], employees=employees)
    assert (first["visits_per_staff_day"], first["staff_count"]) == (1, 0)


def test_customers_loans_and_deposits_are_summed_before_they_meet() -> None:
    customers = [
        {"dt": MONTH_END, "customer_id": each, "home_branch_id": 1, "customer_status": status}
        for each, status in enumerate(["active", "dormant", "active", "closed"])
    ]
    kinds = {1: "checking", 2: "savings", 3: "credit_card", 4: "checking"}
    accounts = [
        {"dt": FRIDAY, "account_id": each, "branch_id": 1, "account_type": kind, "account_status": "active",
         "open_date": FIRST if each == 2 else date(2020, 1, 1)}
        for each, kind in kinds.items()
    ]  # fmt: skip
    accounts[3] |= {"account_status": "closed", "closing_date": date(2024, 11, 5)}
    balances = [
        {"dt": MONTH_END, "balance_key": each, "contract_id": each * 10 + 1, "closing_balance_usd": Decimal(amount)}
        for each, amount in {1: "10.00", 2: "20.05", 3: "-7.00"}.items()
    ]
    loans = [
        {"dt": FRIDAY, "loan_id": place, "customer_id": place, "current_balance": "100.00", "loan_status": status}
        for place, status in enumerate(["active", "delinquent", "paid_off"])
    ]
    first, second = branches(customers=customers, accounts=accounts, balances=balances, loans=loans)
    assert (first["customer_count"], first["account_count"]) == (3, 3)
    assert (first["accounts_opened"], first["accounts_closed"]) == (1, 1)
    assert (first["deposits_usd"], first["deposits_per_customer"]) == (Decimal("30.05"), Decimal("10.02"))
    assert first["loans_outstanding"] == Decimal("200.00")
    assert (first["branch_rank"], second["branch_rank"]) == (1, 2)
    assert second["deposits_per_customer"] is None


def test_cash_and_fees_are_those_of_the_month() -> None:
    visits = [
        {"dt": day, "visit_id": place, "branch_id": 2, "visit_purpose": purpose, "cash_amount": cash}
        for place, (day, purpose, cash) in enumerate(
            [
                (FIRST, "deposit", "40.00"),
                (MONTH_END, "withdrawal", "15.00"),
                (MONTH_END, "inquiry", None),
                (date(2024, 10, 31), "deposit", "99.00"),
            ]
        )
    ]
    postings = [
        {"dt": FIRST, "branch_id": 2, "flow_class": flow, "is_completed": 1, "transaction_amount_usd": Decimal(-35)}
        for flow in ("charge", "spend")
    ]
    first, second = branches(FRIDAY, MONTH_END, visits=visits, postings=postings)
    assert (first["dt"], first["visit_count"], first["fee_income"]) == (MONTH_END, 0, 0)
    assert (second["visit_count"], second["cash_in"], second["cash_out"]) == (3, Decimal(40), Decimal(15))
    assert second["fee_income"] == Decimal("35.00")


def test_applications_are_those_of_home_customers_and_decisions_those_of_the_month() -> None:
    customers = [{"dt": MONTH_END, "customer_id": each, "home_branch_id": 1 + each // 9} for each in (1, 2, 9)]
    states = [
        (1, datetime(2024, 11, 1), "approved", FIRST),  # noqa: DTZ001 - instants carry no zone
        (2, datetime(2024, 10, 31, 9), "rejected", MONTH_END),  # noqa: DTZ001
        (1, datetime(2024, 10, 2), "approved", date(2024, 10, 31)),  # noqa: DTZ001
        (1, datetime(2024, 11, 30, 10), "submitted", None),  # noqa: DTZ001
        (2, datetime(2024, 11, 5), "withdrawn", date(2024, 11, 9)),  # noqa: DTZ001
        (9, datetime(2024, 11, 5), "pending", None),  # noqa: DTZ001
    ]
    applications = [
        {"dt": MONTH_END, "application_id": place, "customer_id": customer, "applied_at": applied,
         "application_status": status, "decided_on": decided}
        for place, (customer, applied, status, decided) in enumerate(states)
    ]  # fmt: skip
    first, second = branches(customers=customers, applications=applications)
    assert (first["application_count"], first["approval_share"]) == (3, Decimal("0.5"))
    assert (second["application_count"], second["approval_share"]) == (1, None)


def test_a_branch_is_scored_by_contacts_its_own_people_answered() -> None:
    employees = [
        {"dt": day, "employee_id": each, "branch_id": each, "employment_status": "active"}
        for day in (FIRST, MONTH_END)
        for each in (1, 2)
    ]
    answers = [
        (FIRST, "branch", 1, 9),
        (MONTH_END, "branch", 1, 7),
        (MONTH_END, "phone", 1, 0),
        (FIRST, "branch", 2, 3),
    ]
    contacts = [
        {"dt": day, "interaction_key": place, "channel": channel, "agent_id": agent}
        for place, (day, channel, agent, _) in enumerate(answers)
    ]
    surveys = [
        {"dt": MONTH_END, "survey_id": place, "interaction_id": place, "nps_score": score}
        for place, (*_, score) in enumerate(answers)
    ]
    first, second = branches(employees=employees, contacts=contacts, surveys=surveys)
    assert (first["survey_count"], first["nps"]) == (2, 50)
    assert (second["survey_count"], second["nps"]) == (1, -100)
    late = [row | {"dt": date(2024, 12, 1)} for row in surveys]
    assert branches(employees=employees, contacts=contacts, surveys=late)[0]["nps"] is None
