"""Shapes that several typologies share: many pay one, one pays many."""

import numpy as np

from financial_lake.simulation.laundering.casting import Cast, placed
from financial_lake.simulation.laundering.steps import Role, Steps, Way, awake, circle_side, moved, principal
from financial_lake.simulation.streams import Ints

MOST = 9
SMALL, LARGE = (120.0, 2_400.0), (1_500.0, 9_500.0)
SHARE_SMALL = 0.70


def fan_amounts(cast: Cast, inside: Ints, lane: int) -> tuple[Ints, Ints]:
    """(n, 9) amounts of a fan and their ways: 120-2,400 by person; after the inside ones also transfers of more."""
    small = cast.dollars(*SMALL, MOST, lane)
    is_large = (cast.each(0, 1, MOST, lane + 1) >= SHARE_SMALL) & ~placed(inside, MOST)
    amounts = np.where(is_large, cast.dollars(*LARGE, MOST, lane + 2), small)
    return amounts, np.where(is_large, Way.TRANSFER, Way.PERSON)


def gathered(  # noqa: PLR0913, PLR0917 - the whole of a fan
    cast: Cast,
    count: Ints,
    inside: Ints,
    cents: Ints,
    day: Ints,
    days: Ints | int,
    roles: tuple[Role, Role],
    way: Ints | Way = Way.PERSON,
) -> Steps:
    """`count` senders pay the principal within some days, the first `inside` of them members of the circle."""
    senders, collector = roles
    return moved(
        cast,
        placed(count, MOST),
        circle_side(cast, senders, inside, MOST),
        principal(cast, collector),
        cents=cents,
        instant=awake(day[:, None], cast.each(0, 1, MOST, 20) * np.broadcast_to(days, len(cast))[:, None]),
        lane=110,
        way=way,
    )


def scattered(  # noqa: PLR0913, PLR0917 - the whole of a fan
    cast: Cast,
    count: Ints,
    inside: Ints,
    cents: Ints,
    instant: Ints,
    roles: tuple[Role, Role],
    way: Ints | Way = Way.PERSON,
    skipped: Ints | int = 1,
) -> Steps:
    """The principal pays `count` receivers, the first `inside` of them members of the circle."""
    source, receivers = roles
    return moved(
        cast,
        placed(count, MOST),
        principal(cast, source),
        circle_side(cast, receivers, inside, MOST, skipped, first=21),
        cents=cents,
        instant=instant,
        lane=120,
        way=way,
    )


def joining(cast: Cast, most: int, count: Ints, lane: int, skipped: Ints | int = 1) -> Ints:
    """How many members of the circle take part beside the principal: up to `most`, as far as there are."""
    free = np.maximum(cast.members - skipped, 0)
    joined: Ints = np.minimum(cast.whole(0, most, lane), np.minimum(count, free))
    return joined
