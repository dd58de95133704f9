"""Insurance claims that were filed, moved on or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.insurance.claims import Claims


class ClaimChanges(
    ChangeTable,
    of=Claims,
    tracked=("claim_status", "decided_on", "approved_amount", "settlement_date"),
):
    """Insurance claims that were filed, moved on or went since the day before."""
