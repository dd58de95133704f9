"""Accounts spelled as agreed, without their number; the numbers apart from everything else."""

from datetime import date
from typing import Any

import pytest

from financial_lake.contract import Pii
from financial_lake.curated.account_numbers import AccountNumbers
from financial_lake.curated.accounts import Accounts
from financial_lake.datalake.accounts.accounts import Accounts as DeliveredAccounts
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY, MONDAY = date(2024, 10, 4), date(2024, 10, 5), date(2024, 10, 7)


def delivered(**others: Any) -> dict[str, Any]:
    """A savings account as it arrives."""
    words = {"account_type": "savings", "account_status": "active", "currency": "USD"}
    return {"dt": FRIDAY, "account_id": 1001100, "account_number": "482910375566", **words, **others}


@pytest.mark.parametrize(
    ("account_type", "account_status"), [("SAVINGS", "active"), (" Savings ", "active"), ("savings", "ACTIVE ")]
)
def test_type_and_status_are_trimmed_and_in_lower_case(account_type: str, account_status: str) -> None:
    row = delivered(account_type=account_type, account_status=account_status)
    (only,) = answer(Accounts, [FRIDAY], {DeliveredAccounts: [row]})
    assert (only["account_type"], only["account_status"], only["is_repaired"]) == ("savings", "active", True)


def test_of_the_number_four_digits_remain_and_the_token_says_which_account_it_is() -> None:
    (only,) = answer(Accounts, [FRIDAY], {DeliveredAccounts: [delivered()]})
    assert (only["account_number_masked"], only["account_token"]) == ("****5566", "ACC-1001100")
    assert not only["is_repaired"]
    assert "482910375566" not in [str(value) for value in only.values()]


def test_the_whole_number_is_kept_apart_and_secret() -> None:
    (only,) = answer(AccountNumbers, [FRIDAY], {DeliveredAccounts: [delivered()]})
    assert only == {"dt": FRIDAY, "account_id": 1001100, "account_number": "482910375566"}
    (column,) = [each for each in AccountNumbers.column_meanings() if each.name == "account_number"]
    assert column.pii is Pii.SECRET


@pytest.mark.parametrize("model", [Accounts, AccountNumbers])
def test_a_weekend_has_no_rows_and_a_range_equals_its_days(model: Any) -> None:
    inputs: dict[Any, Any] = {DeliveredAccounts: [delivered(), delivered(dt=MONDAY, account_type="SAVINGS")]}
    days = [FRIDAY, SATURDAY, MONDAY]
    together = answer(model, days, inputs)
    assert [row["dt"] for row in together] == [FRIDAY, MONDAY]
    assert together == [row for day in days for row in answer(model, [day], inputs)]
