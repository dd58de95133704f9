"""Every card with history: active, blocked, expired."""

from financial_lake.contract import Day, Flag, Id, Pii, Text, day, flag, number, text
from financial_lake.contract.dimension import HistoryDimension
from financial_lake.curated.changes.card_changes import CardChanges


class DimCard(HistoryDimension, of=CardChanges, began="issued_on"):
    """Every card with history: active, blocked, expired."""

    customer_id: Id = number("owner of the account")
    contract_id: Id = number("the account it draws on, among all contracts of the bank")
    card_type: Text = text("credit for cards of credit card accounts, else debit")
    card_number_masked: Text = text("number on the card, all but the last four digits hidden", pii=Pii.SECRET)
    holder_role: Text = text("whose card it is: the owner's or a further holder's")
    is_virtual: Flag = flag("exists only as a number, for payments from afar")
    issued_on: Day = day("the weekday it was issued")
    expiration_date: Day = day("last day it is good")
    card_status: Text = text("active, blocked or expired")
    blocked_on: Day = day("first day of the present block", null=True)
    block_reason: Text = text("why it is blocked", pii=Pii.SENSITIVE, null=True)
    replaces_card_id: Id = number("the card it renews or replaces", null=True)
