"""Customers who joined or left a marketing segment since the day before; a membership itself never changes."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.customers.customers_segments import CustomersSegments


class SegmentChanges(ChangeTable, of=CustomersSegments, tracked=()):
    """Customers who joined or left a marketing segment since the day before; a membership itself never changes."""
