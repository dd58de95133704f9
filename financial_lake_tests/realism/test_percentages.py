"""Shares that are specified are counted in what is made, and told to differ only when they do."""

from datetime import date, timedelta

import pytest

from financial_lake.realism.percentages import Counted, Percentage, counted, page, percentages
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

HALF = Percentage("customers", "half of them", "true", "true", 0.5, "2.1")


@pytest.mark.parametrize(
    ("share", "rows", "is_met"),
    [
        (0.5, 100, True),
        (0.69, 100, True),
        (0.71, 100, False),
        (0.504, 10**9, True),
        (0.506, 10**9, False),
        (0.0, 0, False),
    ],
)
def test_a_share_may_differ_by_rounding_or_chance(share: float, rows: int, is_met: bool) -> None:
    assert Counted(HALF, share, rows).is_met is is_met


def test_every_share_is_counted_and_most_agree_in_a_small_bank_already() -> None:
    days = [date(2024, 12, 25) + timedelta(days=each) for each in range(7)]
    found = counted(Bank(BankSettings(customers=1_000)), days)
    assert [each.percentage for each in found] == list(percentages())
    assert all(each.rows > 20 for each in found)
    assert sum(each.is_met for each in found) >= 0.9 * len(found)


def test_shares_of_one_column_are_whole() -> None:
    wholes: dict[tuple[str, str], float] = {}
    for each in percentages():
        column = (each.table_name, each.told.split(" = ")[0])
        wholes[column] = wholes.get(column, 0.0) + each.specified
    assert wholes["customer_profiles", "persona"] == pytest.approx(1)
    assert wholes["interactions", "outcome"] == pytest.approx(1)
    assert wholes["transactions", "txn_type"] == pytest.approx(1)


def test_the_page_tells_what_does_not_agree() -> None:
    text = page(BankSettings(), [Counted(HALF, 0.5, 100), Counted(HALF, 0.9, 100)])
    assert "**1 differ by no more than\nhalf a percentage point or 4 standard errors, 1 do.**" in text
    assert "| `customers` | half of them | 50.0% | 90.00% | 100 | +40.00 | 2.1 | **no** |" in text
