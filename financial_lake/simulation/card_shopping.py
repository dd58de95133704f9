"""What card attempts are for: the trade, the merchant, the amount, the way of reading the card, the time of day.

Every answer is drawn at the attempt's own address, so none moves another.
"""

from functools import lru_cache

import numpy as np
from scipy.special import betaincinv

from financial_lake.simulation import card_habits
from financial_lake.simulation.account_lines import accounts, credit_limit_on
from financial_lake.simulation.account_records import CREDIT_CARD
from financial_lake.simulation.amounts import cents_of, multiple_of, price
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, at, month_end, month_start
from financial_lake.simulation.cards import VIRTUAL, cards
from financial_lake.simulation.merchants import CENTS as TO_THE_CENT
from financial_lake.simulation.merchants import CODES, MCC, TWENTIES, merchant_by_weight
from financial_lake.simulation.personas import SPEND, WEALTH_SPEND
from financial_lake.simulation.population import customers, persona_on
from financial_lake.simulation.streams import Bools, Floats, Ints

ENTRY_MODES = ("chip", "contactless", "online", "recurring", "atm")
CHIP, CONTACTLESS, ONLINE, RECURRING, AT_MACHINE = range(5)
CONTACTLESS_SHARE = 0.55
FAVOURITE_SHARE, FAVOURITES = 0.70, 3
SMALLEST, LARGEST = 1_00, 5_000_00
SMALLEST_CASH, LARGEST_CASH, CASH_STEP = 20_00, 800_00, 20_00
LIMIT_SHARES = 4
"""A credit card pays at most one part in so many of its limit at once."""
OPENS, HOURS = 7, 15
EARLY, LATE = 2.2, 1.8
"""Parameters of the Beta distribution of attempts over the day."""
BETA_CELLS = 1024


def codes_bought(block: Block, month: int, card: Ints, day: Ints, address: Ints) -> Ints:
    """Index into `CODES` of what each attempt is for."""
    year = month // 12 + 1970
    held, lines, people = cards(block, year), accounts(block, year), customers(block, year)
    persona = persona_on(people, int(month_start(month)))[lines.owner[held.account]]
    is_credit = lines.kind[held.account] == CREDIT_CARD
    row = card_habits.shopping_row(persona[card], is_credit[card], held.holder[card] == VIRTUAL, day)
    chance = block.stream("card_transactions", "merchant_category_code").uniform(address)
    place = np.searchsorted(_shopping_list(), row + chance, side="right") - row * len(CODES)
    code: Ints = np.minimum(place, len(CODES) - 1)
    return code


def merchants_chosen(block: Block, customer_id: Ints, code: Ints, address: Ints) -> Ints:
    """merchant_id: one of the customer's three favourites of the code (70 %), or any merchant of it."""
    chance = block.stream("card_transactions", "merchant")
    which = chance.uniform(address) * (FAVOURITES / FAVOURITE_SHARE)
    taste = block.stream("card_transactions", "favourite").uniform(
        customer_id, code * FAVOURITES + np.minimum(which.astype(np.int64), FAVOURITES - 1)
    )
    return merchant_by_weight(code, np.where(which < FAVOURITES, taste, chance.uniform(address, lane=1)))


def cents_asked(block: Block, month: int, card: Ints, code: Ints, address: Ints) -> Ints:
    """Amounts in the style of the code, at the level of persona, wealth and kind of card."""
    year = month // 12 + 1970
    held, lines, people = cards(block, year), accounts(block, year), customers(block, year)
    owner, is_credit = lines.owner[held.account], lines.kind[held.account] == CREDIT_CARD
    factor = SPEND[persona_on(people, int(month_start(month)))] * WEALTH_SPEND[people.wealth]
    by_card = factor[owner] * np.where(is_credit, card_habits.CREDIT_SPEND, card_habits.DEBIT_SPEND)
    plain = np.isin(code, card_habits.PLAIN_CODES)
    median = _of_codes("median")[code] * np.where(plain, 1.0, by_card[card])
    chance = block.stream("card_transactions", "amount")
    dollars = chance.lognormal(median, _of_codes("spread")[code], address)
    style = _of_codes("style")[code]
    cash = np.clip(multiple_of(cents_of(dollars), CASH_STEP), SMALLEST_CASH, LARGEST_CASH)
    priced = np.where(style == TO_THE_CENT, cents_of(dollars), price(dollars, chance.uniform(address, lane=1)))
    most = _most_at_once(block, month)[held.account[card]]
    return np.where(style == TWENTIES, cash, np.clip(priced, SMALLEST, most))


def entry_modes(block: Block, code: Ints, is_virtual: Bools, address: Ints) -> Ints:
    """Index into `ENTRY_MODES`; virtual cards pay online only."""
    chance = block.stream("card_transactions", "entry_mode")
    remote = is_virtual | (chance.uniform(address) < _of_codes("remote")[code])
    touched = chance.chance(CONTACTLESS_SHARE, address, lane=1)
    mode = np.where(remote, ONLINE, np.where(touched, CONTACTLESS, CHIP))
    return np.where(code == MCC["6011"], AT_MACHINE, mode)


def instants(block: Block, day: Ints, address: Ints, lane: int = 0) -> Ints:
    """Microseconds: 07:00 of the day + 15 hours x Beta(2.2, 1.8)."""
    place = block.stream("card_transactions", "txn_timestamp").uniform(address, lane=lane)
    quantiles, slopes = _beta_quantiles()
    cell = (place * BETA_CELLS).astype(np.int64)
    hours = HOURS * (slopes[cell] * (place - cell / BETA_CELLS) + quantiles[cell])
    instant: Ints = at(day, OPENS) + (hours * (MICROSECONDS_A_DAY / 24)).astype(np.int64)
    return instant


def _most_at_once(block: Block, month: int) -> Ints:
    """Most an account's card pays at once, cents: 5,000.00, and a quarter of a credit card's limit."""
    is_credit = accounts(block, month // 12 + 1970).kind == CREDIT_CARD
    opening, end = (credit_limit_on(block, int(day)) for day in (month_start(month), month_end(month)))
    limit = np.where(opening > 0, opening, end)
    return np.where(is_credit, np.clip(limit // LIMIT_SHARES, SMALLEST, LARGEST), LARGEST)


@lru_cache(maxsize=1)
def _beta_quantiles() -> tuple[Floats, Floats]:
    """Quantiles at equal steps of chance, joined by lines, and the slope of each line."""
    quantiles: Floats = betaincinv(EARLY, LATE, np.linspace(0.0, 1.0, BETA_CELLS + 1))
    return quantiles, np.diff(quantiles) * BETA_CELLS


@lru_cache(maxsize=1)
def _shopping_list() -> Floats:
    return card_habits.shopping_list()


@lru_cache(maxsize=8)
def _of_codes(attribute: str) -> Floats:
    return np.array([getattr(each, attribute) for each in CODES])
