"""Who owns the home they live in, and who rents it.

One answer for the CRM's profile and for the ledger's rents. Where people live belongs in `addresses`.
"""

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, year_of
from financial_lake.simulation.mortgages import mortgages
from financial_lake.simulation.population import Customers, customers, persona_on
from financial_lake.simulation.streams import Bools, Floats, Ints

OWNERSHIPS = ("own", "rent", "other")
OWN, RENT, OTHER = range(3)
SHARE_OF_OWNERS = np.array([0.72, 0.62, 0.32, 0.03, 0.80])
"""By persona: frequent_traveler, young_parent, digital_native, college_student, boomer."""
SHARE_OF_OTHERS = 0.06


@remembered(keep=4)
def home_ownership(block: Block, day: int) -> Ints:
    """Index into `OWNERSHIPS` of each customer of `customers(block, year of day)` on an epoch day."""
    people = customers(block, int(year_of(day)))
    place = _places(block, people)
    owns = place < SHARE_OF_OWNERS[persona_on(people, day)]
    owns |= bought_on(block, int(year_of(day))) <= day
    return np.where(owns, OWN, np.where(place < 1 - SHARE_OF_OTHERS, RENT, OTHER))


def owns_home(block: Block, year: int, who: Ints, day: Ints) -> Bools:
    """Whether customers (rows of `customers(block, year)`) own their home, each on a day of their own."""
    people = customers(block, year).where(who)
    owns: Bools = _places(block, people) < SHARE_OF_OWNERS[persona_on(people, day)]
    return owns | (bought_on(block, year)[who] <= day)


@remembered(keep=3)
def bought_on(block: Block, year: int) -> Ints:
    """(customers,) day on which a first mortgage made an owner of who was none; NEVER if not by the end of the year."""
    people, lent = customers(block, year), mortgages(block, year)
    first = np.full(people.slot.size, NEVER)
    np.minimum.at(first, lent.owner, lent.originated_on)
    owned_already = _places(block, people) < SHARE_OF_OWNERS[persona_on(people, first)]
    return np.where(owned_already, NEVER, first)


def _places(block: Block, people: Customers) -> Floats:
    return block.stream("customer_profiles", "home_ownership").uniform(people.customer_id)
