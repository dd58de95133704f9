"""Loan schedules: the worked example to the cent, every status, restructurings, and loans older than the lake."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.curated.changes.loan_changes import LoanChanges
from financial_lake.curated.opening_capital import OpeningCapital
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.lending.loan_payments import LoanPayments
from financial_lake.warehouse_facts.fact_loan_schedule import FactLoanSchedule
from financial_lake_tests.worked_examples import answer

OPENED, LATEST = date(2024, 10, 1), date(2024, 12, 31)
CAPITAL = [{"instrument": "at1", "issued_on": OPENED, "amount": "1.00"}]
LOAN = {"loan_id": 7, "customer_id": 3, "product_id": 15, "original_amount": "12000.00", "current_balance": "12000.00",
        "interest_rate": "0.060000", "term_months": 12, "installment_amount": "1032.80", "due_day": 15,
        "origination_date": date(2024, 10, 3), "maturity_date": date(2025, 10, 15), "installments_paid": 0,
        "next_due_on": date(2024, 11, 15), "loan_status": "active"}  # fmt: skip


def change(day: date, op: str = "U", **said: Any) -> dict[str, Any]:
    return {"dt": day, "effective_on": day, "op": op, "is_baseline": False, "changed_columns": "", **LOAN} | said


def payment(number: int, day: date, **said: Any) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, 7, 10)  # noqa: DTZ001 - instants carry no zone marker
    return {"dt": day, "loan_payment_id": number, "loan_id": 7, "installment_number": number, "paid_at": at,
            "payment_amount": "1032.80", "payment_status": "paid", "remaining_balance": "11027.20",
            "cumulative_principal_amount": "972.80"} | said  # fmt: skip


def schedule(
    *changes: dict[str, Any], paid: tuple[dict[str, Any], ...] = (), latest: date = LATEST
) -> dict[int, dict[str, Any]]:
    """Instalments by their number."""
    given = {
        LoanChanges: changes or (change(OPENED + timedelta(days=2), "I"),),
        LoanPayments: paid,
        LoanAccounts: [{"dt": latest, "loan_id": 1}],
        OpeningCapital: CAPITAL,
    }
    return {row["payment_number"]: row for row in answer(FactLoanSchedule, [], given)}


def test_the_worked_example() -> None:
    rows = schedule()
    asked = ("payment_due", "interest_portion", "principal_portion", "remaining_balance")
    told = [tuple(rows[number][name] for name in asked) for number in (1, 2)]
    assert told == [
        (Decimal("1032.80"), Decimal("60.00"), Decimal("972.80"), Decimal("11027.20")),
        (Decimal("1032.80"), Decimal("55.14"), Decimal("977.66"), Decimal("10049.54")),
    ]
    assert list(rows) == list(range(1, 13))
    assert sum(row["principal_portion"] for row in rows.values()) == 12_000
    assert (rows[12]["remaining_balance"], rows[12]["due_date"]) == (0, date(2025, 10, 15))
    assert (rows[1]["schedule_id"], rows[1]["contract_id"], rows[1]["account_id"]) == (7001, 72, 7)
    assert (rows[1]["date_key"], rows[1]["total_payments"]) == (20_241_115, 12)


def test_the_first_due_day_is_at_least_25_days_after_the_money() -> None:
    for paid_out, first in ((date(2024, 10, 21), date(2024, 11, 15)), (date(2024, 10, 22), date(2024, 12, 15))):
        rows = schedule(change(paid_out, "I", origination_date=paid_out, next_due_on=first))
        assert rows[1]["due_date"] == first
        assert rows[1]["created_at"].date() == paid_out


def test_payments_tell_when_and_how_an_instalment_was_paid() -> None:
    late = {"payment_status": "paid_late", "days_past_due": 12, "late_fee_amount": "25.00", "payment_amount": "1057.80"}
    rows = schedule(paid=(payment(1, date(2024, 11, 27), **late),))
    first = rows[1]
    assert (first["payment_status"], first["actual_payment_date"], first["days_past_due"]) == (
        "paid_late",
        date(2024, 11, 27),
        12,
    )
    assert (first["actual_amount_paid"], first["late_fee_charged"]) == (Decimal("1057.80"), 25)
    assert first["cumulative_principal_paid"] == Decimal("972.80")
    assert [rows[number]["payment_status"] for number in (2, 3)] == ["overdue", "scheduled"]
    assert (rows[2]["days_past_due"], rows[3]["days_past_due"]) == (16, 0)


def test_an_instalment_is_overdue_the_day_after_it_was_due() -> None:
    for latest, status in ((date(2024, 11, 15), "scheduled"), (date(2024, 11, 16), "overdue")):
        assert schedule(latest=latest)[1]["payment_status"] == status


def test_after_a_payoff_nothing_is_due() -> None:
    gone = change(date(2024, 12, 16), loan_status="paid_off", next_due_on=None, closed_on=date(2024, 12, 15))
    prepaid = payment(2, date(2024, 12, 15), payment_status="prepaid", extra_principal_amount="9000.00",
                      remaining_balance="0.00")  # fmt: skip
    rows = schedule(change(OPENED, "I"), gone, paid=(payment(1, date(2024, 11, 15)), prepaid))
    assert [rows[number]["payment_status"] for number in (1, 2, 3, 12)] == ["paid", "prepaid", "cancelled", "cancelled"]
    assert (rows[2]["remaining_balance"], rows[2]["extra_principal_paid"]) == (0, 9_000)
    assert [(rows[number]["dt"], rows[number]["due_date"]) for number in (1, 3)] == [
        (date(2024, 11, 15), date(2024, 11, 15)),
        (date(2024, 12, 15), date(2025, 1, 15)),  # the loan is known no longer when it would have been due
    ]


def test_after_a_charge_off_the_missed_stay_overdue() -> None:
    gone = change(date(2024, 12, 16), loan_status="defaulted", next_due_on=None, closed_on=date(2024, 12, 15))
    rows = schedule(change(OPENED, "I"), gone)
    assert [rows[number]["payment_status"] for number in (1, 2, 3)] == ["overdue", "overdue", "cancelled"]


def test_a_restructured_loan_goes_on_with_its_new_instalment() -> None:
    new: dict[str, Any] = {"maturity_date": date(2026, 10, 15), "term_months": 24, "installment_amount": "600.00",
           "current_balance": "12120.00", "next_due_on": date(2025, 1, 15), "loan_status": "restructured"}  # fmt: skip
    rows = schedule(change(OPENED, "I"), change(date(2024, 12, 20), **new))
    assert [rows[number]["payment_status"] for number in (1, 2, 3)] == ["cancelled", "cancelled", "scheduled"]
    assert [rows[number]["payment_due"] for number in (2, 3)] == [Decimal("1032.80"), 600]
    assert (rows[3]["interest_portion"], rows[3]["remaining_balance"]) == (Decimal("60.60"), Decimal("11580.60"))
    assert [rows[number]["total_payments"] for number in (2, 3)] == [12, 24]
    assert max(rows) == 24


def test_a_loan_older_than_the_lake_shows_a_year_of_what_was_paid_before() -> None:
    old: dict[str, Any] = {"origination_date": date(2023, 3, 1), "term_months": 36, "installment_amount": "365.06",
           "maturity_date": date(2026, 4, 15), "next_due_on": date(2024, 10, 15)}  # fmt: skip
    rows = schedule(change(OPENED, "I", is_baseline=True, **old), paid=(payment(19, date(2024, 10, 14)),))
    assert (min(rows), rows[min(rows)]["due_date"]) == (7, date(2023, 10, 15))
    before = [row for row in rows.values() if row["is_before_lake"]]
    assert [row["payment_number"] for row in before] == list(range(7, 19))
    assert {(row["payment_status"], row["actual_payment_date"], row["days_past_due"]) for row in before} == {
        ("paid", None, None)
    }
    assert [rows[number]["payment_status"] for number in (19, 20)] == ["paid", "overdue"]


def test_a_loan_restructured_before_the_lake_begins_with_its_next_instalment() -> None:
    known: dict[str, Any] = {"origination_date": date(2023, 3, 1), "installment_amount": "250.00", "term_months": 60,
             "current_balance": "9000.00", "next_due_on": date(2024, 10, 15)}  # fmt: skip
    rows = schedule(change(OPENED, "I", is_baseline=True, **known))
    assert (min(rows), rows[19]["payment_due"], rows[19]["interest_portion"]) == (19, 250, 45)
    assert not any(row["is_before_lake"] for row in rows.values())


def test_two_years_ahead_are_shown() -> None:
    long: dict[str, Any] = {"term_months": 60, "installment_amount": "231.99", "maturity_date": date(2029, 10, 15)}
    rows = schedule(change(OPENED, "I", **long))
    assert rows[max(rows)]["due_date"] == date(2026, 12, 15)
    assert {row["total_payments"] for row in rows.values()} == {60}


def test_the_order_of_changes_and_payments_does_not_matter() -> None:
    changes = (change(OPENED, "I"), change(date(2024, 12, 20), maturity_date=date(2026, 10, 15), term_months=24))
    paid = (payment(1, date(2024, 11, 15)), payment(2, date(2024, 12, 15)))
    assert schedule(*changes, paid=paid) == schedule(*changes[::-1], paid=paid[::-1])
