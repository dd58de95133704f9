"""Links between accounts: an owner's own savings, a household partner, people who may act or inherit.

Whom an account's owner has named is settled once for every pair of accounts, with the day it was done. On a day
the links that show are the first of those named so far whose account is still there: when one closes, the next
named steps in.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CHECKING, SAVINGS
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import year_of
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import matches
from financial_lake.simulation.streams import Ints

LINK_TYPES = ("linked_savings", "joint_owner", "beneficiary", "authorized_user")
LINKED_SAVINGS, JOINT_OWNER, BENEFICIARY, AUTHORIZED_USER = range(4)
ONE_LINK_SHARE, TWO_LINKS_SHARE = 0.20, 0.05
LONGEST_DELAY = 200


@dataclass(frozen=True, slots=True)
class Links(Records):
    """Links named by the owners of accounts, in order of (primary account, precedence).

    Attributes:
        primary, related: rows in `accounts(block, year)`.
        kind: index into `LINK_TYPES`.
        created_on: day on which the link was made.
        ends_on: day on which the first of the two accounts closes, NEVER if not by the end of the year.
        most: how many links the primary account has at most.
    """

    primary: Ints
    related: Ints
    kind: Ints
    created_on: Ints
    ends_on: Ints
    most: Ints


@dataclass(frozen=True, slots=True)
class LinksOnDay(Records):
    """Links on a day, in order of (primary account, number).

    Attributes:
        primary, related, kind, created_on: as in `Links`.
        number: 1 or 2.
    """

    primary: Ints
    related: Ints
    kind: Ints
    created_on: Ints
    number: Ints


def links_on(block: Block, day: int) -> LinksOnDay:
    """The links at the end of a day; accounts are rows of `accounts(block, year of day)`."""
    named = named_links(block, int(year_of(day)))
    shown = named.where((named.created_on <= day) & (day < named.ends_on))
    number = np.arange(len(shown)) - np.searchsorted(shown.primary, shown.primary) + 1
    first = shown.where(number <= shown.most)
    return LinksOnDay(first.primary, first.related, first.kind, first.created_on, number[number <= shown.most])


@remembered(keep=3)
def named_links(block: Block, year: int) -> Links:
    """Every link that owners of accounts opened by the end of a year have named, or will have by precedence."""
    held, people = accounts(block, year), customers(block, year)
    chance = block.stream("account_relationships", "links").uniform(held.account_id)
    most = np.where(chance < TWO_LINKS_SHARE, 2, np.where(chance < TWO_LINKS_SHARE + ONE_LINK_SHARE, 1, 0))
    linking = np.flatnonzero(most > 0)
    circle = people.circle[held.owner]
    which, related = matches(circle, circle[linking])
    primary = linking[which]
    owner, other = held.owner[primary], held.owner[related]
    is_own = (owner == other) & (held.kind[primary] == CHECKING) & (held.kind[related] == SAVINGS)
    named = is_own | ((owner != other) & people.is_linked[owner] & people.is_linked[other])
    primary, related, owner, other = primary[named], related[named], owner[named], other[named]
    address = held.account_id[primary], held.account_id[related]
    delay = block.stream("account_relationships", "created_on").integer(LONGEST_DELAY + 1, *address)
    acts = block.stream("account_relationships", "relationship_type").chance(0.5, *address)
    kind = np.where(acts, AUTHORIZED_USER, BENEFICIARY)
    kind = np.where(owner == other, LINKED_SAVINGS, np.where(people.partner[owner] == other, JOINT_OWNER, kind))
    links = Links(
        primary=primary,
        related=related,
        kind=kind,
        created_on=np.maximum(held.opened_on[primary], held.opened_on[related]) + delay,
        ends_on=np.minimum(held.closed_on[primary], held.closed_on[related]),
        most=most[primary],
    )
    links = links.where(links.created_on < links.ends_on)
    precedence = np.minimum(links.kind, BENEFICIARY)
    return links.where(np.lexsort((links.related, links.created_on, precedence, links.primary)))
