"""AML-01: the worked examples, the limit from both sides, and the business day of weekends and holidays."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.branches.branch_visits import BranchVisits
from financial_lake.regulatory.aml.currency_transaction_reports import CurrencyTransactionReports
from financial_lake_tests.worked_examples import answer

SATURDAY, MONDAY, TUESDAY = date(2024, 10, 5), date(2024, 10, 7), date(2024, 10, 8)
CREDITS = {"cash_deposit", "salary"}


def cash(number: int, amount: str, day: date = MONDAY, code: str = "cash_deposit", **said: Any) -> dict[str, Any]:
    return {
        "dt": day,
        "transaction_id": number,
        "customer_id": 1001,
        "transaction_code": code,
        "txn_type": "credit" if code in CREDITS else "debit",
        "status": "completed",
        "amount_usd": amount,
        "reference_number": f"BV-{number}",
    } | said


def reports(postings: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    visits = [
        {"dt": row["dt"], "visit_id": row["transaction_id"], "branch_id": row["transaction_id"],
         "reference_number": row["reference_number"]}
        for row in postings
    ]  # fmt: skip
    return answer(CurrencyTransactionReports, days or (MONDAY,), {Transactions: postings, BranchVisits: visits})


def test_the_example_adds_saturday_to_monday() -> None:
    postings = [cash(1, "6000.00", SATURDAY), cash(2, "4500.00")]
    (row,) = reports(postings)
    assert (row["ctr_id"], row["amount"], row["due_on"]) == (
        "CT-2024-10-07-1001-in", Decimal("10500.00"), date(2024, 10, 22),
    )  # fmt: skip
    assert (row["posting_count"], row["branch_count"], row["first_on"]) == (2, 2, SATURDAY)
    assert reports(postings, SATURDAY, TUESDAY) == []


@pytest.mark.parametrize(
    "postings",
    [
        [cash(1, "10000.00")],
        [cash(1, "6000.00"), cash(2, "6000.00", code="cash_withdrawal")],
        [cash(1, "6000.00"), cash(2, "6000.00", customer_id=1002)],
        [cash(1, "6000.00"), cash(2, "6000.00", status="failed")],
        [cash(1, "6000.00"), cash(2, "6000.00", revision_number=1)],
        [cash(1, "6000.00"), cash(2, "6000.00", code="salary")],
        [cash(1, "6000.00"), cash(2, "6000.00", TUESDAY)],
        [cash(1, "6000.00"), cash(2, "6000.00", date(2024, 10, 4))],
    ],
)
def test_what_need_not_be_reported(postings: list[dict[str, Any]]) -> None:
    assert reports(postings) == []


def test_two_deposits_below_the_limit_in_two_branches_on_one_day_are_reported() -> None:
    (row,) = reports([cash(1, "8400.00"), cash(2, "9950.00")])
    assert (row["amount"], row["branch_count"]) == (Decimal("18350.00"), 2)


def test_cash_taken_out_at_counters_and_machines_is_one_sum() -> None:
    (row,) = reports([cash(1, "9500.00", code="cash_withdrawal"), cash(2, "500.01", code="atm_withdrawal")])
    assert (row["direction"], row["amount"]) == ("out", Decimal("10000.01"))


def test_cash_before_a_holiday_waits_for_the_day_after_it() -> None:
    before, holiday, after = date(2024, 10, 12), date(2024, 10, 14), date(2024, 10, 15)
    postings = [cash(1, "6000.00", before), cash(2, "6000.00", after)]
    assert [row["dt"] for row in reports(postings, before, holiday, after)] == [after]
    assert reports(postings, before, holiday, after) == reports(postings, after)
