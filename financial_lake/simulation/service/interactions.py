"""Contacts between customers and the bank in a quarter: when, how, why, and in which mood."""

from dataclasses import dataclass, replace

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import (
    NEVER,
    SATURDAY,
    SUNDAY,
    at,
    month_end,
    month_of,
    month_start,
    weekday,
)
from financial_lake.simulation.lives import leaving_wishes
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.service.presence import is_active_at
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Bools, Floats, Ints, Stream
from financial_lake.simulation.visits import OPENS, branch_hours, is_branch_day

INTERACTION_TYPES = ("inquiry", "support", "complaint", "account_update", "product_inquiry")
COMPLAINT = INTERACTION_TYPES.index("complaint")
CHANNELS = ("phone", "email", "web", "mobile_app", "branch")
PHONE, EMAIL, WEB, MOBILE_APP, BRANCH = range(5)
CHANNEL_WEIGHTS = (30.0, 25.0, 20.0, 15.0, 10.0)
REASONS = (
    "login",
    "account_inquiry",
    "fee_dispute",
    "card_issue",
    "loan_application",
    "general_info",
    "complaint",
    "support",
)
OUTCOMES = ("resolved", "follow_up_needed", "escalated")
SERVICE_MODES = ("agent", "chatbot")
COMPLAINT_TYPES = ("service", "fee", "product", "fraud", "other")
COMPLAINT_TYPE_WEIGHTS = (35.0, 25.0, 20.0, 10.0, 10.0)

CONTACT_WEIGHTS = (20.0, 25.0, 25.0, 15.0, 10.0, 5.0)
"""Of 0 to 5 contacts of a customer in a quarter."""
DAY_WEIGHT, SATURDAY_WEIGHT, SUNDAY_WEIGHT = 1.0, 0.5, 0.3
FILING_SHARE = 0.11
"""Of the customers with a contact in a quarter; one of their contacts carries the complaint."""
CHATBOT_SHARE = 0.60
"""Of other contacts on web and mobile app, so that an employee handles 80 % of all."""
FILED_PART = FILING_SHARE * 0.80 / 1.85
"""Part of all contacts that carry a filed complaint; the weights below leave the shares of all as specified."""
TYPE_WEIGHTS = np.array([35.0, 30.0, 15.0 - 100.0 * FILED_PART, 10.0, 10.0])
OUTCOME_WEIGHTS = np.array([[70.0, 20.0 - 50.0 * FILED_PART, 10.0 - 50.0 * FILED_PART], [0.0, 50.0, 50.0]])
"""Of ordinary contacts, and of those that carry a filed complaint."""
REASON_WEIGHTS = np.array([
    [0.0, 60.0, 0.0, 0.0, 0.0, 40.0, 0.0, 0.0],
    [40.0, 0.0, 0.0, 30.0, 0.0, 0.0, 0.0, 30.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 0.0],
    [0.0, 70.0, 0.0, 0.0, 0.0, 0.0, 0.0, 30.0],
    [0.0, 0.0, 0.0, 0.0, 40.0, 60.0, 0.0, 0.0],
])  # fmt: skip
"""By interaction type. Nobody comes to a branch to log in; a complaint about a fee is a dispute of it."""
LOGIN, FEE_DISPUTE, FEE = REASONS.index("login"), REASONS.index("fee_dispute"), COMPLAINT_TYPES.index("fee")

STAFF_COMES, STAFF_HOURS = 8, 10
SHORTEST = np.array([300.0, 60.0, 120.0, 60.0, 300.0])
LONGEST = np.array([2_700.0, 600.0, 900.0, 600.0, 2_700.0])
"""Seconds, by channel; short contacts are more frequent than long ones."""
NOTES, NOTED_SHARE = 4, 0.40
"""Wordings of a note for each reason, and how many contacts have one."""

MILLION = 1_000_000
WORST_MOOD, BEST_MOOD, COMPLAINT_MOOD = 0.55, 1.0, 0.15
DAYS_BEFORE_LEAVING = np.array([14, 30, 60, 90])
SAD_FROM, SAD_SPAN = np.array([0.05, 0.15, 0.25, 0.35]), 0.30
"""Mood of those who will wish to leave within so many days; whom a loan then keeps was as unhappy before."""
HANDLED_BY, HANDLED_BY_AT_BRANCH = "customer_service_rep", ("customer_service_rep", "branch_manager")


@dataclass(frozen=True, slots=True)
class Interactions(Records):
    """Contacts in order of (day, customer slot, occupant, instant); arrays of one length.

    Attributes:
        day: epoch day.
        ordinal: place inside (block, day), from 1.
        filed: place among the complaints filed inside (block, day), from 1; 0 without complaint.
        address: 64 bits that name the contact.
        customer_id: who.
        instant: microseconds.
        kind, reason, channel, outcome: indices into `INTERACTION_TYPES`, `REASONS`, `CHANNELS`, `OUTCOMES`.
        is_chatbot: 1 where no employee took part.
        seconds: how long it took.
        sentiment: mood, millionths.
        complaint_type: index into `COMPLAINT_TYPES`, of filed complaints.
        note: index of the wording, -1 without.
    """

    day: Ints
    ordinal: Ints
    filed: Ints
    address: Ints
    customer_id: Ints
    instant: Ints
    kind: Ints
    reason: Ints
    channel: Ints
    outcome: Ints
    is_chatbot: Ints
    seconds: Ints
    sentiment: Ints
    complaint_type: Ints
    note: Ints


def in_month(block: Block, month: int, *, filed: bool = False) -> Interactions:
    """The contacts of a month, or those in which a complaint was filed."""
    return on_days(block, int(month_start(month)), int(month_end(month)), filed=filed)


def on_days(block: Block, first: int, last: int, *, filed: bool = False) -> Interactions:
    """The contacts of the days from `first` to `last`, or those in which a complaint was filed."""
    known = _filed if filed else interactions
    parts = []
    for quarter in range(int(month_of(first)) // 3, int(month_of(last)) // 3 + 1):
        every = known(block, quarter)
        parts.append(every.where(slice(*np.searchsorted(every.day, [first, last + 1]))))
    return parts[0] if len(parts) == 1 else Interactions.joined(parts)


@remembered(keep=4)
def _filed(block: Block, quarter: int) -> Interactions:
    every = interactions(block, quarter)
    return every.where(every.filed > 0)


@remembered(keep=4)
def interactions(block: Block, quarter: int) -> Interactions:
    """All contacts of the block in a quarter."""
    year, people = quarter // 4 + 1970, customers(block, quarter // 4 + 1970)
    count = block.stream("interactions", "contacts").pick(CONTACT_WEIGHTS, people.customer_id, quarter)
    who = np.repeat(np.arange(count.size), count)
    number = np.arange(who.size) - np.repeat(np.cumsum(count) - count, count)
    person, chance = people.customer_id[who], block.stream("interactions", "contact")
    address = chance.bits(person, quarter, number).view(np.int64)
    files = block.stream("interactions", "files").chance(FILING_SHARE, person, quarter)
    files &= block.stream("interactions", "filed").integer(count[who], person, quarter) == number
    channel = chance.pick(CHANNEL_WEIGHTS, address, lane=1)
    day = _days(quarter, channel, chance.uniform(address, lane=2))
    shown = np.flatnonzero(is_active_at(block, year, who, day))
    gap = _days_to_wish(leaving_wishes(block, people, year + 1)[who[shown]], day[shown])
    drawn = _contacts(chance, address[shown], person[shown], day[shown], channel[shown], files[shown], gap)
    return _numbered(drawn.where(np.lexsort((drawn.instant, who[shown], drawn.day))))


def handlers(block: Block, contacts: Interactions) -> Ints:
    """employee_id of who handled each contact; at a branch also its manager may. Meaningless for a chatbot's."""
    handler = np.zeros(len(contacts), dtype=np.int64)
    at_branch = contacts.channel == BRANCH
    for roles, meant in ((HANDLED_BY, ~at_branch), (HANDLED_BY_AT_BRANCH, at_branch)):
        rows = np.flatnonzero(meant)
        if rows.size:
            handler[rows] = agent(block.bank, roles, contacts.address[rows], contacts.day[rows])
    return handler


def _days(quarter: int, channel: Ints, place: Floats) -> Ints:
    """A day of the quarter; who comes to a branch comes when it is open: the next such day, or the quarter's last."""
    days = np.arange(month_start(3 * quarter), month_end(3 * quarter + 2) + 1)
    week = weekday(days)
    weight = np.where(week == SUNDAY, SUNDAY_WEIGHT, np.where(week == SATURDAY, SATURDAY_WEIGHT, DAY_WEIGHT))
    share = np.cumsum(weight)
    drawn = np.searchsorted(share, place * share[-1], side="right")
    open_days = np.flatnonzero(is_branch_day(days))
    moved = open_days[np.minimum(np.searchsorted(open_days, drawn), open_days.size - 1)]
    day: Ints = days[np.where(channel == BRANCH, moved, drawn)]
    return day


def _days_to_wish(wishes: Ints, day: Ints) -> Ints:
    """Days from each contact to its customer's next wish to leave."""
    ahead: Ints = np.where(wishes > day[:, None], wishes - day[:, None], NEVER).min(axis=1)
    return ahead


def _contacts(  # noqa: PLR0913, PLR0917 - what the quarter has decided
    chance: Stream, address: Ints, person: Ints, day: Ints, channel: Ints, files: Bools, gap: Ints
) -> Interactions:
    kind = np.where(files, COMPLAINT, chance.pick(TYPE_WEIGHTS, address, lane=3))
    complaint_type = chance.pick(COMPLAINT_TYPE_WEIGHTS, address, lane=4)
    is_chatbot = ~files & ((channel == WEB) | (channel == MOBILE_APP)) & chance.chance(CHATBOT_SHARE, address, lane=5)
    seconds = _seconds(channel, chance.uniform(address, lane=6))
    nothing = np.zeros_like(day)
    return Interactions(
        day=day,
        ordinal=nothing,
        filed=files.astype(np.int64),
        address=address,
        customer_id=person,
        instant=_instants(day, channel, is_chatbot, seconds, chance.uniform(address, lane=7)),
        kind=kind,
        reason=_reasons(chance, address, kind, channel, complaint_type),
        channel=channel,
        outcome=chance.pick(OUTCOME_WEIGHTS[files.astype(np.int64)], address, lane=8),
        is_chatbot=is_chatbot.astype(np.int64),
        seconds=seconds,
        sentiment=_sentiment(chance.uniform(address, lane=9), kind == COMPLAINT, gap),
        complaint_type=complaint_type,
        note=np.where(chance.chance(NOTED_SHARE, address, lane=10), chance.integer(NOTES, address, lane=11), -1),
    )


def _reasons(chance: Stream, address: Ints, kind: Ints, channel: Ints, complaint_type: Ints) -> Ints:
    weights = REASON_WEIGHTS[kind]
    weights[channel == BRANCH, LOGIN] = 0.0
    reason = chance.pick(weights, address, lane=12)
    return np.where((kind == COMPLAINT) & (complaint_type == FEE), FEE_DISPUTE, reason)


def _seconds(channel: Ints, place: Floats) -> Ints:
    shortest, longest = SHORTEST[channel], LONGEST[channel]
    seconds: Ints = np.rint(shortest * (longest / shortest) ** place).astype(np.int64)
    return seconds


def _instants(day: Ints, channel: Ints, is_chatbot: Bools, seconds: Ints, place: Floats) -> Ints:
    """Employees answer from eight to six, branches while they are open to the end of the talk, chatbots always."""
    at_branch = channel == BRANCH
    opens = np.where(at_branch, OPENS, np.where(is_chatbot, 0, STAFF_COMES))
    hours = np.where(at_branch, branch_hours(day) - seconds / 3600, np.where(is_chatbot, 24, STAFF_HOURS))
    instants: Ints = at(day, opens + hours * place)
    return instants


def _sentiment(place: Floats, is_complaint: Bools, gap: Ints) -> Ints:
    usual = WORST_MOOD + (BEST_MOOD - WORST_MOOD) * place - COMPLAINT_MOOD * is_complaint
    near = np.searchsorted(DAYS_BEFORE_LEAVING, gap)
    is_sad = near < DAYS_BEFORE_LEAVING.size
    sad = SAD_FROM[np.minimum(near, DAYS_BEFORE_LEAVING.size - 1)] + SAD_SPAN * place
    mood: Ints = np.rint(MILLION * np.where(is_sad, sad, usual)).astype(np.int64)
    return mood


def _numbered(contacts: Interactions) -> Interactions:
    """Contacts in order, numbered inside the day."""
    number = np.arange(len(contacts))
    first = np.searchsorted(contacts.day, contacts.day)
    complaints = np.cumsum(contacts.filed)
    before = complaints[first] - contacts.filed[first]
    return replace(contacts, ordinal=number - first + 1, filed=np.where(contacts.filed == 1, complaints - before, 0))
