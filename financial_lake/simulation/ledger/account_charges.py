"""What an account itself causes without looking at a balance within the month: opening deposits and fixed fees."""

import numpy as np

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CD, CREDIT_CARD
from financial_lake.simulation.amounts import multiple_of
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import add_months, at, month_end, month_start, whole_years
from financial_lake.simulation.ledger import term_deposits
from financial_lake.simulation.ledger.account_months import AccountMonths, account_months
from financial_lake.simulation.ledger.anchors import deposit_anchor
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.moves import Moves
from financial_lake.simulation.streams import Ints

BASIC_CHECKING = 1
CARD_FEES = {11: 95_00, 12: 450_00}
"""Yearly fee of the rewards and the premium card, by product_id."""
MAINTENANCE_FEE, FEE_FREE_FROM = 12_00, 1_500_00
FEE_HOUR, ANNUAL_FEE_HOUR = 22.5, 6.5
OPENING_HOURS = (10.0, 14.0)
SMALLEST_OPENING, OPENING_STEP = 50_00, 50_00


def account_charges(block: Block, month: int) -> Moves:
    """Opening deposits, maintenance fees and yearly card fees of the month."""
    lines = account_months(block, month)
    return Moves.joined(
        [
            _opening_deposits(block, month, lines),
            _maintenance_fees(block, month, lines),
            _annual_fees(block, month, lines),
        ]
    )


def _opening_deposits(block: Block, month: int, lines: AccountMonths) -> Moves:
    """A round share of the first anchor; all of a term deposit."""
    year = month // 12 + 1970
    kind = accounts(block, year).kind
    new = lines.where(lines.opens & (kind != CREDIT_CARD))
    chance = block.stream("ledger", "opening_deposit")
    cents = np.zeros(len(new), dtype=np.int64)
    term = kind[new.account] == CD
    cents[term] = term_deposits.principal(block, year, new.account[term])
    first = deposit_anchor(block, year, new.account[~term], np.full((~term).sum(), month + 1))
    share = 0.3 + 0.7 * chance.uniform(new.account_id[~term])
    cents[~term] = np.maximum(
        multiple_of(np.floor(first * share + 0.5).astype(np.int64), OPENING_STEP), SMALLEST_OPENING
    )
    opening, closing = OPENING_HOURS
    hour = opening + (closing - opening) * chance.uniform(new.account_id, lane=1)
    return Moves.of(new.account, at(new.first, hour), CODE["opening_deposit"], cents)


def _maintenance_fees(block: Block, month: int, lines: AccountMonths) -> Moves:
    """Basic checking that opens the month below 1,500.00 pays on its last usable day."""
    product = accounts(block, month // 12 + 1970).product_id
    pays = (product == BASIC_CHECKING) & (lines.opening < FEE_FREE_FROM)
    pays &= ~lines.opens & ~lines.closes & (lines.first <= lines.last)
    few = lines.where(pays)
    return Moves.of(few.account, at(few.last, FEE_HOUR), CODE["maintenance_fee"], MAINTENANCE_FEE)


def _annual_fees(block: Block, month: int, lines: AccountMonths) -> Moves:
    """Card fees on the anniversary of opening, when the card can be used on that day."""
    card = accounts(block, month // 12 + 1970)
    years = whole_years(card.opened_on, month_end(month))
    day = add_months(card.opened_on, 12 * years)
    fee: Ints = np.zeros(len(lines), dtype=np.int64)
    for product, yearly in CARD_FEES.items():
        fee[card.product_id == product] = yearly
    due = (years > 0) & (day >= month_start(month)) & (lines.first <= day) & (day <= lines.last) & ~lines.closes
    return Moves.of(lines.account, at(day, ANNUAL_FEE_HOUR), CODE["card_annual_fee"], np.where(due, fee, 0))
