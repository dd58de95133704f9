"""Payments on loans: the specified volume, the schedule to the cent, fees and standing, over whole histories."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.lending import loan_payments
from financial_lake.settings import BankSettings
from financial_lake.simulation import loan_schedule
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.credit_records import Outcome
from financial_lake.simulation.lending import credit_histories

BANK = Bank(BankSettings())
QUARTER = [date(2024, 10, 1) + timedelta(days=step) for step in range(92)]


@cache
def of_quarter() -> pd.DataFrame:
    """All payments of the quarter, money in whole cents."""
    rows = pd.concat([loan_payments.generate(BANK, day).to_pandas() for day in QUARTER])
    for column in loan_payments.LoanPayments.money_columns():
        rows[column] = (rows[column].astype(float) * 100).round().astype(int)
    return rows


def test_a_quarter_has_the_specified_payments_with_peaks_on_due_days() -> None:
    rows = of_quarter()
    assert len(rows) == pytest.approx(2_450, rel=0.05)
    day = pd.to_datetime(rows["dt"]).dt.day
    on_due_days = day.isin([1, 5, 10, 15, 20, 25])
    assert on_due_days.mean() > 0.65
    assert rows["loan_payment_id"].is_unique


def test_statuses_fees_and_days_follow_each_other() -> None:
    rows = of_quarter()
    days = (pd.to_datetime(rows["dt"]) - pd.to_datetime(rows["due_on"])).dt.days
    assert (rows["days_past_due"] == days.clip(lower=0)).all()
    assert ((rows["late_fee_amount"] == 2_500) == (days > 10)).all()
    assert days.min() >= -3
    assert set(rows["payment_status"]) == {"paid", "paid_late", "prepaid"}
    extra = rows["extra_principal_amount"] > 0
    regular = extra & (rows["remaining_balance"] > 0)
    assert (rows["extra_principal_amount"][regular] % 10_000 == 0).all()
    assert rows["extra_principal_amount"][regular].between(50_000, 500_000).all()
    assert ((rows["payment_status"] == "prepaid") == extra).all()


def test_arrears_paid_together_have_a_row_each_in_their_order() -> None:
    rows = of_quarter()
    together = rows[rows.duplicated(["dt", "loan_id"], keep=False)]
    assert len(together) > 10
    for _, mine in together.groupby(["dt", "loan_id"]):
        assert (np.diff(mine["loan_payment_id"]) == 1).all()
        assert (np.diff(mine["installment_number"]) == 1).all()
        assert (np.diff(mine["remaining_balance"]) < 0).all()


@pytest.mark.parametrize("year", [2024, 2027])
def test_every_instalment_ever_paid_follows_the_schedule(year: int) -> None:
    lived = credit_histories(next(BANK.blocks()), year)
    owed = lived.instalments.where(lived.instalments.outcome == Outcome.PAID)
    loans = lived.loans.where(owed.loan)
    before = owed.balance_after + owed.principal + owed.extra
    assert (owed.interest == loan_schedule.month_interest(before, loans.rate)).all()
    is_reopened = owed.settled_on >= loans.restructured_on
    annuity = np.where(is_reopened, loans.new_instalment, loans.instalment)
    is_last = owed.number == owed.total
    assert (owed.principal == np.where(is_last, before, np.minimum(before, annuity - owed.interest))).all()
    assert is_reopened.any()
    assert is_last.any()


def test_what_was_paid_and_what_is_owed_make_up_the_loan() -> None:
    rows = of_quarter()
    block = next(BANK.blocks())
    loans = credit_histories(block, 2024).loans
    principal = dict(zip(loans.loan_id, loans.principal, strict=True))
    rest = rows["loan_id"].map(principal) - rows["cumulative_principal_amount"] - rows["remaining_balance"]
    restructured = rows["loan_id"].isin(loans.loan_id[loans.restructured_on < 30_000])
    assert (rest[~restructured] == 0).all()
    assert (rest[restructured] <= 0).all()
