"""What an account is to the simulation: its record, and whether it exists on a day.

How its values come about belongs in `lines`, `account_lines` and `account_terms`.
"""

from dataclasses import dataclass

from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Floats, Ints

ACCOUNT_KINDS = ("checking", "savings", "money_market", "cd", "credit_card")
CHECKING, SAVINGS, MONEY_MARKET, CD, CREDIT_CARD = range(5)
CURRENCIES = ("USD", "CAD", "EUR", "GBP")
USD, CAD, EUR, GBP = range(4)
ACCOUNT_STATUSES = ("active", "frozen", "closed")
ACTIVE, FROZEN, CLOSED = range(3)
DAYS_SHOWN_AFTER_CLOSING = 365


@dataclass(frozen=True, slots=True)
class Accounts(Records):
    """Accounts opened by the end of a year, ordered by (owner, account_id); n rows.

    Attributes:
        account_id: customer_id x 1000 + line x 100 + version.
        owner: row of the customer in `customers(block, year)`.
        line: 1 first deposit, 2 second deposit, 3 credit card.
        kind: index into `ACCOUNT_KINDS`.
        opened_on: epoch day, a weekday.
        closed_on: epoch day on which it closes, NEVER if not by the end of the year.
        currency: index into `CURRENCIES`.
        product_id: 1-12.
        term_months: 12, 24 or 60 for a cd, else 0.
        rate_place: fixed place of its rate in the product's band, 0-1.
        is_prone: checking only: tends to be overdrawn.
    """

    account_id: Ints
    owner: Ints
    line: Ints
    kind: Ints
    opened_on: Ints
    closed_on: Ints
    currency: Ints
    product_id: Ints
    term_months: Ints
    rate_place: Floats
    is_prone: Bools


def is_shown(held: Accounts, day: int) -> Bools:
    """Whether each account has a row on a day: opened, and not closed more than 365 days ago."""
    shown: Bools = (held.opened_on <= day) & (day <= held.closed_on + DAYS_SHOWN_AFTER_CLOSING)
    return shown


def is_open(held: Accounts, day: int) -> Bools:
    """Whether each account is opened and not yet closed at the end of a day."""
    live: Bools = (held.opened_on <= day) & (day < held.closed_on)
    return live
