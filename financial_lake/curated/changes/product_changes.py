"""Products that appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.accounts.products import Products


class ProductChanges(ChangeTable, of=Products):
    """Products that appeared, changed or went since the day before."""
