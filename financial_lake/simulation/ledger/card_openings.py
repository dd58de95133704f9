"""What a new credit card owes after its first month, in which nothing falls due (tables.md 5.1)."""

import numpy as np

from financial_lake.simulation.account_lines import accounts, credit_limit_on, places_of
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import month_end
from financial_lake.simulation.card_attempts import attempts_on, flows_of
from financial_lake.simulation.ledger.codes import SIGNS
from financial_lake.simulation.ledger.levels import HIGHEST_UTILISATION
from financial_lake.simulation.streams import Ints


def first_debt(block: Block, account_id: Ints, month: Ints) -> Ints:
    """Cents owed at the end of each card's opening month: its charges, at most 85 % of the limit.

    Args:
        block: the customers.
        account_id: new credit cards.
        month: opening month of each.
    """
    owed = np.zeros(account_id.size, dtype=np.int64)
    for each in np.unique(month):
        lines = accounts(block, int(each) // 12 + 1970)
        chosen = np.flatnonzero(month == each)
        card = places_of(block, int(each) // 12 + 1970, account_id[chosen])
        is_new = np.zeros(lines.account_id.size, dtype=np.bool_)
        is_new[card] = True
        flows = flows_of(block, int(each), attempts_on(block, int(each), is_new))
        charges = np.zeros(lines.account_id.size, dtype=np.int64)
        np.add.at(charges, flows.account, flows.fee_cents - SIGNS[flows.code] * flows.cents)
        limit = credit_limit_on(block, int(month_end(each)))[card]
        highest = np.floor(limit * HIGHEST_UTILISATION).astype(np.int64)
        owed[chosen] = np.clip(charges[card], 0, highest)
    return owed
