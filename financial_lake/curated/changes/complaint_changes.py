"""Complaints that were made, moved on or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.crm.complaints import Complaints


class ComplaintChanges(
    ChangeTable,
    of=Complaints,
    tracked=("status", "assigned_to", "resolved_date"),
):
    """Complaints that were made, moved on or went since the day before."""
