"""The table loan_accounts: the specified volume and shares, on weekdays."""

from collections import Counter
from datetime import date

import pytest

from financial_lake.datalake.lending.loan_accounts import LoanAccounts, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

BANK = Bank(BankSettings())


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2024, 11, 15), date(2024, 12, 31)])
def test_a_weekday_holds_the_specified_loans(day: date) -> None:
    rows = generate(BANK, day)
    LoanAccounts.check_rows(rows)
    assert rows.num_rows == pytest.approx(894, rel=0.05)
    kinds = Counter(rows["loan_type"].to_pylist())
    for kind, share in {"mortgage": 0.39, "auto": 0.24, "personal": 0.18, "business": 0.10, "student": 0.09}.items():
        assert kinds[kind] / rows.num_rows == pytest.approx(share, abs=0.04)


def test_a_weekend_holds_none() -> None:
    assert generate(BANK, date(2024, 11, 16)).schema == LoanAccounts.arrow_schema()
    assert generate(BANK, date(2024, 11, 17)).num_rows == 0


def test_only_the_last_four_digits_of_a_loan_number_are_shown() -> None:
    numbers = generate(BANK, date(2024, 11, 15))["loan_number"].to_pylist()
    assert all(number.startswith("L******") and number[7:].isdigit() and len(number) == 11 for number in numbers)


def test_a_bank_of_223_shows_the_same_loans() -> None:
    small = generate(Bank(BankSettings(customers=223)), date(2024, 10, 1))
    assert small.num_rows > 50
    assert small.equals(generate(BANK, date(2024, 10, 1)).slice(0, small.num_rows))


def test_any_day_alone_is_the_same_as_after_others() -> None:
    fresh = generate(Bank(BankSettings()), date(2025, 1, 2))
    worn = Bank(BankSettings())
    for day in (date(2026, 3, 2), date(2023, 6, 1), date(2024, 12, 31)):
        generate(worn, day)
    assert fresh.equals(generate(worn, date(2025, 1, 2)))
