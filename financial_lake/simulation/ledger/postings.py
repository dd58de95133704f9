"""Postings: a month of a block as the core system booked it, every row with the balance right after it.

`month_postings` is the ledger's face: tables render it. How accounts are closed is in `month_closing`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CHECKING
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    MICROSECONDS_A_SECOND,
    month_end,
    month_of,
    month_start,
)
from financial_lake.simulation.ledger import overdrafts
from financial_lake.simulation.ledger.account_charges import account_charges
from financial_lake.simulation.ledger.account_months import account_months
from financial_lake.simulation.ledger.codes import CODE, SIGNS
from financial_lake.simulation.ledger.credit_limits import credit_limits
from financial_lake.simulation.ledger.flows import Flows, Party, Reference
from financial_lake.simulation.ledger.month_closing import Rows, close_month
from financial_lake.simulation.ledger.paths import CODE_RANK, EVENT_RANK, Path, in_order, moved_apart
from financial_lake.simulation.ledger.providers import outside_flows
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints

MOST_ROWS = 5_000_000
"""Postings remembered; about 140 bytes each."""
FEE_OF_CAUSE = {CODE["wire_out"]: CODE["wire_fee"], CODE["atm_withdrawal"]: CODE["atm_fee"]}


@dataclass(frozen=True, slots=True)
class Overdrafts(Records):
    """Crossings of zero, in order of (day, account, instant); arrays of one length.

    Attributes:
        row: the crossing posting, a row of the postings.
        account: index into `accounts(block, year)`.
        day: epoch day.
        ordinal: place inside (block, day), from 1.
        instant: of the crossing, microseconds.
        cents: depth right after it.
        fee_cents: what was charged; 0 when waived.
    """

    row: Ints
    account: Ints
    day: Ints
    ordinal: Ints
    instant: Ints
    cents: Ints
    fee_cents: Ints


@dataclass(frozen=True, slots=True)
class Postings:
    """All postings and failed attempts of a block in a month, in order of (day, account, instant).

    What rows are is laid out in that order only for the rows asked for: most who ask want a day.

    Attributes:
        first_day: epoch day on which the month opens.
        starts: first row of each day of the month, and the number of rows.
        path: the rows by account, for balances at an instant.
        place: where each row is in the path.
        laid: what the rows are, in the order of their making.
        source: where each row is in `laid`.
        overdrafts: the crossings of zero.
    """

    first_day: int
    starts: Ints
    path: Path
    place: Ints
    laid: Flows
    source: Ints
    overdrafts: Overdrafts

    @property
    def flows(self) -> Flows:
        """What all rows are."""
        return self.laid.where(self.source)

    @property
    def signed(self) -> Ints:
        """Cents each row added to its account; 0 for failed attempts."""
        return self.path.signed[self.place]

    @property
    def balance(self) -> Ints:
        """Cents on the account right after each row."""
        return self.path.balance[self.place]

    def on(self, day: int) -> slice:
        """The rows of a day of the month, in order of (account, instant)."""
        return slice(int(self.starts[day - self.first_day]), int(self.starts[day - self.first_day + 1]))

    def __len__(self) -> int:
        """How many rows."""
        return self.place.size


@remembered(keep=4, most_rows=MOST_ROWS)
def month_postings(block: Block, month: int) -> Postings:
    """The postings of a block in a month (months since January 1970); account indices are those of its year."""
    lines = account_months(block, month)
    outside = outside_flows(block, month)
    charges = account_charges(block, month).as_flows(block, lines.account_id, lines.customer_id)
    laid = Flows.joined([*outside, *map(_fees, outside), charges])
    rank = np.where(laid.reference == Reference.TR, CODE_RANK + laid.code, EVENT_RANK)
    signed = SIGNS[laid.code] * laid.cents * (laid.fails == 0)
    order = in_order(laid.account, laid.instant, rank)
    account = laid.account[order]
    instant = moved_apart(account, laid.instant[order])
    laid.instant[order] = instant
    rows = Rows(account, instant, rank[order], signed[order])
    moves = close_month(block, month, rows)
    everything = Flows.joined([laid, moves.as_flows(block, lines.account_id, lines.customer_id)])
    rank = np.concatenate([rank, moves.rank])
    path_order = in_order(everything.account, everything.instant, rank)
    account = everything.account[path_order]
    path = Path.along(
        lines.opening,
        account,
        moved_apart(account, everything.instant[path_order]),
        rank[path_order],
        np.concatenate([signed, moves.signed])[path_order],
    )
    everything.instant[path_order] = path.instant
    return _by_day(block, month, everything, path_order, path)


def available_at(block: Block, month: int, account: Ints, instant: Ints) -> Ints:
    """What accounts could spend at instants of a month, cents: the balance; on credit cards the limit less the debt.

    Args:
        block: the customers.
        month: months since January 1970.
        account: indices into `accounts(block, year of month)`, (n,).
        instant: microseconds inside the month, (n,).
    """
    path = month_postings(block, month).path
    balance = path.before(account, path.rows_until(account, instant))
    return balance + credit_limits(block, month).at(account, instant)


def balances_on(block: Block, day: int) -> Ints:
    """Balance of every account of `accounts(block, year of the day)` when a day ends, cents."""
    path = month_postings(block, int(month_of(day))).path
    account = np.arange(path.opening.size)
    return path.before(account, path.rows_until(account, np.full(account.size, (day + 1) * MICROSECONDS_A_DAY - 1)))


def _fees(flows: Flows) -> Flows:
    """A second after each flow that causes a fee the fee, under the same reference."""
    charged = flows.where(np.flatnonzero((flows.fee_cents > 0) & (flows.fails == 0)))
    code = np.zeros(len(charged), dtype=np.int64)
    for cause, fee in FEE_OF_CAUSE.items():
        code[charged.code == cause] = fee
    return Flows.of(
        charged.account,
        charged.instant + MICROSECONDS_A_SECOND,
        code,
        charged.fee_cents,
        party=Party.BANK,
        reference=charged.reference,
        reference_day=charged.reference_day,
        reference_number=charged.reference_number,
        clerk=0,
    )


def _by_day(block: Block, month: int, everything: Flows, path_order: Ints, path: Path) -> Postings:
    """The rows of a path in order of days, overdrafts numbered and, in `everything`, their fees named after them."""
    first_day, last_day = int(month_start(month)), int(month_end(month))
    place = path.instant // MICROSECONDS_A_DAY - first_day
    by_day = np.argsort(place.astype(np.uint8), kind="stable")
    starts = np.searchsorted(place[by_day], np.arange(last_day - first_day + 2))
    kind = accounts(block, month // 12 + 1970).kind
    crossing = _crossings(path, kind)
    fee_row = np.minimum(crossing + 1, max(path.signed.size - 1, 0))
    new_place = np.empty(by_day.size, dtype=np.int64)
    new_place[by_day] = np.arange(by_day.size)
    is_fee = everything.code[path_order[fee_row]] == CODE["overdraft_fee"]
    is_fee &= path.account[fee_row] == path.account[crossing]
    turn = np.argsort(new_place[crossing])
    crossing, fee_row, is_fee = crossing[turn], fee_row[turn], is_fee[turn]
    day = place[crossing]
    found = Overdrafts(
        row=new_place[crossing],
        account=path.account[crossing],
        day=first_day + day,
        ordinal=np.arange(day.size) - np.searchsorted(day, day) + 1,
        instant=path.instant[crossing],
        cents=-path.balance[crossing],
        fee_cents=np.where(is_fee, overdrafts.FEE, 0),
    )
    fees = path_order[fee_row[is_fee]]
    everything.reference[fees] = Reference.OD
    everything.reference_day[fees] = found.day[is_fee]
    everything.reference_number[fees] = found.ordinal[is_fee]
    return Postings(first_day, starts, path, by_day, everything, path_order[by_day], found)


def _crossings(path: Path, kind: Ints) -> Ints:
    """Rows of a path that push a checking account below zero."""
    below = np.flatnonzero((path.balance < 0) & (kind[path.account] == CHECKING))
    before = path.balance[below] - path.signed[below]
    return below[before >= 0]
