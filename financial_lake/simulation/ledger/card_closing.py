"""Closing credit cards: interest on what is carried, payments, cash advances (tables.md 5.6).

The balance stays between minus the limit and zero, and stands exactly on its target when the month ends.
"""

from dataclasses import dataclass, replace

import numpy as np

from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, at, month_end, month_start
from financial_lake.simulation.ledger.account_months import AccountMonths
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.credit_limits import CreditLimits
from financial_lake.simulation.ledger.moves import CARD_PAID, Chance, Moves
from financial_lake.simulation.ledger.paths import Path, first_by_account
from financial_lake.simulation.streams import Bools, Ints

TWELVE_MILLION = 12 * 1_000_000
PAYMENT_STEP, ADVANCE_STEP = 50_00, 20_00
LIMIT_CUSHION = 5
"""A payment that makes room adds the fifth part of the limit."""
ADVANCE_DAYS = (4, 15)
ADVANCE_HOURS = (8.0, 21.0)
DUE_DAYS = (21, 5)
DUE_HOUR, INTEREST_HOUR, CLOSING_HOUR = 10, 22, 12
LAST_ADVANCE_HOUR, LAST_PAYMENT_HOUR = 22.5, 23 + 20 / 60
SHARE_LATE, LATE_FEE, LATE_FEE_HOUR = 0.03, 30_00, 6.5
_HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class CardTerms:
    """What distinguishes credit cards in closing; arrays of one length, one a card.

    Attributes:
        apr: yearly rate, millionths.
        limits: credit limits in the month.
    """

    apr: Ints
    limits: CreditLimits


@dataclass(frozen=True, slots=True)
class _Bill:
    """What is settled in the month, cents a card."""

    interest: Ints
    payments: Ints


def close_cards(path: Path, lines: AccountMonths, month: int, terms: CardTerms, chance: Chance) -> Moves:
    """Everything the engine moves to close the cards of a path on their targets.

    Args:
        path: the exogenous charges and refunds, cards numbered as in `lines`.
        lines: the cards.
        month: months since January 1970.
        terms: rates and limits.
        chance: the engine's streams.
    """
    place = lines.numbers()
    due = due_day(lines, month, chance)
    bill = _bill(path, lines, month, terms)
    late = _late(lines, month, due, bill, chance)
    fees = Moves.of(lines.account, at(due + 1, LATE_FEE_HOUR), CODE["card_late_fee"], np.where(late, LATE_FEE, 0))
    path = fees.upon(path, place)
    bill = _bill(path, lines, month, terms)
    last_day = int(month_end(month))
    interest = Moves.of(lines.account, at(last_day, INTEREST_HOUR), CODE["card_interest"], bill.interest)
    path = interest.upon(path, place)
    advances, bill = _advances(lines, month, bill, chance)
    path = advances.upon(path, place)
    relief, bill = _relief(path, lines, terms, bill)
    path = relief.upon(path, place)
    room = _make_room(path, lines, terms, bill.payments)
    path = room.upon(path, place)
    left = bill.payments.copy()
    np.subtract.at(left, place[room.account], room.cents)
    ends = _settle(path, lines, (due, late), left)
    return Moves.joined([fees, interest, advances, relief, room, ends])


def due_day(lines: AccountMonths, month: int, chance: Chance) -> Ints:
    """The fixed day, 21-25, on which each card's bill falls due."""
    first, days = DUE_DAYS
    day: Ints = month_start(month) + first - 1 + chance("due_day").integer(days, lines.account_id)
    return day


def interest_on_carried(apr: Ints, carried: Ints) -> Ints:
    """round(apr/12 x carried) in cents, half up, in whole numbers (R9)."""
    interest: Ints = (2 * apr * carried + TWELVE_MILLION) // (2 * TWELVE_MILLION)
    return interest


def _bill(path: Path, lines: AccountMonths, month: int, terms: CardTerms) -> _Bill:
    """Interest on what is carried, and payments that lead to the target; negative where the card owes too little."""
    charges = path.opening - path.closing
    carried = np.maximum(0, -lines.target - charges)
    pays = ~lines.opens & ~lines.closes & (lines.last == month_end(month))
    interest = np.where(pays, interest_on_carried(terms.apr, carried), 0)
    return _Bill(interest, charges + interest - path.opening + lines.target)


def _late(lines: AccountMonths, month: int, due: Ints, bill: _Bill, chance: Chance) -> Bools:
    """Cards whose bill is paid on the last day only: something was due, and fee and payment find usable days."""
    drawn: Bools = chance("late_payment").chance(SHARE_LATE, lines.account_id, month)
    able = lines.throughout & (lines.opening < 0) & (bill.payments > 0) & (due + 1 < int(month_end(month)))
    return drawn & able


def _advances(lines: AccountMonths, month: int, bill: _Bill, chance: Chance) -> tuple[Moves, _Bill]:
    """Cash drawn where the card owes less than its target; what it is too much is paid."""
    first, days = ADVANCE_DAYS
    opening, closing = ADVANCE_HOURS
    day = month_start(month) + first - 1 + chance("advance_day").integer(days, lines.account_id, month)
    day = np.clip(day, np.minimum(lines.first + lines.opens, lines.last), lines.last)
    hour = opening + (closing - opening) * chance("advance_time").uniform(lines.account_id, month)
    cents = -(np.minimum(bill.payments, 0) // ADVANCE_STEP) * ADVANCE_STEP
    advances = Moves.of(lines.account, at(day, hour), CODE["cash_advance"], cents)
    return advances, replace(bill, payments=bill.payments + cents)


def _relief(path: Path, lines: AccountMonths, terms: CardTerms, bill: _Bill) -> tuple[Moves, _Bill]:
    """Where refunds late in the month leave too little to pay for room earlier: cash drawn after them, paid before."""
    excess = -path.balance - terms.limits.at(path.account, path.instant) - bill.payments[path.account]
    short = np.zeros(len(lines), dtype=np.int64)
    np.maximum.at(short, path.account, excess)
    cents = -(-short // ADVANCE_STEP) * ADVANCE_STEP
    hour = np.where(lines.closes, CLOSING_HOUR - 1, LAST_ADVANCE_HOUR)
    relief = Moves.of(lines.account, at(lines.ends_on, hour), CODE["cash_advance"], cents)
    return relief, replace(bill, payments=bill.payments + cents)


def _make_room(path: Path, lines: AccountMonths, terms: CardTerms, payments: Ints) -> Moves:
    """A payment an hour before each charge that would pass the limit, within the bill and the debt."""
    limits = terms.limits.at(path.account, path.instant)
    balance, left = path.balance, payments.copy()
    parts = []
    row = first_by_account(path.account, balance < -limits)
    while row.size:
        number = path.account[row]
        wanted = -balance[row] - limits[row] + limits[row] // LIMIT_CUSHION
        debt = -replace(path, balance=balance).highest_from(number, row)
        cents = np.minimum(np.minimum(-(-wanted // PAYMENT_STEP) * PAYMENT_STEP, left[number]), debt)
        previous = np.where(row > path.starts[number], path.instant[row - 1] + 1, 0)
        midnight = path.instant[row] // MICROSECONDS_A_DAY * MICROSECONDS_A_DAY
        early = np.maximum(np.maximum(path.instant[row] - _HOUR, previous), midnight)
        parts.append(Moves.of(lines.account[number], early, CARD_PAID, cents, is_before_all=True))
        left[number] -= cents
        lift = np.zeros(len(lines), dtype=np.int64)
        reach = np.full(len(lines), balance.size, dtype=np.int64)
        lift[number], reach[number] = cents, row
        balance = balance + np.where(np.arange(balance.size) >= reach[path.account], lift[path.account], 0)
        stuck = np.zeros(len(lines), dtype=np.bool_)
        stuck[number[cents <= 0]] = True
        row = first_by_account(path.account, (balance < -limits) & ~stuck[path.account])
    return Moves.joined(parts) if parts else Moves.joined([])


def _settle(path: Path, lines: AccountMonths, due: tuple[Ints, Bools], payments: Ints) -> Moves:
    """The bill on its due day as far as no refund would turn the balance positive; the rest when the month ends."""
    due_on, late = due
    instant = at(due_on, DUE_HOUR)
    number = np.arange(len(lines))
    debt = -path.highest_from(number, path.rows_until(number, instant))
    bound = ~late & ~lines.opens & (due_on >= lines.first) & (due_on <= lines.last) & (due_on < lines.ends_on)
    paid = np.where(bound, np.clip(payments, 0, np.maximum(debt, 0)), 0)
    evening = at(lines.ends_on, np.where(lines.closes, CLOSING_HOUR, LAST_PAYMENT_HOUR))
    return Moves.joined(
        [
            Moves.of(lines.account, instant, CARD_PAID, paid),
            Moves.of(lines.account, evening, CARD_PAID, payments - paid),
        ]
    )
