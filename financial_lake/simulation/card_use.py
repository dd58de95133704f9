"""On which days of a month each card can be used, and how likely it is to be.

What it is then used for is in `card_shopping`.
"""

from financial_lake.simulation import card_habits
from financial_lake.simulation.account_days import days_of, frozen_days, usable_days
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import month_start
from financial_lake.simulation.cards import cards, temporary_blocks
from financial_lake.simulation.paydays import days_after_salary
from financial_lake.simulation.population import customers, persona_on
from financial_lake.simulation.streams import Bools, Floats, Ints


@remembered(keep=2)
def live_days(block: Block, month: int) -> Bools:
    """Whether each card is good on each day, issued earlier and not blocked: (cards, days)."""
    year = month // 12 + 1970
    held, days = cards(block, year), days_of(month)
    live: Bools = (held.issued_on[:, None] < days) & (days <= held.expires_on[:, None])
    live &= days < held.blocked_on[:, None]
    for first, last in temporary_blocks(block, year):
        live &= (days < first[:, None]) | (last[:, None] < days)
    return live


@remembered(keep=2)
def carried_days(block: Block, month: int) -> Bools:
    """Whether each card is good and the one carried: near the expiry of a card its renewal is: (cards, days)."""
    handed_over_on = cards(block, month // 12 + 1970).handed_over_on
    carried: Bools = live_days(block, month) & (days_of(month) <= handed_over_on[:, None])
    return carried


def use_rates(block: Block, month: int, card: Ints) -> Floats:
    """Probability that cards (rows) are used on each day; frozen accounts are tried more rarely: (cards, days)."""
    year = month // 12 + 1970
    held, lines, people = cards(block, year), accounts(block, year), customers(block, year)
    account, holder = held.account[card], held.holder[card]
    owner, persona = lines.owner[account], persona_on(people, int(month_start(month)))
    rate = card_habits.USE_RATE * card_habits.line_weight(lines.kind[account], holder)
    rate = rate * card_habits.activity(persona)[owner]
    by_day = card_habits.week_factor(month) * card_habits.season(month)
    rates = rate[:, None] * by_day[persona[owner]]
    boost = days_after_salary(block, month, card_habits.PAYDAY_DAYS)
    rates *= 1.0 + card_habits.PAYDAY_BOOST * boost[owner]
    tried = usable_days(block, month)[account] + card_habits.FROZEN_RATE * frozen_days(block, month)[account]
    rates *= tried
    return rates * carried_days(block, month)[card]
