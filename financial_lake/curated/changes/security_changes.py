"""Securities that appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.investments.securities import Securities


class SecurityChanges(ChangeTable, of=Securities):
    """Securities that appeared, changed or went since the day before."""
