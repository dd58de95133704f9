"""The few values only the simulation knows, as relations that rules may read.

State that no stored table carries on a weekend (is an account frozen on a Sunday?), the balances with which
the calendar opens, the anchors on which months close, and prices whose own table is still to come.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from financial_lake.contract.frames import decimals
from financial_lake.reconciliation.evidence import Simulated
from financial_lake.simulation.account_lines import accounts, apr, interest_rate_on, is_frozen
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of, month_start, year_of
from financial_lake.simulation.ledger.anchors import balance_at_month_end
from financial_lake.simulation.ledger.levels import CD
from financial_lake.simulation.ledger.postings import balances_on, month_postings
from financial_lake.simulation.ledger.term_deposits import grown, principal, term_start
from financial_lake.simulation.market import close_on
from financial_lake.simulation.population import is_inactive
from financial_lake.simulation.portfolio import holdings
from financial_lake.simulation.streams import Ints

MONEY = pa.decimal128(18, 2)
RATE = pa.decimal128(9, 6)
SECURITIES = 50
HOURS_REMEMBERED = 72

Columns = dict[str, Any]
EMPTY_OVERDRAFTS = pa.schema([("account_id", pa.int64()), ("event_timestamp", pa.timestamp("us"))])


def opening_balances(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, account_id, balance) when the calendar's opening day begins, if that day is judged; empty otherwise."""
    opening = bank.settings.opening_day
    return _day_openings(bank, [opening] if opening in days else [])


def _day_openings(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, account_id, balance) of every account when each day begins."""

    def balances(block: Block, day: int) -> Columns:
        before = day - 1
        lines = accounts(block, int(year_of(before)))
        shown = lines.opened_on <= before
        cents = balances_on(block, before)[shown]
        return {"account_id": lines.account_id[shown], "balance": decimals(cents, MONEY)}

    return _stacked(bank, days, balances, {"account_id": pa.int64(), "balance": MONEY})


def standing(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, account_id, is_open, is_frozen, is_inactive, interest_rate, apr) of every account on each day."""

    def states(block: Block, day: int) -> Columns:
        year = int(year_of(day))
        lines = accounts(block, year)
        shown = lines.opened_on <= day
        return {
            "account_id": lines.account_id[shown],
            "is_open": (lines.closed_on > day)[shown],
            "is_frozen": is_frozen(block, day)[shown],
            "is_inactive": is_inactive(block, day)[lines.owner][shown],
            "interest_rate": decimals(interest_rate_on(block, day)[shown], RATE),
            "apr": decimals(apr(block, year)[shown], RATE),
        }

    kinds = {
        "account_id": pa.int64(),
        "is_open": pa.bool_(),
        "is_frozen": pa.bool_(),
        "is_inactive": pa.bool_(),
        "interest_rate": RATE,
        "apr": RATE,
    }
    return _stacked(bank, days, states, kinds)


def month_anchors(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, account_id, balance) on which every account closes the month of each day."""

    def anchors(block: Block, day: int) -> Columns:
        month = int(month_of(day))
        lines = accounts(block, int(year_of(day)))
        shown = lines.opened_on <= day
        return {
            "account_id": lines.account_id[shown],
            "balance": decimals(balance_at_month_end(block, month)[shown], MONEY),
        }

    return _stacked(bank, days, anchors, {"account_id": pa.int64(), "balance": MONEY})


def term_deposits(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, account_id, interest) owed to every open term deposit for the month that ends on each day.

    Recomputed from the principal, the rate and the whole months since the term began, apart from the ledger.
    """

    def steps(block: Block, day: int) -> Columns:
        year, month = int(year_of(day)), int(month_of(day))
        lines = accounts(block, year)
        usable = ~is_frozen(block, day) & ~is_inactive(block, day)[lines.owner]
        live = np.flatnonzero((lines.kind == CD) & (lines.opened_on < month_start(month)) & (lines.closed_on > day) & usable)
        start = term_start(lines.opened_on[live], lines.term_months[live], np.full(live.size, int(month_start(month)) - 1))
        months = month - month_of(start)
        within = (months + 1) <= lines.term_months[live]
        live, months = live[within], months[within]
        cents, rate = principal(block, year, live), interest_rate_on(block, day)[live]
        interest = grown(cents, rate, months + 1) - grown(cents, rate, months)
        return {"account_id": lines.account_id[live], "interest": decimals(interest, MONEY)}

    return _stacked(bank, days, steps, {"account_id": pa.int64(), "interest": MONEY})


def opening_overdrafts(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(account_id, event_timestamp) of crossings in the three days before the calendar opens."""
    opening = day_number(bank.settings.opening_day)
    found: list[pa.Table] = [EMPTY_OVERDRAFTS.empty_table()]
    first = opening - HOURS_REMEMBERED // 24
    if any(day_number(day) - opening <= HOURS_REMEMBERED // 24 for day in days):
        for block in bank.blocks():
            for month in sorted({int(month_of(first)), int(month_of(opening - 1))}):
                crossed = month_postings(block, month).overdrafts
                recent = (crossed.day >= first) & (crossed.day < opening)
                lines = accounts(block, int(year_of(first)))
                columns = [
                    pa.array(lines.account_id[crossed.account[recent]]),
                    pa.array(crossed.instant[recent]).cast(pa.timestamp("us")),
                ]
                found.append(pa.Table.from_arrays(columns, schema=EMPTY_OVERDRAFTS))
    return pa.concat_tables(found)


def closing_prices(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, security_id, close_price): the latest close on or before each day."""
    security = np.arange(1, SECURITIES + 1)
    parts = [
        _dated(day, {"security_id": pa.array(security), "close_price": decimals(_closes(bank, security, day), MONEY)})
        for day in days
    ]
    return pa.concat_tables(parts)


def unit_costs(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(holding_id, unit_cost) of every position known by the last of the days."""
    year = max(day.year for day in days)
    positions = [holdings(block, year) for block in bank.blocks()]
    return pa.table(
        {
            "holding_id": np.concatenate([each.holding_id for each in positions]),
            "unit_cost": decimals(np.concatenate([each.unit_cost for each in positions]), MONEY),
        }
    )


RELATIONS: Mapping[str, Simulated] = {
    "opening_balances": opening_balances,
    "day_openings": _day_openings,
    "standing": standing,
    "month_anchors": month_anchors,
    "term_deposits": term_deposits,
    "opening_overdrafts": opening_overdrafts,
    "closing_prices": closing_prices,
    "unit_costs": unit_costs,
}
"""Relation name -> function of (bank, days) giving an Arrow table."""


def _closes(bank: Bank, security: Ints, day: date) -> Ints:
    return close_on(bank, security, np.full(security.size, day_number(day)))


def _stacked(
    bank: Bank, days: Sequence[date], of_block: Callable[[Block, int], Columns], kinds: Mapping[str, pa.DataType]
) -> pa.Table:
    """The relation of all blocks and days under each other."""
    schema = pa.schema([("dt", pa.date32()), *kinds.items()])
    parts = [schema.empty_table()]
    for day in days:
        for block in bank.blocks():
            parts.append(_dated(day, of_block(block, day_number(day))).cast(schema))
    return pa.concat_tables(parts)


def _dated(day: date, columns: Columns) -> pa.Table:
    size = len(next(iter(columns.values())))
    return pa.table({"dt": pa.repeat(pa.scalar(day, pa.date32()), size), **columns})


