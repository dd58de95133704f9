"""E-mail addresses that appeared, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.customers.email_addresses import EmailAddresses


class EmailChanges(ChangeTable, of=EmailAddresses, tracked=("email_address",)):
    """E-mail addresses that appeared, changed or went since the day before."""
