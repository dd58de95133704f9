"""The customers as lenders meet them: raw lives, wishes to leave, and accounts that could pay a loan.

Nothing here looks at a loan, so that credit histories can be lived through on top of it.
"""

import numpy as np

from financial_lake.simulation import account_terms
from financial_lake.simulation.account_records import USD
from financial_lake.simulation.bank import Block
from financial_lake.simulation.borrowers import Borrowers
from financial_lake.simulation.lines import lines_of
from financial_lake.simulation.lives import leaving_wishes
from financial_lake.simulation.people import Customers, income_on, persona_on
from financial_lake.simulation.streams import Ints

RANK_OF_KIND = np.array([0, 2, 1, -1, -1])
"""Order in which a kind of account is a customer's main account; term deposits and credit cards never are."""


def borrowers(block: Block, people: Customers, year: int) -> Borrowers:
    """Customers with everything known of them up to the end of a year but for their loans.

    An account can pay a new loan until its owner first asks to close it. Accounts opened in place of closed
    ones pay none: whether they exist depends on the loans of those before.
    """
    raw = lines_of(block, people, year)
    raw = raw.where(account_terms.currency(block, people, raw) == USD)
    payers = raw.where((RANK_OF_KIND[raw.kind] >= 0) & (raw.account_id % 100 == 0))

    def persona(who: Ints, day: Ints) -> Ints:
        return persona_on(people.where(who), day)

    def income(who: Ints, day: Ints) -> Ints:
        return income_on(people.where(who), day)

    return Borrowers(
        customer_id=people.customer_id,
        joined_on=people.joined_on,
        birth_on=people.birth_on,
        wealth=people.wealth,
        is_quiet=people.is_quiet,
        leaving=leaving_wishes(block, people, year + 1),
        persona_on=persona,
        income_on=income,
        line_owner=payers.owner,
        line_account=payers.account_id,
        line_rank=RANK_OF_KIND[payers.kind],
        line_from=payers.opened_on,
        line_until=payers.asked_on,
    )
