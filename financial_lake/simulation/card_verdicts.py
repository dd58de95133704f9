"""The bank's answer to a card attempt: approved, or declined and why; by chance, not by balance."""

import numpy as np

from financial_lake.simulation.bank import Block
from financial_lake.simulation.streams import Bools, Ints

DECLINE_REASONS = (
    "insufficient_funds",
    "limit_exceeded",
    "wrong_pin",
    "suspected_fraud",
    "technical",
    "account_frozen",
)
APPROVED = -1
INSUFFICIENT_FUNDS, LIMIT_EXCEEDED, WRONG_PIN, SUSPECTED_FRAUD, TECHNICAL, ACCOUNT_FROZEN = range(6)
OTHER_REASON_WEIGHTS = (30, 25, 45)
"""wrong_pin, suspected_fraud, technical."""
DECLINED_SHARE = 0.05
MONEY_SHARE_DEBIT, MONEY_SHARE_CREDIT = 0.80, 0.70
"""Of declines where as little is available as a card may ask for at once; the ledger tells later where."""


def verdicts(block: Block, is_credit: Bools, frozen: Bools, is_subscription: Bools, address: Ints) -> Ints:
    """Index into `DECLINE_REASONS` of each attempt, -1 for approved ones.

    Subscriptions, whose price is fixed, are never declined for money or a PIN. Want of money is a surmise
    until the ledger is known.
    """
    chance = block.stream("card_transactions", "declined")
    money = chance.chance(np.where(is_credit, MONEY_SHARE_CREDIT, MONEY_SHARE_DEBIT), address, lane=1)
    reason = np.where(money, np.where(is_credit, LIMIT_EXCEEDED, INSUFFICIENT_FUNDS), other_reason(block, address))
    reason = np.where(is_subscription & (reason < SUSPECTED_FRAUD), TECHNICAL, reason)
    reason = np.where(chance.chance(DECLINED_SHARE, address), reason, APPROVED)
    return np.where(frozen, ACCOUNT_FROZEN, reason)


def is_for_money(reason: Ints) -> Bools:
    """Whether each reason is want of money."""
    for_money: Bools = (reason == INSUFFICIENT_FUNDS) | (reason == LIMIT_EXCEEDED)
    return for_money


def other_reason(block: Block, address: Ints) -> Ints:
    """Why the attempts at the addresses are declined when money is not the reason."""
    chance = block.stream("card_transactions", "declined")
    return WRONG_PIN + chance.pick(OTHER_REASON_WEIGHTS, address, lane=2)
