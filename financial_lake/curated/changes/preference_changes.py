"""What customers agreed to be sent, and took back, since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.customers.customer_preferences import CustomerPreferences


class PreferenceChanges(ChangeTable, of=CustomerPreferences, tracked=("opted_in",)):
    """What customers agreed to be sent, and took back, since the day before."""
