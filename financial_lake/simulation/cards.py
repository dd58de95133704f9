"""The lives of cards: lines on an account, cycles of 48 months, renewals, losses, blocks.

A line is one holder's card on one account; its cards follow one another. All of it is computed directly
from the line's first day, so a year costs the same however long ago that was. What the cards are used
for is in `card_attempts`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import (
    NEVER,
    add_months,
    month_end,
    month_of,
    next_weekday,
    year_of,
    year_start,
)
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints

MAIN, ADDITIONAL, VIRTUAL = range(3)
LINE_SHARE = np.array([[1.0, 0.8, 0.8, 0.0, 1.0], [0.53, 0.0, 0.0, 0.0, 0.53], [0.34, 0.0, 0.0, 0.0, 0.34]])
"""Share of accounts with a line, by holder (main, additional, virtual) and kind of account."""
DAYS_TO_FURTHER_LINE, SPREAD_OF_FURTHER_LINE = 280, 0.9

CYCLE_MONTHS = 48
MONTHS_AT_RISK = 46
DAYS_BEFORE_EXPIRY = 30
DAYS_TO_REPLACE = 3
DAYS_SHOWN_AFTER_END = 90
LOSS_SHARE = 0.27
BLOCK_REASONS = ("lost", "stolen", "fraud", "account_closed", "temporary")
LOSS_WEIGHTS = (50, 20, 30)
ACCOUNT_CLOSED, TEMPORARY = 3, 4
TEMPORARY_BLOCKS_A_YEAR, LONGEST_TEMPORARY_BLOCK = 0.06, 7

CARD_STATUSES = ("active", "blocked", "expired")
ACTIVE, BLOCKED, EXPIRED = range(3)


@dataclass(frozen=True, slots=True)
class Cards(Records):
    """Cards in being at some time of a year; arrays of one length, ordered by (account, holder, cycle, issue).

    Attributes:
        card_id: tables.md 1.6.
        account: index into `accounts(block, year)`.
        holder: 0 main, 1 additional, 2 virtual.
        issued_on: a weekday.
        expires_on: last day on which the card is good.
        blocked_on: day on which it was blocked for good before it expired (NEVER if not by the end of the year).
        block_reason: index into `BLOCK_REASONS`; -1 while not blocked for good.
        replaces: card_id of the predecessor, 0 for the first card of a line.
    """

    card_id: Ints
    account: Ints
    holder: Ints
    issued_on: Ints
    expires_on: Ints
    blocked_on: Ints
    block_reason: Ints
    replaces: Ints

    @property
    def ended_on(self) -> Ints:
        """Last day on which the card was good, or the day it was blocked for good."""
        return np.minimum(self.expires_on, self.blocked_on)

    @property
    def handed_over_on(self) -> Ints:
        """Last day on which the card is carried: from the day after, its renewal is."""
        return renewal_day(self.expires_on)


@dataclass(frozen=True, slots=True)
class CardStates:
    """How cards stand at the end of a day; arrays as long as `cards(block, year)`.

    Attributes:
        is_shown: issued, and not ended more than 90 days ago.
        status: index into `CARD_STATUSES`.
        blocked_on: first day of the present block, NEVER without.
        block_reason: index into `BLOCK_REASONS`, -1 without.
    """

    is_shown: Bools
    status: Ints
    blocked_on: Ints
    block_reason: Ints


@remembered(keep=3)
def cards(block: Block, year: int) -> Cards:
    """Every card issued by the end of the year that had not ended more than 90 days before it began."""
    lines = _lines(block, year)
    horizon = year_start(year) - DAYS_SHOWN_AFTER_END
    oldest = np.maximum(month_of(horizon) - month_of(lines.started_on) - 1, 0) // CYCLE_MONTHS
    parts = [_issue(block, lines, oldest + later, again, year) for later in (0, 1) for again in (False, True)]
    every = Cards.joined(parts)
    every = every.where((every.issued_on < year_start(year + 1)) & (every.ended_on >= horizon))
    return every.where(np.argsort(every.account * 1000 + every.card_id % 1000, kind="stable"))


def states(block: Block, day: int) -> CardStates:
    """How every card of `cards(block, year of the day)` stands at the end of the day."""
    held = cards(block, int(year_of(day)))
    status = np.where(held.expires_on < day, EXPIRED, ACTIVE)
    blocked_on = np.full(held.card_id.size, NEVER, dtype=np.int64)
    reason = np.full(held.card_id.size, -1, dtype=np.int64)
    for first, last in temporary_blocks(block, int(year_of(day))):
        now = (first <= day) & (day <= last) & (status == ACTIVE)
        blocked_on[now], reason[now] = first[now], TEMPORARY
    for_good = held.blocked_on <= day
    blocked_on[for_good], reason[for_good] = held.blocked_on[for_good], held.block_reason[for_good]
    return CardStates(
        is_shown=(held.issued_on <= day) & (day <= held.ended_on + DAYS_SHOWN_AFTER_END),
        status=np.where(blocked_on < NEVER, BLOCKED, status),
        blocked_on=blocked_on,
        block_reason=reason,
    )


@remembered(keep=3)
def temporary_blocks(block: Block, year: int) -> list[tuple[Ints, Ints]]:
    """First and last day of each card's block of a few days that began in the year, or in the year before.

    Two pairs of arrays as long as `cards(block, year)`; NEVER for cards without.
    """
    held = cards(block, year)
    spells = []
    for begun in (year - 1, year):
        happens, first = block.stream("cards", "temporary_block").yearly(TEMPORARY_BLOCKS_A_YEAR, begun, held.card_id)
        length = 1 + block.stream("cards", "temporary_days").integer(LONGEST_TEMPORARY_BLOCK, held.card_id, begun)
        happens &= (held.issued_on < first) & (first <= held.expires_on)
        last = np.minimum(first + length - 1, held.expires_on)
        spells.append((np.where(happens, first, NEVER), np.where(happens, last, NEVER)))
    return spells


def renewal_day(expires_on: Ints) -> Ints:
    """Day on which the successor of a card that expires is issued."""
    day: Ints = next_weekday(expires_on - DAYS_BEFORE_EXPIRY)
    return day


@dataclass(frozen=True, slots=True)
class _Lines(Records):
    """Card lines begun by the end of a year; `key` addresses their chance for good."""

    account: Ints
    holder: Ints
    key: Ints
    started_on: Ints
    closed_on: Ints


def _lines(block: Block, year: int) -> _Lines:
    held = accounts(block, year)
    every = np.arange(held.account_id.size)
    parts = []
    for holder in (MAIN, ADDITIONAL, VIRTUAL):
        key = held.account_id * 10 + holder
        has = block.stream("cards", "line").chance(LINE_SHARE[holder][held.kind], key)
        started = held.opened_on
        if holder != MAIN:
            wait = block.stream("cards", "further_line").lognormal(DAYS_TO_FURTHER_LINE, SPREAD_OF_FURTHER_LINE, key)
            started = next_weekday(held.opened_on + 1 + wait.astype(np.int64))
        has &= (started < held.closed_on) & (started < year_start(year + 1))
        parts.append(_Lines(every, np.full(every.size, holder), key, started, held.closed_on).where(has))
    return _Lines.joined(parts)


def _issue(block: Block, lines: _Lines, cycle: Ints, again: bool, year: int) -> Cards:
    """The first card of each line's cycle, or (`again`) the one that replaces it after a loss."""
    begin = add_months(lines.started_on, CYCLE_MONTHS * cycle)
    first_issue = np.where(cycle == 0, lines.started_on, renewal_day(_expiry(lines, cycle - 1)))
    lost_on = _loss_day(block, lines, cycle, begin, first_issue)
    first_id = _card_id(lines, cycle, again=False)
    if again:
        issued, replaces, ends = next_weekday(lost_on + DAYS_TO_REPLACE), first_id, np.full(cycle.size, NEVER)
        chosen = lost_on < lines.closed_on
    else:
        before = cycle - 1
        was_lost = block.stream("cards", "loss").chance(LOSS_SHARE, lines.key, before)
        issued, ends = first_issue, lost_on
        replaces = np.where(cycle == 0, 0, _card_id(lines, before, again=False) + was_lost)
        chosen = np.ones(cycle.size, dtype=np.bool_)
    expires = _expiry(lines, cycle)
    by_loss = ends < lines.closed_on
    blocked_on = np.where(by_loss, ends, np.where(lines.closed_on <= expires, lines.closed_on, NEVER))
    blocked_on = np.where(blocked_on < year_start(year + 1), blocked_on, NEVER)
    cause = block.stream("cards", "loss_reason").pick(LOSS_WEIGHTS, lines.key, cycle)
    return Cards(
        card_id=first_id + again,
        account=lines.account,
        holder=lines.holder,
        issued_on=issued,
        expires_on=expires,
        blocked_on=blocked_on,
        block_reason=np.where(blocked_on == NEVER, -1, np.where(by_loss, cause, ACCOUNT_CLOSED)),
        replaces=replaces,
    ).where(chosen & (issued < lines.closed_on))


def _loss_day(block: Block, lines: _Lines, cycle: Ints, begin: Ints, issued: Ints) -> Ints:
    """Day on which the first card of the cycle is lost, stolen or misused; NEVER if it is not."""
    chance = block.stream("cards", "loss")
    days = add_months(begin, MONTHS_AT_RISK) - begin
    day = np.maximum(begin + chance.integer(days, lines.key, cycle, lane=1), issued + 1)
    return np.where(chance.chance(LOSS_SHARE, lines.key, cycle), day, NEVER)


def _expiry(lines: _Lines, cycle: Ints) -> Ints:
    day: Ints = month_end(month_of(lines.started_on) + CYCLE_MONTHS * (cycle + 1))
    return day


def _card_id(lines: _Lines, cycle: Ints, *, again: bool) -> Ints:
    return (lines.key // 10) * 1000 + lines.holder * 100 + 2 * cycle + again
