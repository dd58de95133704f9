"""Merchants that appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.payments.merchants import Merchants


class MerchantChanges(ChangeTable, of=Merchants):
    """Merchants that appeared, changed or went since the day before."""
