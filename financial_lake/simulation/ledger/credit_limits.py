"""Credit limits within a month: a limit changes on an anniversary of the card's opening only."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_lines import accounts, credit_limit_on
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    add_months,
    month_end,
    month_start,
    whole_years,
)
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints


@dataclass(frozen=True, slots=True)
class CreditLimits(Records):
    """Limits of accounts in a month; arrays of one length.

    Attributes:
        limit: cents when the month opens, or from the opening of the card on; 0 for deposits.
        raised_on: day from which `raised` is in force.
        raised: cents when the month ends.
    """

    limit: Ints
    raised_on: Ints
    raised: Ints

    def at(self, account: Ints, instant: Ints) -> Ints:
        """The limit of accounts (by their place here) at instants of the month, cents."""
        is_raised = instant // MICROSECONDS_A_DAY >= self.raised_on[account]
        return np.where(is_raised, self.raised[account], self.limit[account])


@remembered(keep=2)
def credit_limits(block: Block, month: int) -> CreditLimits:
    """The limits of all accounts of `accounts(block, year of month)`."""
    begin, end = int(month_start(month)), int(month_end(month))
    opened_on = accounts(block, month // 12 + 1970).opened_on
    raised = credit_limit_on(block, end)
    anniversary = add_months(opened_on, 12 * np.maximum(whole_years(opened_on, end), 0))
    return CreditLimits(np.where(opened_on > begin, raised, credit_limit_on(block, begin)), anniversary, raised)
