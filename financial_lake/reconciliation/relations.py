"""The few values only the simulation knows, as relations that rules may read.

State that no stored table carries (is an account frozen on a Sunday, a customer silent?), the anchors on which
months close, and prices of the days on which positions were opened.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from financial_lake.contract.frames import decimals
from financial_lake.reconciliation.evidence import Simulated
from financial_lake.simulation.account_lines import accounts, interest_rate_on, is_frozen, is_usable
from financial_lake.simulation.account_records import CD
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import add_months, day_number, month_of, month_start, year_of
from financial_lake.simulation.credit_histories import delinquency
from financial_lake.simulation.credit_records import Outcome
from financial_lake.simulation.ledger.anchors import balance_at_month_end
from financial_lake.simulation.ledger.term_deposits import grown, principal, term_start
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.population import customers, is_inactive
from financial_lake.simulation.portfolio import holdings

MONEY = pa.decimal128(18, 2)
DAYS_BETWEEN_REFRESHES = 35
"""At least: a bureau refreshes once a month, and a weekend may pass until a snapshot shows it."""

Columns = dict[str, Any]


def standing(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, account_id, is_open, is_frozen, is_inactive) of every account on each day."""

    def states(block: Block, day: int) -> Columns:
        year = int(year_of(day))
        lines = accounts(block, year)
        shown = lines.opened_on <= day
        return {
            "account_id": lines.account_id[shown],
            "is_open": (lines.closed_on > day)[shown],
            "is_frozen": is_frozen(block, day)[shown],
            "is_inactive": is_inactive(block, day)[lines.owner][shown],
        }

    kinds = {
        "account_id": pa.int64(),
        "is_open": pa.bool_(),
        "is_frozen": pa.bool_(),
        "is_inactive": pa.bool_(),
    }
    return _stacked(bank, days, states, kinds)


def was_usable(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, account_id) of accounts that were usable both on each day and a month before it, and open long before."""

    def steady(block: Block, day: int) -> Columns:
        before = int(add_months(day, -1))
        now, then = accounts(block, int(year_of(day))), accounts(block, int(year_of(before)))
        usable_now, usable_then = is_usable(block, day), is_usable(block, before)
        settled = then.opened_on < month_start(month_of(before) - 1)
        return {
            "account_id": np.intersect1d(now.account_id[usable_now], then.account_id[usable_then & settled]),
        }

    return _stacked(bank, days, steady, {"account_id": pa.int64()})


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
    """(dt, account_id, interest, balance) of every open term deposit for the month that ends on each day.

    Recomputed from the principal, the rate and the whole months since the term began, apart from the ledger.
    """

    def steps(block: Block, day: int) -> Columns:
        year, month = int(year_of(day)), int(month_of(day))
        lines = accounts(block, year)
        live = np.flatnonzero((lines.kind == CD) & (lines.opened_on <= day) & (lines.closed_on > day))
        start = term_start(lines.opened_on[live], lines.term_months[live], np.full(live.size, day))
        months = month + 1 - month_of(start)
        cents, rate = principal(block, year, live), interest_rate_on(block, day)[live]
        worth = grown(cents, rate, months)
        return {
            "account_id": lines.account_id[live],
            "interest": decimals(worth - grown(cents, rate, months - 1), MONEY),
            "balance": decimals(worth, MONEY),
        }

    return _stacked(bank, days, steps, {"account_id": pa.int64(), "interest": MONEY, "balance": MONEY})


def delinquent(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, customer_id) of customers whose scores being behind with a loan weighs on, then or a refresh before."""

    def strained(block: Block, day: int) -> Columns:
        year = int(year_of(day))
        people, spells = customers(block, year), credit_histories(block, year).spells
        size = people.customer_id.size
        now, before = (  # being behind weighs for more than a year, so two looks see all of it
            delinquency(spells.owner, spells.began_on, spells.ended_on, size, when) > 0
            for when in (day, day - DAYS_BETWEEN_REFRESHES)
        )
        return {"customer_id": people.customer_id[now | before]}

    return _stacked(bank, days, strained, {"customer_id": pa.int64()})


def capitalised(bank: Bank, days: Sequence[date]) -> pa.Table:
    """(dt, loan_id, amount) of the interest on arrears that restructurings had added to loans by each day."""

    def added(block: Block, day: int) -> Columns:
        lived = credit_histories(block, int(year_of(day)))
        owed = lived.instalments
        moved = np.flatnonzero((owed.outcome == Outcome.RESTRUCTURED) & (owed.settled_on <= day))
        loan, place = np.unique(owed.loan[moved], return_inverse=True)
        amount = np.zeros(loan.size, dtype=np.int64)
        np.add.at(amount, place, owed.interest[moved])
        return {"loan_id": lived.loans.loan_id[loan], "amount": decimals(amount, MONEY)}

    return _stacked(bank, days, added, {"loan_id": pa.int64(), "amount": MONEY})


def bank_size(bank: Bank, _days: Sequence[date]) -> pa.Table:
    """(customers): how many customer slots the bank has."""
    return pa.table({"customers": [bank.settings.customers]})


def laundering(bank: Bank, _days: Sequence[date]) -> pa.Table:
    """(laundering_rate, look_alike_rate): shares of postings that belong to patterns, as set."""
    rate = bank.settings.laundering_rate
    return pa.table({"laundering_rate": [rate], "look_alike_rate": [rate * bank.settings.look_alike_ratio]})


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
    "standing": standing,
    "was_usable": was_usable,
    "month_anchors": month_anchors,
    "term_deposits": term_deposits,
    "delinquent": delinquent,
    "capitalised": capitalised,
    "unit_costs": unit_costs,
    "bank": bank_size,
    "laundering": laundering,
}
"""Relation name -> function of (bank, days) giving an Arrow table."""


def _stacked(
    bank: Bank, days: Sequence[date], of_block: Callable[[Block, int], Columns], kinds: Mapping[str, pa.DataType]
) -> pa.Table:
    """The relation of all blocks and days under each other."""
    schema = pa.schema([("dt", pa.date32()), *kinds.items()])
    parts = [schema.empty_table()]
    for day in days:
        number = day_number(day)
        parts += [_dated(day, of_block(block, number)).cast(schema) for block in bank.blocks()]
    return pa.concat_tables(parts)


def _dated(day: date, columns: Columns) -> pa.Table:
    size = len(next(iter(columns.values())))
    return pa.table({"dt": pa.repeat(pa.scalar(day, pa.date32()), size), **columns})
