"""What is agreed on an account: its credit limit, its rate, its number."""

import numpy as np

from financial_lake.simulation import geography, personas
from financial_lake.simulation.account_records import (
    CAD,
    CD,
    CHECKING,
    CREDIT_CARD,
    EUR,
    GBP,
    MONEY_MARKET,
    SAVINGS,
    USD,
    Accounts,
)
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import whole_years
from financial_lake.simulation.lines import SECOND_DEPOSIT, TERMS, Lines
from financial_lake.simulation.people import Customers, persona_on
from financial_lake.simulation.product_catalogue import PRODUCT_IDS, quarterly_shift, rate_at
from financial_lake.simulation.streams import Ints

CAD_SHARE, EUR_SHARE, GBP_SHARE = 0.60, 0.04, 0.02
PREMIUM_CHECKING_SHARE = 0.40

LIMIT_MEDIAN = np.array([8_000.0, 18_000.0, 40_000.0])
LIMIT_SPREAD = 0.45
STUDENT_SHARE = 0.5
LIMIT_STEP = 500
LOWEST_LIMIT, HIGHEST_LIMIT = 1_000, 100_000

RAISES_A_YEAR = 0.08
YEARS_BETWEEN_RAISES = 2
MOST_RAISES, RAISE = 3, 1.2

SMALLEST_NUMBER, NUMBERS = 100_000_000_000, 900_000_000_000
_HALF_BITS, _ROUNDS = 20, 6


def currency(block: Block, people: Customers, held: Lines) -> Ints:
    """Index into `CURRENCIES` of each account: only a second savings or money market account is not in dollars."""
    line = people.customer_id[held.owner] * 10 + held.line
    chance = block.stream("accounts", "currency").uniform(line)
    in_canada = people.country[held.owner] == geography.CA
    foreign = np.where(chance < EUR_SHARE, EUR, np.where(chance < EUR_SHARE + GBP_SHARE, GBP, USD))
    wanted = np.where(in_canada, np.where(chance < CAD_SHARE, CAD, USD), foreign)
    may_differ = (held.line == SECOND_DEPOSIT) & ((held.kind == SAVINGS) | (held.kind == MONEY_MARKET))
    return np.where(may_differ, wanted, USD)


def product(block: Block, people: Customers, held: Lines) -> Ints:
    """product_id of each account: by kind, and by persona, wealth or term."""
    persona = persona_on(people.where(held.owner), held.opened_on)
    wealth = people.wealth[held.owner]
    premium = block.stream("accounts", "product_id").chance(PREMIUM_CHECKING_SHARE, held.account_id)
    checking = np.where(premium, PRODUCT_IDS["premium_checking"], PRODUCT_IDS["basic_checking"])
    checking = np.where(persona == personas.COLLEGE_STUDENT, PRODUCT_IDS["student_checking"], checking)
    savings = np.where(wealth == personas.MASS, PRODUCT_IDS["savings"], PRODUCT_IDS["premium_savings"])
    product = np.where(held.kind == CHECKING, checking, savings)
    product = np.where(held.kind == MONEY_MARKET, PRODUCT_IDS["money_market"], product)
    term = PRODUCT_IDS["cd_12"] + np.searchsorted(TERMS, held.term_months)
    product = np.where(held.kind == CD, term, product)
    return np.where(held.kind == CREDIT_CARD, PRODUCT_IDS["classic_card"] + wealth, product)


def first_limit(block: Block, owners: Customers, account_id: Ints, opened: Ints) -> Ints:
    """Limit of credit cards on the day they are opened, whole dollars; all arguments one a card."""
    dollars = block.stream("accounts", "credit_limit").lognormal(LIMIT_MEDIAN[owners.wealth], LIMIT_SPREAD, account_id)
    student = persona_on(owners, opened) == personas.COLLEGE_STUDENT
    return _rounded(np.where(student, dollars * STUDENT_SHARE, dollars))


def credit_limit(block: Block, people: Customers, held: Accounts, day: int) -> Ints:
    """Credit limits on a day, cents, one an account; 0 for deposits and before opening.

    Limits are multiples of 500.00. In each two years one of the two anniversaries (the same one for good) may
    bring a raise, so that raises are at least two years apart.
    """
    cards = np.flatnonzero(held.kind == CREDIT_CARD)
    limits = np.zeros(held.kind.size, dtype=np.int64)
    if not cards.size:
        return limits
    account_id, opened = held.account_id[cards], held.opened_on[cards]
    first = first_limit(block, people.where(held.owner[cards]), account_id, opened)
    anniversaries = np.maximum(whole_years(opened, day), 0)
    raises = block.stream("accounts", "limit_raise")
    phase = raises.integer(YEARS_BETWEEN_RAISES, account_id)
    pairs = np.arange(int(anniversaries.max()) // YEARS_BETWEEN_RAISES + 1)
    reached = 1 + YEARS_BETWEEN_RAISES * pairs + phase[:, None] <= anniversaries[:, None]
    happens = raises.chance(RAISES_A_YEAR * YEARS_BETWEEN_RAISES, account_id[:, None], pairs, lane=1)
    count = np.minimum((reached & happens).sum(axis=1), MOST_RAISES)
    limits[cards] = np.where(opened <= day, _rounded(first * RAISE**count) * 100, 0)
    return limits


def interest_rate(block: Block, held: Accounts, day: int) -> Ints:
    """Yearly interest rates of deposits on a day, millionths; 0 for credit cards.

    Each account keeps its place in its product's band; savings and money market move with the product on the
    first day of a quarter, checking and term deposits are fixed.
    """
    moves = (held.kind == SAVINGS) | (held.kind == MONEY_MARKET)
    shift = np.where(moves, quarterly_shift(block.bank, held.product_id, day), 0.0)
    return np.where(held.kind == CREDIT_CARD, 0, rate_at(held.product_id, held.rate_place + shift))


def apr(held: Accounts) -> Ints:
    """Yearly rates charged on credit cards, millionths; 0 for deposits."""
    return np.where(held.kind == CREDIT_CARD, rate_at(held.product_id, held.rate_place), 0)


def account_number(bank: Bank, account_id: Ints) -> Ints:
    """Twelve-digit numbers: a keyed bijection of account ids below 900 billion.

    A Feistel network over 40 bits, walked along its cycle until it lands among the numbers there are.
    """
    number = _shuffled(bank, account_id)
    outside = np.flatnonzero(number >= NUMBERS)
    while outside.size:
        number[outside] = _shuffled(bank, number[outside])
        outside = outside[number[outside] >= NUMBERS]
    return SMALLEST_NUMBER + number


def _shuffled(bank: Bank, number: Ints) -> Ints:
    keys = bank.stream("accounts", "account_number")
    mask = (1 << _HALF_BITS) - 1
    left, right = number >> _HALF_BITS, number & mask
    for turn in range(_ROUNDS):
        mixed = (keys.bits(right, lane=turn) & np.uint64(mask)).astype(np.int64)
        left, right = right, left ^ mixed
    return left << _HALF_BITS | right


def _rounded(dollars: np.ndarray) -> Ints:
    nearest = np.floor(dollars / LIMIT_STEP + 0.5).astype(np.int64) * LIMIT_STEP
    return np.clip(nearest, LOWEST_LIMIT, HIGHEST_LIMIT)
