"""What card attempts that were declined for want of money had asked for: known once the ledger is closed."""

import numpy as np

from financial_lake.simulation.amounts import price
from financial_lake.simulation.bank import Block
from financial_lake.simulation.card_attempts import CardAttempts
from financial_lake.simulation.card_shopping import LARGEST
from financial_lake.simulation.card_verdicts import is_for_money, other_reason
from financial_lake.simulation.ledger.postings import available_at
from financial_lake.simulation.streams import Ints

LEAST_TIMES, FURTHER_TIMES, LEAST_MORE = 1.05, 0.85, 5
"""They asked for 1.05 to 1.90 times what was available, and five dollars more."""


def asked_and_reason(block: Block, month: int, every: CardAttempts) -> tuple[Ints, Ints]:
    """Amounts (cents) and decline reasons of attempts of a month, in the light of the ledger.

    Where more than there was would be more than a card may ask for at once, money cannot have been the reason.
    """
    cents, reason = every.cents.copy(), every.reason.copy()
    row = np.flatnonzero(is_for_money(reason))
    available = np.maximum(available_at(block, month, every.account[row], every.instant[row]) / 100, 0.0)
    chance, address = block.stream("card_transactions", "excess"), every.address[row]
    room = (LARGEST / 100 - 2 * LEAST_MORE) / np.maximum(available, 1.0) - LEAST_TIMES
    times = LEAST_TIMES + np.clip(room, 0.0, FURTHER_TIMES) * chance.uniform(address)
    can_be = room > 0
    cents[row[can_be]] = price(available * times + LEAST_MORE, chance.uniform(address, lane=1))[can_be]
    reason[row[~can_be]] = other_reason(block, address[~can_be])
    return cents, reason
