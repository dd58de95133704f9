"""What customers do with campaigns, and who wants no more of them.

Everything is decided on raw draws: a draw responds whether or not the customer has unsubscribed before. Only
what is shown leaves those out, so neither the responses nor the preferences wait for each other.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, at, month_start
from financial_lake.simulation.plain_preferences import MARKETING_EMAIL, PREFERENCE_TYPES, plain_steps
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.service.campaigns import ALL, WITHOUT_MAIL, Campaigns, campaigns
from financial_lake.simulation.service.presence import is_active_at
from financial_lake.simulation.standing import segments_at
from financial_lake.simulation.streams import Bools, Ints, Stream

RESPONSE_TYPES = ("opened", "clicked", "purchased", "unsubscribed")
UNSUBSCRIBED = RESPONSE_TYPES.index("unsubscribed")
RESPONSE_WEIGHTS = (40.0, 30.0, 20.0, 10.0)
CONVERTED_SHARE = np.array([0.01, 0.05, 0.30, 0.0])
RESPONDING_SHARE, TWICE_SHARE = 0.055, 0.30
FIRST_QUARTER = (2022 - 1970) * 4
"""Nobody answered campaigns before the year that the earliest calendar can look back at."""
DAYS_UNSUBSCRIBED = 365
QUARTERS_LOOKED_BACK = 4
AWAKE_FROM, HOURS_AWAKE = 7, 15
EARLINESS = 1.6
"""Most answers come soon after a campaign begins."""


@dataclass(frozen=True, slots=True)
class Responses(Records):
    """Responses of a quarter in order of (day, customer slot, occupant, instant); arrays of one length.

    Attributes:
        who: index into `customers(block, year)`.
        campaign: place among the quarter's campaigns.
        day: epoch day.
        instant: microseconds.
        kind: index into `RESPONSE_TYPES`.
        is_converted: 1 where something was bought because of it.
    """

    who: Ints
    campaign: Ints
    day: Ints
    instant: Ints
    kind: Ints
    is_converted: Ints


@remembered(keep=4)
def responses(block: Block, quarter: int) -> Responses:
    """The responses of a quarter that are shown; customers are those of its year."""
    year, raw = quarter // 4 + 1970, _raw(block, quarter // 4 + 1970, quarter)
    return raw.where(raw.day - last_unsubscribed(block, year, raw.who, raw.day - 1) > DAYS_UNSUBSCRIBED)


@remembered(keep=3)
def unsubscribed(block: Block, year: int) -> tuple[Ints, Ints]:
    """Raw unsubscriptions up to the end of a year, ordered by (customer, day): index of the customer, and day."""
    last = (year - 1970) * 4 + 3
    raw = Responses.joined([_raw(block, year, quarter) for quarter in range(FIRST_QUARTER, last + 1)])
    raw = raw.where(raw.kind == UNSUBSCRIBED)
    order = np.lexsort((raw.day, raw.who))
    return raw.who[order], raw.day[order]


def last_unsubscribed(block: Block, year: int, who: Ints, days: Ints) -> Ints:
    """Day of each customer's last raw unsubscription up to its own day; -NEVER without."""
    owner, day = unsubscribed(block, year)
    place = np.searchsorted(owner * NEVER + day, who * NEVER + days, side="right") - 1
    own = (place >= 0) & (np.append(owner, -1)[place] == who)
    return np.where(own, np.append(day, 0)[place], -NEVER)


@remembered(keep=24)
def _raw(block: Block, year: int, quarter: int) -> Responses:
    """Responses drawn in a quarter, by customers of the population of a year, that year's or a later one."""
    people, planned = customers(block, year), campaigns(block.bank, quarter)
    chance = block.stream("campaign_responses", "responds")
    first = np.flatnonzero(chance.chance(RESPONDING_SHARE, people.customer_id, quarter))
    twice = chance.chance(TWICE_SHARE, people.customer_id[first], quarter, lane=1)
    segment = segments_at(block, year, first, np.full(first.size, month_start(3 * quarter)))
    fits = (planned.target == segment[:, None]) | (planned.target == ALL)
    parts, taken = [], np.full(first.size, -1, dtype=np.int64)
    for turn in (0, 1):
        drawn = _turn(block, year, quarter, turn, first, fits)
        parts.append(drawn if turn == 0 else drawn.where(twice & (drawn.campaign != taken)))
        taken = drawn.campaign
        fits = fits & (np.arange(len(planned)) != taken[:, None])
    every = Responses.joined(parts)
    target = planned.target[every.campaign]
    shown = is_active_at(block, year, every.who, every.day)
    shown &= (target == ALL) | (target == segments_at(block, year, every.who, every.day))
    every = every.where(shown)
    return every.where(np.lexsort((every.instant, every.who, every.day)))


def _turn(block: Block, year: int, quarter: int, turn: int, who: Ints, fits: Bools) -> Responses:  # noqa: PLR0913, PLR0917
    """One response each: to any campaign that fits, or to one without e-mail where no e-mail is wanted that day."""
    planned, chance = campaigns(block.bank, quarter), block.stream("campaign_responses", "response")
    address = chance.bits(customers(block, year).customer_id[who], quarter, turn).view(np.int64)
    campaign, day = _pick(chance, address, planned, fits, 1)
    other, other_day = _pick(chance, address, planned, fits & np.isin(planned.kind, WITHOUT_MAIL), 3)
    wants = plain_steps(block, year).at(who * len(PREFERENCE_TYPES) + MARKETING_EMAIL, day) == 1
    stays = wants | np.isin(planned.kind[campaign], WITHOUT_MAIL)
    campaign, day = np.where(stays, campaign, other), np.where(stays, day, other_day)
    kind = chance.pick(RESPONSE_WEIGHTS, address, lane=5)
    return Responses(
        who=who,
        campaign=campaign,
        day=day,
        instant=at(day, AWAKE_FROM + HOURS_AWAKE * chance.uniform(address, lane=6)),
        kind=kind,
        is_converted=chance.chance(CONVERTED_SHARE[kind], address, lane=7).astype(np.int64),
    )


def _pick(chance: Stream, address: Ints, planned: Campaigns, fits: Bools, lane: int) -> tuple[Ints, Ints]:
    """A campaign that fits, and a day on which it runs."""
    campaign = chance.pick(fits.astype(np.float64), address, lane=lane)
    length = planned.ends_on - planned.starts_on + 1
    days_in = (length[campaign] * chance.uniform(address, lane=lane + 1) ** EARLINESS).astype(np.int64)
    return campaign, planned.starts_on[campaign] + days_in
