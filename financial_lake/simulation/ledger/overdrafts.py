"""Overdrafts: in a drawn month one debit takes a checking account below zero, and money from outside cures it.

Planned on a path that is nowhere negative, so that it never lies lower afterwards (tables.md 5.5).
"""

import numpy as np

from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, MICROSECONDS_A_SECOND, month_end, month_start
from financial_lake.simulation.ledger.account_months import AccountMonths
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.moves import TRANSFER_IN, TRANSFER_OUT, Chance, Moves
from financial_lake.simulation.ledger.paths import Path, first_by_account
from financial_lake.simulation.streams import Bools, Floats, Ints

CHANCE_IF_PRONE, CHANCE_OTHERWISE = 0.28, 0.0105
SMALLEST_DEBIT = 20_00
MEDIAN, SPREAD = 90_00.0, 0.9
SMALLEST, LARGEST = 1_00, 501_00
FEE, SHARE_CHARGED = 35_00, 0.80
CURE_STEP = 10_00
CURE_HOURS = (2.0, 62.0)
BREATH = 30 * MICROSECONDS_A_SECOND
"""The cure keeps this distance from the next debit."""
ALONE = 60 * MICROSECONDS_A_SECOND
"""A debit may overdraw an account only if no other posting follows so soon: fee and cure must fit between."""
_HOUR, _MINUTE = 3600 * MICROSECONDS_A_SECOND, 60 * MICROSECONDS_A_SECOND


def plan(path: Path, lines: AccountMonths, month: int, probability: Floats, chance: Chance) -> Moves:
    """The moves around one overdraft of each drawn account: money out before it, the fee, and its cure.

    Args:
        path: postings of checking accounts, nowhere below zero.
        lines: the accounts, numbered as in the path.
        month: months since January 1970.
        probability: of an overdraft, by account.
        chance: the engine's streams.
    """
    drawn = lines.throughout & chance("overdraft").chance(probability, lines.account_id, month)
    row = _chosen_debits(path, lines, month, drawn, chance)
    number = path.account[row]
    account, account_id = lines.account[number], lines.account_id[number]
    instant, size = path.instant[row], -path.signed[row]
    deep = np.floor(chance("overdraft_amount").lognormal(MEDIAN, SPREAD, account_id, month) + 0.5).astype(np.int64)
    deep = np.maximum(np.minimum(np.minimum(deep, LARGEST), size - 1), SMALLEST)
    taken = path.balance[row] + deep  # the balance before the debit is its size plus the balance after
    lead = (10 + 50 * chance("overdraft_lead").uniform(account_id, month)) * _MINUTE
    has_previous = row > path.starts[number]
    previous = np.where(has_previous, path.instant[row - 1] + 1, instant // MICROSECONDS_A_DAY * MICROSECONDS_A_DAY)
    fee = np.where(chance("overdraft_fee").chance(SHARE_CHARGED, account_id, month), FEE, 0)
    shortest, longest = CURE_HOURS
    wait = (shortest + (longest - shortest) * chance("overdraft_cure").uniform(account_id, month)) * _HOUR
    cure = np.minimum(instant + wait.astype(np.int64), _next_debit(path, row) - BREATH)
    back = -(-(taken + fee) // CURE_STEP) * CURE_STEP
    return Moves.joined(
        [
            Moves.of(
                account, np.maximum(instant - lead.astype(np.int64), previous), TRANSFER_OUT, taken, is_before_all=True
            ),
            Moves.of(account, instant + MICROSECONDS_A_SECOND, CODE["overdraft_fee"], fee),
            Moves.of(account, cure, TRANSFER_IN, back),
        ]
    )


def _chosen_debits(path: Path, lines: AccountMonths, month: int, drawn: Bools, chance: Chance) -> Ints:
    """One row of each drawn account, by hash among the debits that stand alone; accounts without one have none."""
    row = np.flatnonzero(drawn[path.account] & (path.signed <= -SMALLEST_DEBIT))
    day = path.instant[row] // MICROSECONDS_A_DAY
    inside = (day >= int(month_start(month)) + 1) & (day <= int(month_end(month)) - 4)
    row = row[inside & (_gap_after(path, row) >= ALONE)]
    luck = chance("overdraft_debit").uniform(lines.account_id[path.account[row]], path.instant[row])
    row = row[np.lexsort((luck, path.account[row]))]
    return row[first_by_account(path.account[row], np.ones(row.size, dtype=np.bool_))]


def _gap_after(path: Path, row: Ints) -> Ints:
    """Time to the next posting of the same account; endless after the last."""
    following = np.minimum(row + 1, path.account.size - 1)
    same = (following > row) & (path.account[following] == path.account[row])
    return np.where(same, path.instant[following] - path.instant[row], 2**62)


def _next_debit(path: Path, row: Ints) -> Ints:
    """Instant of the next debit of the same account after each row; endless after the last."""
    debit = np.flatnonzero(path.signed < 0)
    place = np.searchsorted(debit, row, side="right")
    following = debit[np.minimum(place, debit.size - 1)]
    same = (place < debit.size) & (path.account[following] == path.account[row])
    return np.where(same, path.instant[following], 2**62)
