"""Payments between customers of one circle: both legs of each, under one reference."""

import numpy as np

from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.amounts import SMALLEST_PRICE, cents_of
from financial_lake.simulation.bank import CIRCLE_SIZE, Block
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.everyday_flows import HOURS_OF_PERSONS, Occasions, occasions
from financial_lake.simulation.ledger.flows import Flows, Party
from financial_lake.simulation.ledger.payers import Payers
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Bools, Ints

MEAN, MEDIAN, SPREAD = 1.5, 80.0, 1.2
SHARE_TO_FAVOURITE = 0.60


def circle_flows(block: Block, month: int, payers: Payers) -> Flows:
    """Payments of the given checking accounts to circle mates, and their arrival there at the same instant.

    Both accounts are usable on every day of the month, so neither leg can be lost.
    """
    able = payers.where(_able_to_link(block, month, payers))
    place = customers(block, month // 12 + 1970).slot[able.owner] - block.first_slot
    holder = np.full(-(-(block.end_slot - block.first_slot) // CIRCLE_SIZE) * CIRCLE_SIZE, -1, dtype=np.int64)
    holder[place] = np.arange(place.size)
    rank = _mates_in_order_of_liking(block, month, able, place, holder)
    mates = (holder.reshape(-1, CIRCLE_SIZE) >= 0).sum(axis=1)[place // CIRCLE_SIZE] - 1
    paid = occasions(
        block, month, "p2p_internal", able.account_id, np.where(mates > 0, MEAN * able.activity, 0.0), HOURS_OF_PERSONS
    )
    liked = block.stream("transactions", "favourite").chance(SHARE_TO_FAVOURITE, paid.address)
    others = mates[paid.who] - 1
    other = 1 + block.stream("transactions", "circle_mate").integer(others, paid.address)
    payee = rank[paid.who, np.where(liked | (others == 0), 0, other)]
    dollars = block.stream("transactions", "amount").lognormal(MEDIAN, SPREAD, paid.address)
    cents = np.minimum(np.maximum(cents_of(dollars), SMALLEST_PRICE), able.cap[paid.who])
    legs = _both_legs(paid, able.account[paid.who], able.account[payee], cents)
    return legs.where(legs.cents >= SMALLEST_PRICE)


def _both_legs(paid: Occasions, payer: Ints, payee: Ints, cents: Ints) -> Flows:
    legs = (("p2p_out", payer, payee), ("p2p_in", payee, payer))
    return Flows.joined(
        [
            Flows.of(
                here,
                paid.instant,
                CODE[code],
                cents,
                party=Party.INTERNAL,
                party_account=there,
                reference_number=paid.address,
            )
            for code, here, there in legs
        ]
    )


def _able_to_link(block: Block, month: int, payers: Payers) -> Bools:
    """Whether each payer may be linked inside its circle: circle whole, account usable throughout the month."""
    year = month // 12 + 1970
    throughout = usable_days(block, month)[payers.account].all(axis=1)
    return throughout & customers(block, year).is_linked[payers.owner]


def _mates_in_order_of_liking(block: Block, month: int, able: Payers, place: Ints, holder: Ints) -> Ints:
    """For each payer its circle mates (indices into `able`), best liked first; meaningless after the last one.

    The order is a habit between two slots, so the favourite stays the same while it can be paid.
    """
    since = habit_year(block, month // 12 + 1970, "favourite")[able.owner]
    mates = (place // CIRCLE_SIZE * CIRCLE_SIZE)[:, None] + np.arange(CIRCLE_SIZE)
    liking = block.stream("transactions", "liking").uniform(
        able.customer_id[:, None], since[:, None], np.arange(CIRCLE_SIZE)[None, :]
    )
    absent = (holder[mates] < 0) | (mates == place[:, None])
    order = np.argsort(np.where(absent, 2.0, liking), axis=1, kind="stable")
    return np.take_along_axis(holder[mates], order, axis=1)
