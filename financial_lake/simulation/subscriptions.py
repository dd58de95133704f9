"""Who subscribes to what: one answer for the bank account (40 %) and for the cards (60 %) that pay for it.

A customer keeps one to four subscriptions, each at a fixed price on a fixed day, and changes them all in
about one year out of seven. Posting them belongs to the ledger and to the cards.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.merchants import FIRST_MERCHANT, MCC, MERCHANTS_EACH
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Bools, Ints

MOST_SUBSCRIPTIONS = 4
LAST_FIXED_DAY = 27
PRICES = np.array([499, 799, 999, 1199, 1499, 1799, 2299, 3999], dtype=np.int64)
SHARE_PAID_FROM_ACCOUNT = 0.40


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The subscriptions of a block in a calendar year; rows ordered by (owner, number).

    Attributes:
        owner: index into `customers(block, year)`.
        number: 1 ... 4 inside the owner.
        merchant: merchant_id of a digital media merchant; a customer's subscriptions differ in it.
        day: day of the month on which it is charged, 1 ... 27.
        cents: monthly price.
        on_card: charged to a card; otherwise paid from the checking account at 06:40.
    """

    owner: Ints
    number: Ints
    merchant: Ints
    day: Ints
    cents: Ints
    on_card: Bools


@remembered(keep=2)
def subscriptions(block: Block, year: int) -> Subscriptions:
    """What every customer of the block subscribes to in a calendar year."""
    people = customers(block, year)
    since = habit_year(block, year, "subscription")
    held = 1 + block.stream("subscriptions", "count").integer(MOST_SUBSCRIPTIONS, people.customer_id, since)
    owner = np.repeat(np.arange(held.size), held)
    number = np.arange(owner.size) - np.repeat(np.cumsum(held) - held, held) + 1
    address = (people.customer_id[owner], since[owner], number)
    chosen = _merchants(block, people.customer_id, since)[owner, number - 1]
    return Subscriptions(
        owner=owner,
        number=number,
        merchant=chosen,
        day=1 + block.stream("subscriptions", "day").integer(LAST_FIXED_DAY, *address),
        cents=PRICES[block.stream("subscriptions", "price").integer(PRICES.size, *address)],
        on_card=~block.stream("subscriptions", "paid_from_account").chance(SHARE_PAID_FROM_ACCOUNT, *address),
    )


def _merchants(block: Block, customer_id: Ints, since: Ints) -> Ints:
    """Each customer's digital media merchants in order of taste: merchant i by weight 1/(i+2), without repetition."""
    code = MCC["5815"]
    offered = np.arange(MERCHANTS_EACH[code])
    wait = block.stream("subscriptions", "merchant").exponential(
        offered + 2.0, customer_id[:, None], since[:, None], offered[None, :]
    )
    taste = np.argsort(wait, axis=1, kind="stable")[:, :MOST_SUBSCRIPTIONS]
    chosen: Ints = FIRST_MERCHANT[code] + taste
    return chosen
