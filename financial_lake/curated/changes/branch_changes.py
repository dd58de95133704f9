"""Branches that appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.branches.branches import Branches


class BranchChanges(ChangeTable, of=Branches):
    """Branches that appeared, changed or went since the day before."""
