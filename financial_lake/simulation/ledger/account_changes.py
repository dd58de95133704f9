"""When an account last changed: a posting, the month-end run, or an attribute."""

import numpy as np

from financial_lake.simulation.account_lines import accounts, credit_limit_on, freezes
from financial_lake.simulation.account_records import MONEY_MARKET, SAVINGS, Accounts
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    add_months,
    at,
    month_end,
    month_of,
    month_start,
    whole_years,
    year_of,
    year_start,
)
from financial_lake.simulation.ledger.postings import month_postings
from financial_lake.simulation.streams import Bools, Ints

OPENING_HOUR, CLOSING_HOUR, MONTH_END_HOUR = 9, 15, 23.9


def last_change(block: Block, day: int) -> Ints:
    """Instant of the last change up to the end of a day, one an account of `accounts(block, year of day)`.

    Frozen and closed accounts take part in no month-end run. Rates of savings move with the quarter.
    """
    year, month = int(year_of(day)), int(month_of(day))
    held = accounts(block, year)
    live = held.closed_on > day
    frozen_on, thawed_on, was_frozen = _freezes(block, day, held)
    is_older = held.opened_on < month_start(month)
    quarter = int(month_start(month // 3 * 3))
    is_saved = (held.kind == SAVINGS) | (held.kind == MONEY_MARKET)
    happened = (
        (at(held.opened_on, OPENING_HOUR), held.opened_on <= day),
        (at(held.closed_on, CLOSING_HOUR), ~live),
        (at(month_end(month - 1), MONTH_END_HOUR), live & is_older & ~was_frozen),
        (at(quarter, 0), live & is_saved & (held.opened_on < quarter)),
        (at(frozen_on, 0), frozen_on > 0),
        (at(thawed_on, 0), live & (thawed_on <= day)),
        _raises(block, day, held, live & is_older),
    )
    changed: Ints = np.max([np.where(so, instant, 0) for instant, so in happened], axis=0)
    path = month_postings(block, month).path
    number = np.arange(held.account_id.size)
    row = path.rows_until(number, np.full(number.size, (day + 1) * MICROSECONDS_A_DAY - 1))
    posted = row > path.starts[:-1]
    changed[posted] = np.maximum(changed[posted], path.instant[row[posted] - 1])
    return changed


def _freezes(block: Block, day: int, held: Accounts) -> tuple[Ints, Ints, Bools]:
    """First day of each account's last freeze (0 without), the day after it, and whether the month opened in it."""
    account, first, last = freezes(block, int(year_of(day)))
    begun = np.flatnonzero(first <= day)
    begun = begun[np.argsort(first[begun], kind="stable")]
    frozen_on = np.zeros(held.account_id.size, dtype=np.int64)
    thawed_on = np.zeros(held.account_id.size, dtype=np.int64)
    frozen_on[account[begun]], thawed_on[account[begun]] = first[begun], last[begun] + 1
    eve = int(month_start(month_of(day))) - 1
    was_frozen = np.zeros(held.account_id.size, dtype=np.bool_)
    was_frozen[account[(first <= eve) & (eve <= last)]] = True
    return frozen_on, thawed_on, was_frozen


def _raises(block: Block, day: int, held: Accounts, able: Bools) -> tuple[Ints, Bools]:
    """Anniversaries of this month on which a credit limit was raised."""
    before = max(int(month_start(month_of(day))), int(year_start(year_of(day))))
    raised = credit_limit_on(block, day) != credit_limit_on(block, before)
    anniversary = add_months(held.opened_on, 12 * np.maximum(whole_years(held.opened_on, day), 0))
    return at(anniversary, 0), able & raised & (anniversary <= day)
