"""Plots of tables that are rebuilt whole: drawn from rows that are fetched only for tables that draw."""

from datetime import date

import pyarrow as pa
import pytest

from financial_lake.marts.finance.balance_sheet_daily import LENT, OWN, BalanceSheetDaily
from financial_lake.marts.finance.treasury_position_daily import DEPOSITS
from financial_lake.orchestration.pictures import plot_of
from financial_lake.warehouse.dim_product import DimProduct
from financial_lake_tests.worked_examples import table_of


def test_a_table_that_draws_shows_its_rows_as_a_plot() -> None:
    sides = {LENT[0]: "asset", "premises": "asset", "cash_and_vault": "asset", DEPOSITS[0]: "liability",
             "tier2_debt": "liability", OWN[0]: "equity"}  # fmt: skip
    rows = [
        {"dt": date(2024, 10, day), "line": line, "side": side, "amount": 1_000_000 * day}
        for line, side in sides.items()
        for day in (1, 2)
    ]
    told = plot_of(BalanceSheetDaily, lambda: table_of(BalanceSheetDaily, rows))
    assert str(told["plot"].value).startswith("![balance_sheet_daily](data:image/png;base64,iVBOR")


def test_a_table_that_does_not_draw_is_not_fetched() -> None:
    def fetched() -> pa.Table:
        pytest.fail("nobody looks at these rows")

    assert plot_of(DimProduct, fetched) == {}
