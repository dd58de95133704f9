"""Steps of patterns: money moves from one to another, in ordinary ways and at ordinary hours."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from financial_lake.simulation.amounts import multiple_of
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, at, is_business_day
from financial_lake.simulation.laundering.casting import NOBODY, Cast
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Floats, Ints

MICROSECONDS_AN_HOUR = MICROSECONDS_A_DAY // 24
WAKES, AWAKE = int(8.5 * MICROSECONDS_AN_HOUR), int(12.5 * MICROSECONDS_AN_HOUR)
"""People pay persons and move their money between half past eight and nine in the evening."""
COUNTER_OPENS, COUNTER_CLOSES = 9, 17
LARGEST_TO_PERSONS = 2_400_00
SHARE_TO_PERSONS = 0.70
"""Of smaller payments to people outside; the others and all larger ones are transfers between banks."""
TRANSFER_STEP, WIRE_STEP, CASH_STEP = 5_00, 100_00, 10_00
WIRES_IN_HUNDREDS_FROM = 1_000_00
ANY_BRANCH = -1


class Way(IntEnum):
    """How money moves."""

    ORDINARY = 0
    PERSON = 1
    TRANSFER = 2
    WIRE = 3
    CASH = 4


class Role(IntEnum):
    """What a participant is to the pattern."""

    SOURCE = 0
    COLLECTOR = 1
    INTERMEDIARY = 2
    DISTRIBUTOR = 3
    DESTINATION = 4
    MULE = 5


ROLES = tuple(role.name.lower() for role in Role)
_OUT = np.array(
    [CODE["p2p_out"], CODE["p2p_out"], CODE["account_transfer_out"], CODE["wire_out"], CODE["cash_withdrawal"]]
)
_IN = np.array([CODE["p2p_in"], CODE["p2p_in"], CODE["account_transfer_in"], CODE["wire_in"], CODE["cash_deposit"]])


@dataclass(frozen=True, slots=True)
class Steps(Records):
    """Postings of patterns in a block and month; arrays of one length.

    Attributes:
        pattern: pattern_id.
        typology: index into `patterns.TYPOLOGIES`.
        account: index into `accounts(block, year)` of the account that moves.
        other: index of the other account where that is at this bank, else -1.
        outsider: number of the other side inside the pattern where it is outside.
        code: index into `ledger.codes.CODES`.
        cents: amount.
        instant: microseconds.
        role: `Role` of the holder of the account.
        address: 64 bits that name the movement; the same on both legs.
        stop: which of the branches visited in turn, -1 where the customer goes where customers go.
    """

    pattern: Ints
    typology: Ints
    account: Ints
    other: Ints
    outsider: Ints
    code: Ints
    cents: Ints
    instant: Ints
    role: Ints
    address: Ints
    stop: Ints


@dataclass(frozen=True, slots=True)
class Side:
    """One side of movements: accounts of this bank (-1 outside), and what their holders are to the pattern.

    `outsider` numbers those outside: who has the same number in a pattern is the same.
    """

    account: Ints
    role: Role
    outsider: Ints | int = 0


def moved(  # noqa: PLR0913 - what a movement is
    cast: Cast,
    taken: Bools,
    payer: Side,
    payee: Side,
    *,
    cents: Ints,
    instant: Ints,
    lane: int,
    way: Ints | Way = Way.ORDINARY,
    stop: Ints | int = ANY_BRANCH,
) -> Steps:
    """The postings of movements, one a place of (n, count) that is taken.

    Wires and cash need an open counter; when it is closed they are transfers instead. Inside the bank people pay
    each other as persons.

    Args:
        cast: the patterns, (n,).
        taken: which movements there are, (n, count); all else broadcasts against it.
        payer: who pays.
        payee: who is paid.
        cents: amount before it is rounded as its way asks for.
        instant: microseconds.
        lane: of chance, of its own for each group of movements in a typology.
        way: how, where the typology says it.
        stop: as in `Steps`.
    """
    row, place = np.nonzero(taken)

    def of(values: Ints | int) -> Ints:
        flat: Ints = np.broadcast_to(values, taken.shape)[row, place].astype(np.int64)
        return flat

    pattern, amount, when, by = cast.pattern[row], of(cents), of(instant), of(way)
    giver, taker = of(payer.account), of(payee.account)
    address = cast.chance.bits(pattern, place, lane=lane).view(np.int64)
    by = np.where((by >= Way.WIRE) & ~is_counter_open(when), Way.TRANSFER, by)
    is_inside = (giver >= 0) & (taker >= 0)
    to_person = cast.chance.chance(SHARE_TO_PERSONS, pattern, place, lane=lane + 1) & (amount <= LARGEST_TO_PERSONS)
    by = np.where((by == Way.ORDINARY) & ~is_inside & ~to_person, Way.TRANSFER, by)
    amount = rounded(amount, by)
    outsider = np.where(giver >= 0, of(payee.outsider), of(payer.outsider))
    legs = []
    for account, other, codes, role in ((giver, taker, _OUT, payer.role), (taker, giver, _IN, payee.role)):
        here = np.flatnonzero(account >= 0)
        legs.append(
            Steps(
                pattern=pattern[here],
                typology=np.full(here.size, cast.typology),
                account=account[here],
                other=other[here],
                outsider=outsider[here],
                code=codes[by[here]],
                cents=amount[here],
                instant=when[here],
                role=np.full(here.size, role),
                address=address[here],
                stop=of(stop)[here],
            )
        )
    return Steps.joined(legs)


def rounded(cents: Ints, way: Ints) -> Ints:
    """Amounts as people choose them for each way."""
    wire = np.where(cents > WIRES_IN_HUNDREDS_FROM, multiple_of(cents, WIRE_STEP), np.maximum(cents, 250_00))
    return np.select(
        [way == Way.TRANSFER, way == Way.WIRE, way == Way.CASH],
        [np.maximum(multiple_of(cents, TRANSFER_STEP), TRANSFER_STEP), wire, multiple_of(cents, CASH_STEP)],
        cents,
    )


def is_counter_open(instant: Ints) -> Bools:
    """Whether wires complete and branches serve: business days from nine to five."""
    day = instant // MICROSECONDS_A_DAY
    is_open: Bools = is_business_day(day) & (instant >= at(day, COUNTER_OPENS)) & (instant < at(day, COUNTER_CLOSES))
    return is_open


def awake(day: Ints, share: Floats) -> Ints:
    """The instant at which a share of the waking hours of a day has passed; shares above 1 go into later days."""
    return _instant(day * AWAKE + (share * AWAKE).astype(np.int64))


def later(instant: Ints, soonest: float, latest: float, share: Floats) -> Ints:
    """An instant in waking hours between so many hours after another one."""
    low = _waking(instant + int(soonest * MICROSECONDS_AN_HOUR))
    high = _waking(instant + int(latest * MICROSECONDS_AN_HOUR))
    return _instant(low + (share * (high - low)).astype(np.int64))


def _waking(instant: Ints) -> Ints:
    """Time spent awake until an instant."""
    day, since = np.divmod(instant, MICROSECONDS_A_DAY)
    spent: Ints = day * AWAKE + np.clip(since - WAKES, 0, AWAKE)
    return spent


def _instant(waking: Ints) -> Ints:
    day, since = np.divmod(waking, AWAKE)
    instant: Ints = day * MICROSECONDS_A_DAY + WAKES + since
    return instant


def shares(cast: Cast, count: int, taken: Bools, lane: int) -> Floats:
    """(n, count) uneven shares of one over the places taken."""
    weight = np.where(taken, 0.5 + cast.each(0, 1, count, lane), 0.0)
    share: Floats = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    return share


def circle_side(  # noqa: PLR0913, PLR0917 - who stands on a side
    cast: Cast, role: Role, taken: Ints, count: int, skipped: Ints | int = 1, first: int = 1
) -> Side:
    """A side of up to `count` participants: the first `taken` are members (after `skipped`), the others outside."""
    place = np.arange(count)
    member = np.take_along_axis(
        cast.member, np.minimum(np.broadcast_to(skipped, len(cast))[:, None] + place, cast.member.shape[1] - 1), axis=1
    )
    account = np.where(place < taken[:, None], member, NOBODY)
    return Side(account, role, first + place)


def principal(cast: Cast, role: Role, place: int = 0) -> Side:
    """The side of one member of the circle, the principal by default."""
    return Side(cast.member[:, place : place + 1], role)


def outside(cast: Cast, role: Role, number: int = 0) -> Side:
    """The side of one person outside the bank."""
    return Side(np.full((len(cast), 1), NOBODY), role, number)
