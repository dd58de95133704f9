"""Who holds an investment account: of what kind, since when, until when, and how bold.

What the accounts hold and trade belongs in `portfolio`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import next_trading_day, year_of, year_start
from financial_lake.simulation.demographics import ages_on, dependents, risk_tolerances
from financial_lake.simulation.personas import INVESTMENTS
from financial_lake.simulation.population import Customers, customers
from financial_lake.simulation.streams import Bools, Ints

ACCOUNT_TYPES = ("ira", "brokerage", "401k", "529")
COLLEGE_SAVINGS = 3
"""A 529 plan saves for a child's education: only parents hold one."""
RISK_PROFILES = ("conservative", "moderate", "aggressive")
"""In the order of the customer's risk tolerance: low, medium, high."""
CONSERVATIVE, MODERATE, AGGRESSIVE = range(3)

_QUIET_OF_PERSONA = np.array([0.064, 0.077, 0.068, 0.277, 0.253])
_OPEN_ALREADY = 0.84
"""Share of those who ever open an account who have by the end of 2024; the others still wait."""
_OLDEST = 120
_FIRST_PRODUCT = 23
_DAYS_TO_FIRST_ACCOUNT, _SPREAD = 500.0, 0.8


@dataclass(frozen=True, slots=True)
class Investments:
    """Investment accounts of a block opened by the end of a year, in order of customer; arrays of one length.

    Attributes:
        owner: index into `customers(block, year)`.
        investment_id: customer_id x 10 + 1.
        type: index into `ACCOUNT_TYPES`.
        product_id: the product of that type.
        opened_on: epoch day of the first purchase, a trading day.
        ended_on: epoch day on which the customer leaves, NEVER if not by the end of the year.
        tolerance: risk tolerance on opening: 0 low, 1 medium, 2 high.
        turns_cautious: whether the customer will be of low risk tolerance at some age.
        is_monthly: trades every month; else in the last month of each quarter.
    """

    owner: Ints
    investment_id: Ints
    type: Ints
    product_id: Ints
    opened_on: Ints
    ended_on: Ints
    tolerance: Ints
    turns_cautious: Bools
    is_monthly: Bools

    def is_live(self, day: int) -> Bools:
        """Accounts that exist at the end of the day."""
        return (self.opened_on <= day) & (day < self.ended_on)


@remembered(keep=3)
def investments(block: Block, year: int) -> Investments:
    """All investment accounts of the block that were opened by the end of the year."""
    people = customers(block, year)
    opened = _opening_days(block, people)
    chosen = _holds(block, people) & (opened < people.left_on) & (opened < year_start(year + 1))
    owner = np.flatnonzero(chosen)
    owners, opened_on = people.where(chosen), opened[chosen]
    ids = owners.customer_id
    kind = _kinds(block, ids, dependents(block.bank, owners) > 0)
    return Investments(
        owner=owner,
        investment_id=ids * 10 + 1,
        type=kind,
        product_id=_FIRST_PRODUCT + kind,
        opened_on=opened_on,
        ended_on=owners.left_on,
        tolerance=risk_tolerances(block.bank, owners, ages_on(owners, opened_on)),
        turns_cautious=risk_tolerances(block.bank, owners, np.full(ids.size, _OLDEST)) == CONSERVATIVE,
        is_monthly=block.stream("investments", "trade_rhythm").chance(0.60, ids),
    )


def risk_profile_on(block: Block, day: int) -> Ints:
    """Index into `RISK_PROFILES` on a day, one an account of `investments(block, year_of(day))`."""
    year = int(year_of(day))
    owners = customers(block, year).where(investments(block, year).owner)
    return risk_tolerances(block.bank, owners, ages_on(owners, day))


def _holds(block: Block, people: Customers) -> Bools:
    """Whether a customer will ever hold an account; raised so that the shares of a day come out as specified."""
    chance = INVESTMENTS / (1.0 - _QUIET_OF_PERSONA) / _OPEN_ALREADY
    wanted = block.stream("investments", "is_held").chance(chance[people.persona], people.customer_id)
    return wanted & ~people.is_quiet


def _opening_days(block: Block, people: Customers) -> Ints:
    wait = block.stream("investments", "opened_on").lognormal(_DAYS_TO_FIRST_ACCOUNT, _SPREAD, people.customer_id)
    opened_on: Ints = next_trading_day(people.joined_on + np.minimum(wait, 20_000).astype(np.int64))
    return opened_on


def _kinds(block: Block, customer_ids: Ints, has_children: Bools) -> Ints:
    """30/40/20/10 % over all; a third of the parents among investors hold the tenth that only they may hold."""
    stream = block.stream("investments", "account_type")
    plain = stream.pick([30, 40, 20], customer_ids)
    return np.where(has_children & stream.chance(1 / 3, customer_ids, lane=1), COLLEGE_SAVINGS, plain)
