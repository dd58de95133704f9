"""Answers to the survey after a contact: who answers when, and how the mood of the contact shows in them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, MICROSECONDS_A_SECOND, at, year_of
from financial_lake.simulation.event_ids import event_ids
from financial_lake.simulation.records import Records
from financial_lake.simulation.service import interactions as contacts
from financial_lake.simulation.service.presence import in_order, is_active_at, rows_of
from financial_lake.simulation.streams import Floats, Ints, Stream

DAYS_TO_ANSWER = 2
ANSWERED_SHARE = 0.30
DELAY_WEIGHTS = (65.0, 25.0, 10.0)
"""Of answers within hours, on the next day, and on the one after."""
HOURS_TO_ANSWER_AT_ONCE, SECONDS_TO_BE_ASKED = 4.0, 60
AWAKE_FROM, AWAKE_UNTIL = 8, 21
HALF_AN_HOUR = 0.5

NPS_SHARES = np.cumsum((2.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 15.0, 20.0, 23.0)) / 100
RATING_WEIGHTS = np.array([
    *[[50.0, 30.0, 20.0, 0.0, 0.0]] * 5,
    *[[0.0, 30.0, 50.0, 20.0, 0.0]] * 2,
    *[[0.0, 0.0, 20.0, 50.0, 30.0]] * 2,
    *[[0.0, 0.0, 0.0, 30.0, 70.0]] * 2,
])  # fmt: skip
"""Of 1 to 5 stars, by net promoter score 0 to 10."""
MOOD_WEIGHT = 0.52
"""Correlation of the normals behind mood and score; ranks then correlate by about 0.5."""
COMPLAINT_SHARE = 0.15
COMMENTED_SHARE, COMMENTS = 0.50, 4
DETRACTOR, PASSIVE, PROMOTER = range(3)
PASSIVE_FROM, PROMOTER_FROM = 7, 9


@dataclass(frozen=True, slots=True)
class Surveys(Records):
    """Answered surveys of a day, ordered by (customer slot, occupant, instant); arrays of one length.

    Attributes:
        interaction_id, customer_id: the contact it is about.
        instant: of the answer, microseconds.
        nps: 0-10.
        stars: 1-5.
        comment: index of the wording, three kinds of customers one after another; -1 without.
    """

    interaction_id: Ints
    customer_id: Ints
    instant: Ints
    nps: Ints
    stars: Ints
    comment: Ints


def surveys_on(block: Block, day: int) -> Surveys:
    """The surveys answered on a day, about contacts of that day and the two before."""
    every = contacts.on_days(block, day - DAYS_TO_ANSWER, day)
    chance = block.stream("satisfaction_surveys", "survey")
    answered_at = _instants(chance, every)
    is_answered = chance.chance(ANSWERED_SHARE, every.address) & (answered_at // MICROSECONDS_A_DAY == day)
    every, answered_at = every.where(is_answered), answered_at[is_answered]
    year = int(year_of(day))
    there = is_active_at(block, year, rows_of(block, year, every.customer_id), np.full(len(every), day))
    order = np.lexsort((answered_at[there], in_order(every.customer_id[there])))
    every, answered_at = every.where(there).where(order), answered_at[there][order]
    nps = np.searchsorted(NPS_SHARES, _place(chance, every), side="right")
    group = (nps >= PASSIVE_FROM).astype(np.int64) + (nps >= PROMOTER_FROM)
    comments = chance.chance(COMMENTED_SHARE, every.address, lane=5)
    return Surveys(
        interaction_id=event_ids(block.bank, "interactions", block, every.day, every.ordinal),
        customer_id=every.customer_id,
        instant=answered_at,
        nps=nps,
        stars=1 + chance.pick(RATING_WEIGHTS[nps], every.address, lane=4),
        comment=np.where(comments, group * COMMENTS + chance.integer(COMMENTS, every.address, lane=6), -1),
    )


def _instants(chance: Stream, every: contacts.Interactions) -> Ints:
    """Within hours of the end of the contact, or on one of the next two days, never later than at its time of day."""
    end = every.instant + every.seconds * MICROSECONDS_A_SECOND
    hour = (end % MICROSECONDS_A_DAY) / (3600 * MICROSECONDS_A_SECOND)
    last_day = end // MICROSECONDS_A_DAY
    delay = chance.pick(DELAY_WEIGHTS, every.address, lane=1)
    delay = np.where((delay == DAYS_TO_ANSWER) & (hour < AWAKE_FROM + HALF_AN_HOUR), 1, delay)
    delay = np.where(last_day > every.day, 0, delay)
    latest = np.where(delay == DAYS_TO_ANSWER, np.minimum(hour, AWAKE_UNTIL), AWAKE_UNTIL)
    place = chance.uniform(every.address, lane=2)
    later = at(last_day + delay, AWAKE_FROM + (latest - AWAKE_FROM) * place)
    at_once = end + at(0, HOURS_TO_ANSWER_AT_ONCE * place**2, 0, SECONDS_TO_BE_ASKED)
    answered_at: Ints = np.where(delay == 0, at_once, later)
    return answered_at


def _place(chance: Stream, every: contacts.Interactions) -> Floats:
    """Uniform numbers that rise with the mood of the contact."""
    mood = every.sentiment / contacts.MILLION
    span = contacts.BEST_MOOD - contacts.WORST_MOOD
    usual = np.clip((mood - contacts.WORST_MOOD) / span, 0.0, 1.0)
    sour = np.clip((mood - contacts.WORST_MOOD + contacts.COMPLAINT_MOOD) / span, 0.0, 1.0)
    rank = np.clip((1.0 - COMPLAINT_SHARE) * usual + COMPLAINT_SHARE * sour, 0.002, 0.998)
    own = chance.normal(every.address, lane=3)
    place: Floats = ndtr(MOOD_WEIGHT * ndtri(rank) + np.sqrt(1.0 - MOOD_WEIGHT**2) * own)
    return place
