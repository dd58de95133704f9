"""Collateral that was taken, appraised anew or went since the snapshot before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.lending.collateral import Collateral


class CollateralChanges(
    ChangeTable,
    of=Collateral,
    tracked=("appraised_value", "appraisal_date"),
):
    """Collateral that was taken, appraised anew or went since the snapshot before."""
