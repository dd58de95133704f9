"""Postal addresses that appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.customers.addresses import Addresses


class AddressChanges(ChangeTable, of=Addresses):
    """Postal addresses that appeared, changed or went since the day before."""
