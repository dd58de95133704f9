"""Who takes part in daily payments in a month: checking accounts, their usable days, their owners' pay.

Everything the customers' own flows have in common; the flows themselves are in `income_flows`,
`household_flows` and `everyday_flows`.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.account_lines import accounts, main_account
from financial_lake.simulation.account_records import CHECKING
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_end, month_start, year_of, year_start
from financial_lake.simulation.ledger.anchors import balance_at_month_start
from financial_lake.simulation.personas import ACTIVITY
from financial_lake.simulation.population import customers, employment_on, income_on, persona_on
from financial_lake.simulation.streams import Bools, Floats, Ints, Keys

PAY_AFTER_TAX = 0.72
DISCRETIONARY_SHARE = 0.30


@dataclass(frozen=True, slots=True)
class Payers:
    """Accounts that take part in the month, with what their owners bring; arrays of one length.

    Attributes:
        account: index into `accounts(block, year)`.
        account_id: its id.
        owner: index into `customers(block, year)`.
        customer_id: the owner's id.
        activity: the persona's factor on the number of discretionary payments.
        employment: 0 salaried, 1 self-employed, 2 retired, 3 student, 4 unemployed.
        pay: net pay of a month, cents, constant in the calendar year.
        cap: most a single discretionary payment may be, cents.
    """

    account: Ints
    account_id: Ints
    owner: Ints
    customer_id: Ints
    activity: Floats
    employment: Ints
    pay: Ints
    cap: Ints

    def where(self, chosen: Bools | Ints) -> Self:
        """The payers at a mask or at indices."""
        return type(self)(*(getattr(self, each.name)[chosen] for each in fields(self)))


@remembered(keep=2)
def payers(block: Block, month: int) -> Payers:
    """All accounts usable on some day of the month, whatever their kind."""
    lines = accounts(block, month // 12 + 1970)
    account = np.flatnonzero(usable_days(block, month).any(axis=1))
    owner = lines.owner[account]
    first = int(month_start(month))
    people = customers(block, int(year_of(first)))
    return Payers(
        account=account,
        account_id=lines.account_id[account],
        owner=owner,
        customer_id=people.customer_id[owner],
        activity=ACTIVITY[persona_on(people, first)][owner],
        employment=employment_on(people, first)[owner],
        pay=monthly_pay(block, month)[owner],
        cap=discretionary_cap(block, month)[account],
    )


def checking_payers(block: Block, month: int) -> Payers:
    """The checking accounts among the payers: salaries, bills and daily life run through them."""
    everyone = payers(block, month)
    kind = accounts(block, month // 12 + 1970).kind
    return everyone.where(kind[everyone.account] == CHECKING)


@remembered(keep=2)
def monthly_pay(block: Block, month: int) -> Ints:
    """Net pay of a month in cents, one a customer of `customers(block, year)`; constant in the calendar year."""
    year = month // 12 + 1970
    people = customers(block, year)
    yearly = income_on(people, int(year_start(year)))
    pay: Ints = np.floor(yearly * (PAY_AFTER_TAX / 12) + 0.5).astype(np.int64)
    return pay


@remembered(keep=2)
def discretionary_cap(block: Block, month: int) -> Ints:
    """Most a single discretionary payment may be: 30 % of opening balance and pay, cents, one an account."""
    lines = accounts(block, month // 12 + 1970)
    opening = np.maximum(balance_at_month_start(block, month), 0)
    return ((opening + monthly_pay(block, month)[lines.owner]) * DISCRETIONARY_SHARE).astype(np.int64)


def main_of_month(block: Block, month: int) -> Ints:
    """Each customer's main account (index) when the month opens, or when it ends for those who join in it; or -1."""
    opening = main_account(block, int(month_start(month)))
    return np.where(opening >= 0, opening, main_account(block, int(month_end(month))))


def times_a_month(counts: Ints) -> tuple[Ints, Ints]:
    """Events from their counts: (who, nth), `who` an index into `counts`, `nth` from 0 inside each."""
    who = np.repeat(np.arange(counts.size), counts)
    return who, np.arange(who.size) - np.repeat(np.cumsum(counts) - counts, counts)


def posting_address(block: Block, flow: str, *keys: Keys) -> Ints:
    """64 bits that name one flow for good: its further draws and its TR reference are made of them."""
    return block.stream("transactions", flow).bits(*keys).view(np.int64)


def usable_at(block: Block, month: int, account: Ints, instant: Ints) -> Bools:
    """Whether each account is usable on the day of its instant (which lies in the month)."""
    day: Ints = instant // MICROSECONDS_A_DAY - month_start(month)
    return usable_days(block, month)[account, day]
