"""Closing a month: every account in its turn, each seeing the transfers of those before (tables.md 5.3).

Term deposits first, then credit cards, checking, savings, money market. Nothing flows back, so there is no
cycle: what a checking account sends to savings is there when savings are closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from financial_lake.simulation.account_days import usable_main_accounts
from financial_lake.simulation.account_lines import accounts, apr, interest_rate_on
from financial_lake.simulation.account_records import CD, CHECKING, CREDIT_CARD, MONEY_MARKET, SAVINGS
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import (
    MICROSECONDS_A_DAY,
    month_end,
    month_start,
)
from financial_lake.simulation.ledger import overdrafts, term_deposits
from financial_lake.simulation.ledger.account_months import AccountMonths, account_months
from financial_lake.simulation.ledger.card_closing import CardTerms, close_cards
from financial_lake.simulation.ledger.cd_closing import TermDepositMonths, close_term_deposits
from financial_lake.simulation.ledger.credit_limits import credit_limits
from financial_lake.simulation.ledger.deposit_closing import DepositTerms, close_deposits
from financial_lake.simulation.ledger.moves import CARD_PAID, Chance, Moves
from financial_lake.simulation.ledger.paths import Path
from financial_lake.simulation.streams import Ints

RESIDUAL_MINUTE = {CHECKING: 20, SAVINGS: 40, MONEY_MARKET: 50}
USD = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Exogenous postings in order of (account, instant, rank), as far as balances need them."""

    account: Ints
    instant: Ints
    rank: Ints
    signed: Ints


def close_month(block: Block, month: int, rows: Rows) -> Moves:
    """All moves of the engine in a month, both legs of transfers between a customer's own accounts."""
    kind = accounts(block, month // 12 + 1970).kind
    lines = account_months(block, month)
    chance: Chance = partial(block.stream, "ledger")
    close: dict[int, Callable[[Path, AccountMonths], Moves]] = {
        CD: lambda path, few: close_term_deposits(path, few, _term_deposit_months(block, month, few)),
        CREDIT_CARD: lambda path, few: _paid_from_main(
            block, month, few, close_cards(path, few, month, _card_terms(block, month, few), chance)
        ),
        **{each: partial(_close_deposits_of, block, month, each, chance) for each in (CHECKING, SAVINGS, MONEY_MARKET)},
    }
    kind_of_row = kind[rows.account]
    made: list[Moves] = []
    legs = Moves.joined([])
    for each, close_kind in close.items():
        chosen = np.flatnonzero(kind == each)
        few = lines.where(chosen)
        number = np.cumsum(kind == each) - 1
        here = np.flatnonzero(kind_of_row == each)
        path = Path.along(
            few.opening, number[rows.account[here]], rows.instant[here], rows.rank[here], rows.signed[here]
        )
        path = legs.where(kind[legs.account] == each).upon(path, number)
        moves = close_kind(path, few)
        made.append(moves)
        legs = Moves.joined([legs, moves.other_legs()])
    return Moves.joined([*made, legs])


def _close_deposits_of(  # noqa: PLR0913, PLR0917 - bound one by one
    block: Block, month: int, kind: int, chance: Chance, path: Path, lines: AccountMonths
) -> Moves:
    year = month // 12 + 1970
    everything = accounts(block, year)
    savings = np.full(len(lines), -1, dtype=np.int64)
    probability = np.zeros(len(lines))
    if kind == CHECKING:
        savings = _own_savings(block, month)[lines.owner]
        prone = everything.is_prone[lines.account]
        probability = np.where(prone, overdrafts.CHANCE_IF_PRONE, overdrafts.CHANCE_OTHERWISE)
    opening = account_months(block, month).opening
    terms = DepositTerms(
        rate=interest_rate_on(block, int(month_end(month)))[lines.account],
        savings=savings,
        savings_anchor=np.where(savings >= 0, opening[savings], 0),
        overdraft_chance=probability,
        residual_minute=RESIDUAL_MINUTE[kind],
    )
    return close_deposits(path, lines, month, terms, chance)


def _own_savings(block: Block, month: int) -> Ints:
    """The savings account in USD that each customer can use throughout the month, -1 for none."""
    year = month // 12 + 1970
    lines = accounts(block, year)
    able = (lines.kind == SAVINGS) & (lines.currency == USD) & account_months(block, month).throughout
    owned = np.full(int(lines.owner.max(initial=-1)) + 1, -1, dtype=np.int64)
    owned[lines.owner[able]] = np.flatnonzero(able)
    return owned


def _card_terms(block: Block, month: int, lines: AccountMonths) -> CardTerms:
    return CardTerms(
        apr=apr(block, month // 12 + 1970)[lines.account], limits=credit_limits(block, month).where(lines.account)
    )


def _paid_from_main(block: Block, month: int, lines: AccountMonths, moves: Moves) -> Moves:
    """Card payments come from the main account where it can be used on that day, else from outside."""
    owner = np.full(int(lines.account.max(initial=-1)) + 1, -1, dtype=np.int64)
    owner[lines.account] = lines.owner
    day = moves.instant // MICROSECONDS_A_DAY - int(month_start(month))
    main = usable_main_accounts(block, month)[owner[moves.account], day]
    return replace(moves, other=np.where(moves.code == CARD_PAID, main, -1))


def _term_deposit_months(block: Block, month: int, lines: AccountMonths) -> TermDepositMonths:
    """Which terms end: those in force on the eve of the month and no longer on its last day."""
    year, begin = month // 12 + 1970, int(month_start(month))
    known = accounts(block, year)
    opened, term = known.opened_on[lines.account], known.term_months[lines.account]
    eve = np.maximum(begin - 1, opened)
    ends = term_deposits.term_end(opened, term, eve)
    matures = (ends <= int(month_end(month))) & ~lines.closes
    touched = np.clip(np.where(lines.closes, lines.ends_on, ends), begin, int(month_end(month)))
    return TermDepositMonths(
        principal=term_deposits.principal(block, year, lines.account),
        matures=matures & (lines.first <= lines.last),
        settled_on=ends,
        main=usable_main_accounts(block, month)[lines.owner, touched - begin],
    )
