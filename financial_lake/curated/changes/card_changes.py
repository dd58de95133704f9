"""Cards that appeared, changed or went since the weekday before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.payments.cards import Cards


class CardChanges(ChangeTable, of=Cards, tracked=("card_status", "blocked_on", "block_reason", "expiration_date")):
    """Cards that appeared, changed or went since the weekday before."""
