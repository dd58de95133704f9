"""Account-months: what the closing of a month knows of each account besides its flows."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.account_lines import accounts, freezes
from financial_lake.simulation.account_records import CD
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import month_end, month_of, month_start
from financial_lake.simulation.ledger.anchors import balance_at_month_end, balance_at_month_start
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints


@dataclass(frozen=True, slots=True)
class AccountMonths(Records):
    """Accounts in one month; arrays of one length.

    Attributes:
        account: index into `accounts(block, year)`.
        account_id: its id.
        owner: index into `customers(block, year)`.
        customer_id: the owner's id.
        opening: balance when the month opens, cents.
        target: balance when the next month opens, cents.
        first: first day on which the engine may move money: the opening day, or the first usable day; for
            term deposits, which are never frozen and earn while their owner is inactive, the first day they are open.
        last: last such day; before `first` where there is none.
        ends_on: day on which the account closes, for others `last`; a freeze may lie between.
        throughout: whether the account is usable on every day of the month.
        opens: whether it opens in the month.
        closes: whether it closes in the month.
        earns: whether it is open and not frozen when the month ends: the owner may be inactive.
    """

    account: Ints
    account_id: Ints
    owner: Ints
    customer_id: Ints
    opening: Ints
    target: Ints
    first: Ints
    last: Ints
    ends_on: Ints
    throughout: Bools
    opens: Bools
    closes: Bools
    earns: Bools

    def numbers(self) -> Ints:
        """The place of each account in these arrays, by account index; -1 for those between that are not here."""
        number = np.full(int(self.account.max(initial=-1)) + 1, -1, dtype=np.int64)
        number[self.account] = np.arange(len(self))
        return number


@remembered(keep=2)
def account_months(block: Block, month: int) -> AccountMonths:
    """All accounts of `accounts(block, year of month)`, in order."""
    year = month // 12 + 1970
    lines = accounts(block, year)
    begin, end = int(month_start(month)), int(month_end(month))
    usable = usable_days(block, month)
    some = usable.any(axis=1)
    first = np.where(some, begin + usable.argmax(axis=1), end + 1)
    last = np.where(some, end - usable[:, ::-1].argmax(axis=1), begin - 1)
    opens = month_of(lines.opened_on) == month
    closes = (lines.closed_on >= begin) & (lines.closed_on <= end)
    first = np.where(opens, lines.opened_on, first)
    last = np.where(opens, np.maximum(last, lines.opened_on), last)
    term = lines.kind == CD
    first = np.where(term, np.maximum(lines.opened_on, begin), first)
    last = np.where(term, np.minimum(lines.closed_on, end), last)
    frozen = np.zeros(lines.account_id.size, dtype=np.bool_)
    account, since, until = freezes(block, year)
    frozen[account[(since <= end) & (end <= until)]] = True
    return AccountMonths(
        account=np.arange(lines.account_id.size),
        account_id=lines.account_id,
        owner=lines.owner,
        customer_id=customers(block, year).customer_id[lines.owner],
        opening=balance_at_month_start(block, month),
        target=balance_at_month_end(block, month),
        first=first,
        last=last,
        ends_on=np.where(closes, lines.closed_on, last),
        throughout=np.asarray(usable.all(axis=1)),
        opens=opens,
        closes=closes,
        earns=(lines.opened_on <= end) & (lines.closed_on > end) & ~frozen,
    )
