"""Who can take part in a pattern: the members of each linked circle, in an order of chance."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_days import usable_main_accounts
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CHECKING
from financial_lake.simulation.bank import CIRCLE_SIZE, Block, remembered
from financial_lake.simulation.banking_calendar import month_end, month_start
from financial_lake.simulation.personas import ACTIVITY
from financial_lake.simulation.population import customers, employment_on, persona_on
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Floats, Ints, Stream

SELF_EMPLOYED = 1
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Circles(Records):
    """The linked circles of a block in a month; one row a circle.

    Attributes:
        circle: number of the circle, over all blocks.
        member: (n, 10) accounts of the members, index into `accounts(block, year)`, in an order of chance; then -1.
        members: how many there are.
        quietest: the member whose owner is least active, -1 without members.
        trader: the first member whose owner is self-employed, -1 without.
    """

    circle: Ints
    member: Ints
    members: Ints
    quietest: Ints
    trader: Ints


@remembered(keep=3)
def circles(block: Block, month: int) -> Circles:
    """The circles, with the checking accounts that are their owners' main account and usable all month.

    Only checking accounts pay persons in the ordinary course, so other main accounts would be told by that alone.
    """
    year = month // 12 + 1970
    lines, people = accounts(block, year), customers(block, year)
    daily = usable_main_accounts(block, month)
    main = daily[:, 0]
    able = (main >= 0) & (daily == main[:, None]).all(axis=1) & people.is_linked & ~people.is_quiet
    owner = np.flatnonzero(able)
    owner = owner[lines.kind[main[owner]] == CHECKING]
    first = int(month_start(month))
    chance = block.stream("laundering", "member").uniform(people.customer_id[owner], month)
    owner = owner[np.lexsort((chance, people.circle[owner]))]
    circle, begins, members = np.unique(people.circle[owner], return_index=True, return_counts=True)
    place = np.repeat(np.arange(circle.size), members)
    rank = np.arange(owner.size) - begins[place]
    activity = ACTIVITY[persona_on(people, first)][owner]
    trades = employment_on(people, first)[owner] == SELF_EMPLOYED
    member = np.full((circle.size, CIRCLE_SIZE), NOBODY, dtype=np.int64)
    member[place, rank] = main[owner]
    return Circles(
        circle=circle,
        member=member,
        members=members,
        quietest=_chosen(member, _cost(place, rank, activity, circle.size)),
        trader=_chosen(member, _cost(place, rank, np.where(trades, 0.0, np.inf), circle.size)),
    )


def _cost(place: Ints, rank: Ints, values: Floats, size: int) -> Floats:
    table = np.full((size, CIRCLE_SIZE), np.inf)
    table[place, rank] = values
    return table


def _chosen(member: Ints, cost: Floats) -> Ints:
    best = cost.argmin(axis=1)
    rows = np.arange(best.size)
    return np.where(np.isfinite(cost[rows, best]), member[rows, best], NOBODY)


@dataclass(frozen=True, slots=True)
class Cast:
    """The patterns of one typology in a block and month, and who takes part; one row a pattern.

    Attributes:
        pattern: pattern_id, the address of all chance in the pattern.
        typology: which typology, index into `patterns.TYPOLOGIES`.
        member: (n, 10) accounts of the circle's members, the principal first; -1 after the last.
        members: how many there are.
        month: months since January 1970.
        chance: where the typology's chance comes from.
    """

    pattern: Ints
    typology: int
    member: Ints
    members: Ints
    month: int
    chance: Stream

    def __len__(self) -> int:
        """How many patterns."""
        return len(self.pattern)

    def whole(self, fewest: int, most: Ints | int, lane: int) -> Ints:
        """A whole number between both, ends included, for each pattern; the fewest where the most is below."""
        return fewest + self.chance.integer(np.maximum(most - fewest, 0) + 1, self.pattern, lane=lane)

    def between(self, low: float, high: float, lane: int) -> Floats:
        """A number between both for each pattern."""
        return low + (high - low) * self.chance.uniform(self.pattern, lane=lane)

    def each(self, low: float, high: float, count: int, lane: int) -> Floats:
        """(n, count) numbers between both."""
        return low + (high - low) * self.chance.uniform(self.pattern[:, None], np.arange(count), lane=lane)

    def dollars(self, low: float, high: float, count: int, lane: int) -> Ints:
        """(n, count) amounts in cents between two amounts in dollars, the smaller ones more often."""
        cents: Ints = (100 * low * (high / low) ** self.each(0, 1, count, lane)).astype(np.int64)
        return cents

    def starting_day(self, span: Ints | int, lane: int) -> Ints:
        """A day from the second of the month on that leaves `span` days and one more before its end."""
        first, last = int(month_start(self.month)), int(month_end(self.month))
        return first + 1 + self.chance.integer(last - first - span - 1, self.pattern, lane=lane)


def placed(wanted: Ints, count: int) -> Bools:
    """(n, count) which of the places up to each number wanted are taken."""
    taken: Bools = np.arange(count) < wanted[:, None]
    return taken
