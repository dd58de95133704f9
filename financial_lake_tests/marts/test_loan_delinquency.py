"""M07: the worked example, bounds of the buckets, what rolls and what is cured, instalments that stay open."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.lending.loan_payments import LoanPayments
from financial_lake.marts.risk.loan_delinquency import LATE, LoanDelinquency, picture
from financial_lake_tests.worked_examples import answer, table_of

DAY, BEFORE = date(2024, 10, 31), date(2024, 9, 30)
ENDED = ("paid_off", "defaulted")


def loan(number: int, owed: str, late: int = 0, day: date = DAY, status: str = "active", **said: Any) -> dict[str, Any]:
    row = {"dt": day, "loan_id": number, "loan_type": "auto", "current_balance": owed, "days_past_due": late,
           "past_due_amount": "10.00" if late else "0.00", "loan_status": status, "due_day": 15,
           "origination_date": date(2023, 1, 5), "maturity_date": date(2027, 1, 15),
           "next_due_on": None if status in ENDED else date(2024, 11, 15)}  # fmt: skip
    return row | said


def delinquency(
    *loans: dict[str, Any], paid: list[dict[str, Any]] | None = None, days: tuple[date, ...] = (DAY,)
) -> dict[Any, dict[str, Any]]:
    """Rows of car loans by bucket; of several months by month and bucket."""
    rows = answer(LoanDelinquency, days, {LoanAccounts: loans, LoanPayments: paid or []})
    assert len(rows) == 30 * len(days)
    autos = [row for row in rows if row["loan_type"] == "auto"]
    return {row["bucket"] if len(days) == 1 else (row["dt"], row["bucket"]): row for row in autos}


def test_the_worked_example() -> None:
    rows = delinquency(
        loan(1, "1000.00", 12, BEFORE), loan(2, "3000.00", 30, BEFORE), loan(1, "1000.00", 43), loan(2, "2900.00")
    )
    left = rows["d1_30"]
    assert (left["last_month_outstanding"], left["loan_count"]) == (4000, 0)
    assert (left["roll_rate_to_next"], left["cured_rate"]) == (Decimal("0.25"), Decimal("0.75"))
    assert (rows["d31_60"]["outstanding"], rows["d31_60"]["past_due_amount"]) == (1000, 10)
    assert rows["current"]["share_of_outstanding"] == Decimal("0.743590")


@pytest.mark.parametrize(
    ("late", "bucket"),
    [(0, "current"), (1, "d1_30"), (30, "d1_30"), (31, "d31_60"), (60, "d31_60"), (61, "d61_90"), (90, "d61_90"),
     (91, "d90_plus"), (179, "d90_plus")],
)  # fmt: skip
def test_a_loan_is_in_the_bucket_of_its_days(late: int, bucket: str) -> None:
    rows = delinquency(loan(1, "5.00", late))
    assert [name for name, row in rows.items() if row["loan_count"]] == [bucket]


def test_what_is_written_off_has_a_bucket_and_what_is_paid_off_none() -> None:
    rows = delinquency(loan(1, "5.00", status="defaulted"), loan(2, "0.00", status="paid_off"))
    assert [name for name, row in rows.items() if row["loan_count"]] == ["charged_off"]
    assert (rows["charged_off"]["outstanding"], rows["charged_off"]["instalments_due"]) == (5, 0)


def test_worse_by_several_buckets_rolls_and_paid_off_is_cured() -> None:
    rows = delinquency(
        *(loan(number, "100.00", late, BEFORE) for number, late in ((1, 40), (2, 40), (3, 40), (4, 0), (5, 0))),
        *(loan(6, "100.00", day=day, status="defaulted") for day in (BEFORE, DAY)),
        loan(1, "100.00", status="defaulted"),
        loan(2, "0.00", status="paid_off"),
        loan(3, "90.00", 5),
        loan(4, "90.00", 3),
        loan(5, "90.00"),
    )
    assert (rows["d31_60"]["roll_rate_to_next"], rows["d31_60"]["cured_rate"]) == (
        Decimal("0.333333"),
        Decimal("0.333333"),
    )
    assert (rows["current"]["roll_rate_to_next"], rows["current"]["cured_rate"]) == (Decimal("0.5"), None)
    assert (rows["charged_off"]["roll_rate_to_next"], rows["charged_off"]["cured_rate"]) == (None, None)
    assert rows["d61_90"]["roll_rate_to_next"] is None


@pytest.mark.parametrize(
    ("said", "due", "overdue"),
    [
        ({}, 1, 0),
        ({"next_due_on": date(2024, 10, 15), "days_past_due": 16}, 1, 1),
        ({"next_due_on": date(2024, 9, 15), "days_past_due": 46}, 1, 1),
        ({"origination_date": date(2024, 9, 20)}, 1, 0),
        ({"origination_date": date(2024, 9, 21)}, 0, 0),
        ({"maturity_date": date(2024, 10, 15)}, 1, 0),
        ({"maturity_date": date(2024, 9, 15)}, 0, 0),
    ],
    ids=["paid", "open", "two open", "first", "not yet", "last", "past its end"],
)
def test_an_instalment_a_month_is_due_and_open_until_paid(said: dict[str, Any], due: int, overdue: int) -> None:
    rows = delinquency(loan(1, "5.00") | said)
    assert sum(row["instalments_due"] for row in rows.values()) == due
    assert sum(row["instalments_overdue"] for row in rows.values()) == overdue
    assert [row["overdue_instalment_rate"] for row in rows.values() if row["instalments_due"]] == [overdue] * due


def test_a_payment_on_the_weekend_that_ends_the_month_still_counts() -> None:
    friday, saturday, sunday = date(2024, 11, 29), date(2024, 11, 30), date(2024, 12, 1)
    late = loan(1, "5.00", 14, friday, next_due_on=date(2024, 11, 15))
    open_still = delinquency(late, days=(saturday,))["d1_30"]
    paid = {"dt": saturday, "loan_payment_id": 1, "loan_id": 1, "due_on": date(2024, 11, 15)}
    settled = delinquency(late, paid=[paid], days=(saturday,))["d1_30"]
    too_late = delinquency(late, paid=[paid | {"dt": sunday}], days=(saturday,))["d1_30"]
    told = [row["instalments_overdue"] for row in (open_still, settled, too_late)]
    assert told == [1, 0, 1]


def test_only_month_ends_have_rows_and_months_do_not_mix() -> None:
    assert answer(LoanDelinquency, [date(2024, 10, 30)], {LoanAccounts: [loan(1, "5.00")], LoanPayments: []}) == []
    loans = [loan(1, "9.00", 12, BEFORE), loan(1, "8.00", 43)]
    together = delinquency(*loans, days=(BEFORE, DAY))
    assert together[DAY, "d31_60"] == delinquency(*loans)["d31_60"]
    assert together[BEFORE, "d1_30"] == delinquency(*loans, days=(BEFORE,))["d1_30"]
    assert set(LATE) < {bucket for _, bucket in together}
    assert picture(table_of(LoanDelinquency, list(together.values()))).startswith(b"\x89PNG")
