"""Telephone numbers that appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.customers.phone_numbers import PhoneNumbers


class PhoneChanges(ChangeTable, of=PhoneNumbers, tracked=("phone_number",)):
    """Telephone numbers that appeared, changed or went since the day before."""
