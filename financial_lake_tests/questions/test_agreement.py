"""Agreement is demanded to the cent, and refuses to compare nothing."""

from decimal import Decimal

import pytest

from financial_lake.engines.questions import Answer
from financial_lake_tests.questions.agreement import agree

MONEY, SHARE = Decimal("10.00"), Decimal("0.333333")
ANSWER = Answer(("customer_id", "amount", "share"), ((1001, MONEY, SHARE), (1002, None, None)))


def test_the_same_rows_agree_but_for_the_last_decimal_of_a_ratio() -> None:
    agree(ANSWER, [(1001, Decimal(10), Decimal("0.333334")), (1002, float("nan"), None)])


@pytest.mark.parametrize(
    "worked_out",
    [
        [],
        [(1001, MONEY, SHARE)],
        [(1002, None, None), (1001, MONEY, SHARE)],
        [(1001, Decimal("10.01"), SHARE), (1002, None, None)],
        [(1001, MONEY, Decimal("0.333335")), (1002, None, None)],
        [(1001, MONEY, SHARE), (1002, Decimal(0), None)],
        [(1001, MONEY), (1002, None)],
    ],
)
def test_anything_else_does_not(worked_out: list[tuple[object, ...]]) -> None:
    with pytest.raises((AssertionError, ValueError)):
        agree(ANSWER, worked_out)
