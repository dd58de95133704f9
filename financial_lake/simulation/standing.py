"""How customers stand with the bank: segment, status, credit risk, engagement, adviser; and since when.

`..._changed_on` functions answer for the year of the day and give 0 when nothing changed in it: every
profile changes on 1 January, when incomes step.
"""

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, month_start, year_of, year_start
from financial_lake.simulation.credit_scores import bureau_scores
from financial_lake.simulation.personas import AFFLUENT, ENGAGEMENT, HIGH_NET_WORTH, SELF_EMPLOYED
from financial_lake.simulation.population import Customers, customers, employment_on, inactive_stretches, persona_on
from financial_lake.simulation.score_model import default_probability, mean_score
from financial_lake.simulation.staff import ROLES, role_of_slot, staff
from financial_lake.simulation.staff import agent as employee
from financial_lake.simulation.steps import Steps
from financial_lake.simulation.streams import Ints

CUSTOMER_SEGMENTS = ("retail", "premium", "corporate", "private_banking")
RETAIL, PREMIUM, CORPORATE, PRIVATE_BANKING = range(4)
CORPORATE_BESIDES = 0.009
"""Corporate are all self-employed (9.1 %), and so many of the others that it makes 10 %."""
UPPER_SHARE_OF_HIGH, UPPER_SHARE_OF_AFFLUENT = 0.46, 0.56
UPGRADES_A_YEAR = 0.02
FIRST_YEAR_OF_UPGRADES = 2024
"""The shares 61/24/10/5 % of late 2024 are those of customers before any upgrade."""

CUSTOMER_STATUSES = ("active", "dormant", "closed")
ACTIVE, DORMANT, CLOSED = range(3)
DAYS_UNTIL_DORMANT = 180

RISK_PROFILES = ("low", "medium", "high")
MEDIUM_RISK, HIGH_RISK = 0.02, 0.06
"""Chance of default within a year from which a customer is a medium, or high, credit risk."""

ADVISED_SHARE = 0.80
ADVISER_OF_MOST, ADVISER_OF_WEALTHY = "customer_service_rep", "wealth_advisor"


def customer_segments(block: Block, day: int) -> Ints:
    """(customers,) index into `CUSTOMER_SEGMENTS` at the end of a day."""
    people = customers(block, int(year_of(day)))
    return _segments(block, people, np.full(people.slot.size, day), _upgraded_on(block, int(year_of(day))))


def segments_at(block: Block, year: int, who: Ints, days: Ints) -> Ints:
    """Index into `CUSTOMER_SEGMENTS` of customers (indices, for `year`), each on its own day of that year or before."""
    return _segments(block, customers(block, year).where(who), days, _upgraded_on(block, year)[who])


def segment_changed_on(block: Block, day: int) -> Ints:
    """(customers,) day of this year, up to `day`, on which the customer segment changed."""
    year = int(year_of(day))
    people, upgraded_on = customers(block, year), _upgraded_on(block, year)
    changed_on = np.zeros(people.slot.size, dtype=np.int64)
    for turn in (upgraded_on, people.graduates_on, people.retires_on):
        known = (turn >= year_start(year)) & (turn <= day)
        days = np.where(known, turn, day)
        is_other = _segments(block, people, days, upgraded_on) != _segments(block, people, days - 1, upgraded_on)
        changed_on = np.maximum(changed_on, np.where(known & is_other, turn, 0))
    return changed_on


def customer_statuses(block: Block, day: int) -> Ints:
    """(customers,) index into `CUSTOMER_STATUSES`: dormant from the 181st inactive day, closed from leaving."""
    people = customers(block, int(year_of(day)))
    who, first, last = inactive_stretches(block, int(year_of(day)))
    status = np.full(people.slot.size, ACTIVE)
    status[who[(first + DAYS_UNTIL_DORMANT <= day) & (day <= last)]] = DORMANT
    return np.where(people.left_on <= day, CLOSED, status)


def status_changed_on(block: Block, day: int) -> Ints:
    """(customers,) last day up to `day` on which the customer status changed; 0 for never."""
    people = customers(block, int(year_of(day)))
    who, first, last = inactive_stretches(block, int(year_of(day)))
    sleeps = first + DAYS_UNTIL_DORMANT <= last
    who, asleep_on, awake_on = who[sleeps], first[sleeps] + DAYS_UNTIL_DORMANT, last[sleeps] + 1
    changed_on = np.where(people.left_on <= day, people.left_on, 0)
    for turn in (asleep_on, awake_on):
        np.maximum.at(changed_on, who[turn <= day], turn[turn <= day])
    return changed_on


@remembered(keep=13)
def engagement_scores(block: Block, month: int) -> Ints:
    """(customers of the month's year,) 0-100, refreshed on the 1st of each month."""
    people = customers(block, month // 12 + 1970)
    level = ENGAGEMENT[persona_on(people, int(month_start(month)))]
    drift = block.stream("customer_profiles", "engagement_score").lattice(month, 3.0, people.customer_id)
    return np.floor(np.clip(level + 10.0 * drift, 0.0, 100.0) + 0.5).astype(np.int64)


@remembered(keep=13)
def risk_profiles(block: Block, month: int) -> Ints:
    """(customers of the month's year,) index into `RISK_PROFILES`, from the scores of the 1st of the month."""
    chance = default_probability(mean_score(bureau_scores(block, int(month_start(month)))))
    return (chance >= MEDIUM_RISK).astype(np.int64) + (chance >= HIGH_RISK)


@remembered(keep=13)
def refreshed_on(block: Block, month: int) -> Ints:
    """(customers,) last 1st of a month of this year, up to `month`, with another engagement score or risk profile."""
    first = int(month_start(month))
    if month % 12 == 0:
        return np.full(customers(block, int(year_of(first))).slot.size, first)
    is_other = engagement_scores(block, month) != engagement_scores(block, month - 1)
    is_other |= risk_profiles(block, month) != risk_profiles(block, month - 1)
    return np.where(is_other, first, refreshed_on(block, month - 1))


@remembered(keep=4)
def advisers(block: Block, day: int) -> Ints:
    """(customers,) employee_id of the customer's adviser, an active employee; 0 for the fifth without one."""
    people = customers(block, int(year_of(day)))
    return _advisers(block, people, np.arange(people.slot.size), day)


def adviser_changed_on(block: Block, day: int) -> Ints:
    """(customers,) day of this year, up to `day`, on which the adviser became another."""
    people = customers(block, int(year_of(day)))
    return _adviser_steps(block, int(year_of(day))).changed_on(day, np.zeros(people.slot.size, dtype=np.int64))


def _segments(block: Block, people: Customers, days: Ints, upgraded_on: Ints) -> Ints:
    """Customer segment of each customer on its own day."""
    chance = block.stream("customer_profiles", "customer_segment")
    is_upper = chance.uniform(people.customer_id)
    high = np.where(is_upper < UPPER_SHARE_OF_HIGH, PRIVATE_BANKING, PREMIUM)
    affluent = np.where(is_upper < UPPER_SHARE_OF_AFFLUENT, PREMIUM, RETAIL)
    segment = np.where(people.wealth == HIGH_NET_WORTH, high, np.where(people.wealth == AFFLUENT, affluent, RETAIL))
    segment = np.where((segment == RETAIL) & (upgraded_on <= days), PREMIUM, segment)
    is_corporate = employment_on(people, days) == SELF_EMPLOYED
    is_corporate |= chance.chance(CORPORATE_BESIDES, people.customer_id, lane=1)
    return np.where(is_corporate, CORPORATE, segment)


@remembered(keep=3)
def _upgraded_on(block: Block, year: int) -> Ints:
    """Day of the one upgrade to premium of a life, NEVER if not by the end of the year."""
    people = customers(block, year)
    years = np.arange(FIRST_YEAR_OF_UPGRADES, max(year, FIRST_YEAR_OF_UPGRADES) + 1)
    chance = block.stream("customer_profiles", "upgrade")
    happens, day = chance.yearly(UPGRADES_A_YEAR, years, people.customer_id[:, None])
    happens &= (day > people.joined_on[:, None]) & (day < people.left_on[:, None])
    upgraded_on: Ints = np.where(happens & (years <= year), day, NEVER).min(axis=1)
    return upgraded_on


def _advisers(block: Block, people: Customers, who: Ints, day: int) -> Ints:
    person, is_wealthy = people.customer_id[who], people.wealth[who] == HIGH_NET_WORTH
    is_advised = block.stream("customer_profiles", "is_advised").chance(ADVISED_SHARE, person)
    adviser = np.zeros(who.size, dtype=np.int64)
    for role, meant in ((ADVISER_OF_MOST, ~is_wealthy), (ADVISER_OF_WEALTHY, is_wealthy)):
        rows = np.flatnonzero(is_advised & meant)
        if rows.size:
            adviser[rows] = employee(block.bank, role, person[rows], day)
    return adviser


@remembered(keep=3)
def _adviser_steps(block: Block, year: int) -> Steps:
    """Changes of advisers during a year, found on the days on which somebody who advises comes or goes."""
    people, lives = customers(block, year), staff(block.bank, year)
    advising = np.isin(lives.role, [ROLES.index(ADVISER_OF_MOST), ROLES.index(ADVISER_OF_WEALTHY)])
    if not advising.any() or not _has_wealth_advisers(block):
        advising[:] = True
    turns = (lives.hired_on, lives.left_on, lives.absent_from, lives.absent_until + 1)
    days = np.unique(np.concatenate([turn[advising].ravel() for turn in turns]))
    days = days[(days > year_start(year)) & (days < year_start(year + 1))]
    everyone, pieces = np.arange(people.slot.size), []
    for day in days:
        before, after = _advisers(block, people, everyone, int(day) - 1), _advisers(block, people, everyone, int(day))
        who = np.flatnonzero(before != after)
        pieces.append((who, np.full(who.size, day), after[who]))
    pieces.append((everyone[:0], everyone[:0], everyone[:0]))
    who, day_of_change, value = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return Steps.of(np.zeros(people.slot.size, dtype=np.int64), who, day_of_change, value)


def _has_wealth_advisers(block: Block) -> bool:
    slots = np.arange(block.bank.settings.employees)
    return bool((role_of_slot(slots) == ROLES.index(ADVISER_OF_WEALTHY)).any())
