"""What the Columns tab says of a table's key: the day belongs to it only where the table has days."""

import pytest

from financial_lake.contract import LakeTable
from financial_lake.datalake.customers.customers import Customers
from financial_lake.marts.finance.balance_sheet_daily import BalanceSheetDaily
from financial_lake.orchestration.catalog import column_schema
from financial_lake.warehouse.dim_customer import DimCustomer


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Customers, "unique: dt, customer_id"),
        (BalanceSheetDaily, "unique: dt, line"),
        (DimCustomer, "unique: customer_key"),
    ],
)
def test_a_key_is_told_as_the_contract_has_it(model: type[LakeTable], said: str) -> None:
    constraints = column_schema(model).constraints
    assert constraints is not None
    assert constraints.other[0] == said
