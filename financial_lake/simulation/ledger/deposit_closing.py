"""Closing deposit accounts: fund, top up, overdraw, sweep, interest, residual (tables.md 5.4).

All accounts of one kind are closed together. Afterwards each stands exactly on its target, and none was ever
below zero but for its planned overdraft.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, at, month_end, month_start
from financial_lake.simulation.ledger import overdrafts
from financial_lake.simulation.ledger.account_months import AccountMonths
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.moves import CLOSING, TRANSFER_IN, TRANSFER_OUT, Chance, Moves
from financial_lake.simulation.ledger.paths import Path, first_by_account
from financial_lake.simulation.streams import Floats, Ints

TRANSFER_STEP = 50_00
SMALLEST_CUSHION_BASE = 50_00
SHARE_OF_SAVINGS = 0.30
"""A top-up comes from the own savings account if it is below this share of the savings' anchor."""
DAYS_A_YEAR, MILLION = 365, 1_000_000
SWEEP_DAYS = ((3, 4), (16, 4))
"""First day of the month and number of days among which the first two sweeps fall."""
SWEEP_HOURS = (9.5, 15.0)
CLOSING_HOUR, INTEREST_HOUR = 15, 23


@dataclass(frozen=True, slots=True)
class DepositTerms:
    """What distinguishes accounts in closing; arrays of one length, one an account.

    Attributes:
        rate: interest rate of the month's last day, millionths a year.
        savings: index of the owner's own savings account that takes part, -1 for none.
        savings_anchor: its balance when the month opens, cents.
        overdraft_chance: probability of an overdraft this month.
        residual_minute: minute after 23:00 at which the residual leaves.
    """

    rate: Ints
    savings: Ints
    savings_anchor: Ints
    overdraft_chance: Floats
    residual_minute: int


def close_deposits(path: Path, lines: AccountMonths, month: int, terms: DepositTerms, chance: Chance) -> Moves:
    """Everything the engine moves to close the accounts of a path on their targets.

    Args:
        path: the exogenous postings and earlier legs, accounts numbered as in `lines`.
        lines: the accounts.
        month: months since January 1970.
        terms: rates and sources of money.
        chance: the engine's streams.
    """
    place = lines.numbers()
    funds = _fund(path, lines, month, chance)
    path = funds.upon(path, place)
    lifts = _top_ups(path, lines, terms, chance)
    path = lifts.upon(path, place)
    planned = overdrafts.plan(path, lines, month, terms.overdraft_chance, chance)
    path = planned.upon(path, place)
    sweeps = _sweeps(path, lines, month, terms, chance)
    ends = _ends(path, lines, month, terms, (place[sweeps.account], sweeps))
    return Moves.joined([funds, lifts, planned, sweeps, ends])


def up_to_next(cents: Ints, step: int) -> Ints:
    """The smallest multiple of `step` that is not below."""
    lifted: Ints = -(-cents // step) * step
    return lifted


def interest_on(rate: Ints, sum_of_balances: Ints) -> Ints:
    """round(rate/365 x sum of daily balances) in cents, half up, in whole numbers (R7)."""
    whole = DAYS_A_YEAR * MILLION
    earned: Ints = (2 * rate * sum_of_balances + whole) // (2 * whole)
    return earned


def _fund(path: Path, lines: AccountMonths, month: int, chance: Chance) -> Moves:
    """Money from outside on day 2-6 where the month's flows do not reach the target."""
    short = np.flatnonzero((lines.target > path.closing) & (lines.first <= lines.last))
    few = lines.where(short)
    day = month_start(month) + 1 + chance("fund_day").integer(5, few.account_id, month)
    day = np.clip(day, few.first, few.last)
    hour = np.where(few.opens & (day == few.first), CLOSING_HOUR, 10) + chance("fund_time").uniform(
        few.account_id, month
    )
    cents = up_to_next(few.target - path.closing[short], TRANSFER_STEP)
    return Moves.of(few.account, at(day, hour), TRANSFER_IN, cents)


def _top_ups(path: Path, lines: AccountMonths, terms: DepositTerms, chance: Chance) -> Moves:
    """Money just before every debit that would go below zero; each round lifts the first such debit of an account."""
    low = first_by_account(path.account, path.balance < 0)
    needy = path.account[low]
    if not needy.size:
        return Moves.joined([])
    sizes = path.starts[needy + 1] - low
    who = np.repeat(np.arange(needy.size), sizes)
    offset = np.cumsum(sizes) - sizes
    row = low[who] + np.arange(who.size) - offset[who]
    balance = path.balance[row]
    cushion = np.maximum(path.opening[needy], SMALLEST_CUSHION_BASE) // 10
    rows, amounts = [], []
    first = offset
    while first.size:
        amount = up_to_next(cushion[who[first]] - balance[first], TRANSFER_STEP)
        rows.append(row[first])
        amounts.append(amount)
        lift = np.zeros(needy.size, dtype=np.int64)
        reach = np.full(needy.size, who.size, dtype=np.int64)
        lift[who[first]], reach[who[first]] = amount, first
        balance = balance + np.where(np.arange(who.size) >= reach[who], lift[who], 0)
        first = first_by_account(who, balance < 0)
    return _placed_top_ups(path, lines, terms, chance, np.concatenate(rows), np.concatenate(amounts))


def _placed_top_ups(  # noqa: PLR0913, PLR0917
    path: Path, lines: AccountMonths, terms: DepositTerms, chance: Chance, row: Ints, cents: Ints
) -> Moves:
    """30-150 minutes before each row, not before the row before it or the start of its day."""
    number, instant = path.account[row], path.instant[row]
    lead = (30 + 120 * chance("top_up_lead").uniform(lines.account_id[number], instant)) * 60_000_000
    previous = np.where(row > path.starts[number], path.instant[row - 1] + 1, 0)
    midnight = instant // MICROSECONDS_A_DAY * MICROSECONDS_A_DAY
    early = np.maximum(np.maximum(instant - lead.astype(np.int64), previous), midnight)
    small = cents < SHARE_OF_SAVINGS * terms.savings_anchor[number]
    other = np.where(small, terms.savings[number], -1)
    return Moves.of(lines.account[number], early, TRANSFER_IN, cents, other=other, is_before_all=True)


def _sweeps(path: Path, lines: AccountMonths, month: int, terms: DepositTerms, chance: Chance) -> Moves:
    """Three chances to move surplus out, each as far as the smallest balance from then on allows."""
    able = np.flatnonzero(~lines.closes & (lines.first <= lines.last) & (path.closing - lines.target >= TRANSFER_STEP))
    few = lines.where(able)
    left = path.closing[able] - lines.target[able]
    parts = []
    moved = np.zeros(able.size, dtype=np.int64)
    for nth in range(len(SWEEP_DAYS) + 1):
        day = _sweep_day(few, month, nth, chance)
        opening, closing = SWEEP_HOURS
        hour = opening + (closing - opening) * chance("sweep_time").uniform(few.account_id, month, lane=nth)
        instant = at(day, hour)
        smallest = path.smallest_from(able, path.rows_until(able, instant))
        room = np.minimum(left, smallest - moved) // TRANSFER_STEP * TRANSFER_STEP
        usable = (day > few.first - (~few.opens)) & (day <= few.last)
        cents = np.where(usable, np.maximum(room, 0), 0)
        parts.append(Moves.of(few.account, instant, TRANSFER_OUT, cents, other=terms.savings[able]))
        left -= cents
        moved += cents
    return Moves.joined(parts)


def _sweep_day(lines: AccountMonths, month: int, nth: int, chance: Chance) -> Ints:
    if nth == len(SWEEP_DAYS):
        late = SWEEP_DAYS[-1][0] + SWEEP_DAYS[-1][1] - 1
        day = lines.last - 3
        return np.where(day > month_start(month) + late - 1, day, -1)  # too early in a shortened month: none
    first, days = SWEEP_DAYS[nth]
    day = month_start(month) + first - 1 + chance("sweep_day").integer(days, lines.account_id, month, lane=nth)
    return np.asarray(day)


def _ends(path: Path, lines: AccountMonths, month: int, terms: DepositTerms, sweeps: tuple[Ints, Moves]) -> Moves:
    """What ends the month: the closing transfer, or interest and the residual.

    Each row counts in interest for the ends of day from its own to the last but one. A stretch of inactivity
    that begins in the month brings the residual forward to its eve; interest then leaves on its own.
    """
    end = int(month_end(month))
    number, swept = sweeps
    surplus = path.closing - lines.target
    np.add.at(surplus, number, -swept.cents)
    is_early = lines.last < end
    total = path.opening * (end - int(month_start(month)) + 1) + path.sums(end - path.instant // MICROSECONDS_A_DAY)
    np.add.at(total, number, -swept.cents * (end - swept.instant // MICROSECONDS_A_DAY))
    total -= np.where(is_early & ~lines.closes, surplus * (end - lines.last), 0)
    interest = np.where(lines.earns, interest_on(terms.rate, total), 0)
    evening = INTEREST_HOUR + terms.residual_minute / 60
    return Moves.joined(
        [
            Moves.of(lines.account, at(end, INTEREST_HOUR), CODE["interest_credit"], interest),
            Moves.of(
                lines.account,
                np.where(lines.closes, at(lines.ends_on, CLOSING_HOUR), at(lines.last, evening)),
                np.where(lines.closes, CLOSING, TRANSFER_OUT),
                surplus + np.where(is_early, 0, interest),
                other=np.where(lines.closes, -1, terms.savings),
            ),
            Moves.of(lines.account, at(end, evening), TRANSFER_OUT, np.where(is_early, interest, 0)),
        ]
    )
