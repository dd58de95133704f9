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
from financial_lake.simulation.service.campaigns import ALL, PLAN, WITHOUT_MAIL, Campaigns, campaigns
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
AWAKE_FROM, HOURS_AWAKE = 7, 15
EARLINESS = 1.6
"""Most answers come soon after a campaign begins."""


@dataclass(frozen=True, slots=True)
class Responses(Records):
    """Responses in order of (day, customer slot, occupant, instant); arrays of one length.

    Attributes:
        who: index into `customers(block, year)`.
        campaign: place among the campaigns since `FIRST_QUARTER`.
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


def responses(block: Block, quarter: int) -> Responses:
    """The responses of a quarter that are shown; customers are those of its year."""
    year = quarter // 4 + 1970
    raw = _raw(block, year)
    raw = raw.where(slice(*np.searchsorted(raw.day, [month_start(3 * quarter), month_start(3 * quarter + 3)])))
    return raw.where(raw.day - last_unsubscribed(block, year, raw.who, raw.day - 1) > DAYS_UNSUBSCRIBED)


@remembered(keep=3)
def unsubscribed(block: Block, year: int) -> tuple[Ints, Ints]:
    """Raw unsubscriptions up to the end of a year, ordered by (customer, day): index of the customer, and day."""
    raw = _raw(block, year)
    raw = raw.where(raw.kind == UNSUBSCRIBED)
    order = np.lexsort((raw.day, raw.who))
    return raw.who[order], raw.day[order]


def last_unsubscribed(block: Block, year: int, who: Ints, days: Ints) -> Ints:
    """Day of each customer's last raw unsubscription up to its own day; -NEVER without."""
    owner, day = unsubscribed(block, year)
    place = np.searchsorted(owner * NEVER + day, who * NEVER + days, side="right") - 1
    own = (place >= 0) & (np.append(owner, -1)[place] == who)
    return np.where(own, np.append(day, 0)[place], -NEVER)


@remembered(keep=3)
def _raw(block: Block, year: int) -> Responses:
    """All responses drawn up to the end of a year; a quarter costs hardly more than one draw a customer."""
    people, planned = customers(block, year), campaigns(block.bank, FIRST_QUARTER, (year - 1970) * 4 + 3)
    quarters = np.arange(FIRST_QUARTER, (year - 1970) * 4 + 4)
    chance = block.stream("campaign_responses", "responds")
    who, place = np.nonzero(chance.chance(RESPONDING_SHARE, people.customer_id[:, None], quarters))
    twice = chance.chance(TWICE_SHARE, people.customer_id[who], quarters[place], lane=1)
    segment = segments_at(block, year, who, month_start(3 * quarters)[place])
    fits = _fitting(planned, place, segment)
    first = _turn(block, year, 0, who, place, fits)
    fits &= np.arange(len(PLAN)) != (first.campaign % len(PLAN))[:, None]
    second = _turn(block, year, 1, who, place, fits)
    every = Responses.joined([first, second.where(twice)])
    target = planned.target[every.campaign]
    shown = is_active_at(block, year, every.who, every.day)
    shown &= (target == ALL) | (target == segments_at(block, year, every.who, every.day))
    every = every.where(shown)
    return every.where(np.lexsort((every.instant, every.who, every.day)))


def _fitting(planned: Campaigns, place: Ints, segment: Ints) -> Bools:
    """Which campaigns of its quarter are meant for each customer: (n, 12)."""
    target = planned.target.reshape(-1, len(PLAN))[place]
    fits: Bools = (target == segment[:, None]) | (target == ALL)
    return fits


def _turn(block: Block, year: int, turn: int, who: Ints, place: Ints, fits: Bools) -> Responses:  # noqa: PLR0913, PLR0917
    """One response each: to any campaign that fits, or to one without e-mail where no e-mail is wanted that day."""
    planned = campaigns(block.bank, FIRST_QUARTER, (year - 1970) * 4 + 3)
    chance, person = block.stream("campaign_responses", "response"), customers(block, year).customer_id[who]
    address = chance.bits(person, FIRST_QUARTER + place, turn).view(np.int64)
    without_mail = np.isin(planned.kind, WITHOUT_MAIL)
    campaign, day = _pick(chance, address, planned, place, fits, 1)
    silent = fits & without_mail.reshape(-1, len(PLAN))[place]
    other, other_day = _pick(chance, address, planned, place, silent, 3)
    wants = plain_steps(block, year).at(who * len(PREFERENCE_TYPES) + MARKETING_EMAIL, day) == 1
    stays = wants | without_mail[campaign]
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


def _pick(  # noqa: PLR0913, PLR0917
    chance: Stream, address: Ints, planned: Campaigns, place: Ints, fits: Bools, lane: int
) -> tuple[Ints, Ints]:
    """A campaign that fits, and a day on which it runs."""
    campaign = place * len(PLAN) + chance.pick(fits.astype(np.float64), address, lane=lane)
    length = planned.ends_on - planned.starts_on + 1
    days_in = (length[campaign] * chance.uniform(address, lane=lane + 1) ** EARLINESS).astype(np.int64)
    return campaign, planned.starts_on[campaign] + days_in
