"""A key comes once, however its rows lie: rows in rising order are believed at a glance, others are looked through."""

import pyarrow as pa
import pytest

from financial_lake.errors import ContractViolation
from financial_lake_tests.coins import OPENING, Coins, coin_rows

RISING = coin_rows(OPENING, 5)
FALLING = RISING.take([4, 3, 2, 1, 0])


@pytest.mark.parametrize("rows", [RISING, FALLING, RISING.slice(0, 1), RISING.slice(0, 0)])
def test_a_key_that_comes_once_is_unique(rows: pa.Table) -> None:
    Coins.check_rows(rows)


@pytest.mark.parametrize(
    "rows",
    [pa.concat_tables([RISING, RISING.slice(4)]), pa.concat_tables([RISING.slice(4), RISING]), RISING.take([0, 0])],
)
def test_a_key_that_comes_twice_is_not_even_after_rows_that_rose(rows: pa.Table) -> None:
    Coins.check_rows(RISING)
    with pytest.raises(ContractViolation, match="unique"):
        Coins.check_rows(rows)
