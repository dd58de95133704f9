"""Payments that come again and again, looked for in the raw deliveries with pandas."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pandas as pd

from financial_lake_tests.questions.raw_deliveries import CASH, SPEND, RawDeliveries, cents

PRIVATE_PERSON = re.compile(r"^[^ ]+ [^ ][.]$")
TIMES_A_YEAR = {"weekly": 52, "biweekly": 26, "semimonthly": 24, "monthly": 12}
OVERDUE_DAYS = 10
LOOKED_BACK = 100


@dataclass(frozen=True)
class Income:
    """A regular income: what a customer is paid by a payer in a currency."""

    customer: int
    payer: str
    currency: str
    payments: int
    frequency: str
    amount: Decimal
    monthly: Decimal
    last_paid: date
    next_expected: date
    status: str


def rhythm(days: Sequence[date]) -> str | None:
    """How often, if regularly at all."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    usual = median(gaps)
    if set(gaps) in ({7}, {14}):
        return "weekly" if gaps[0] == 7 else "biweekly"
    if max(abs(gap - usual) for gap in gaps) > 4:
        return None
    return "monthly" if 27 <= usual <= 32 else "semimonthly" if 13 <= usual <= 18 else None


def next_after(days: Sequence[date], frequency: str) -> date:
    """When the next one is due; twice a month, a month after the last but one."""
    if frequency in {"weekly", "biweekly"}:
        return days[-1] + timedelta(days=7 if frequency == "weekly" else 14)
    earlier = max((day for day in days if day < days[-1]), default=days[-1])
    return month_later(earlier if frequency == "semimonthly" else days[-1])


def month_later(day: date) -> date:
    """The same day of the next month, or its last."""
    later: date = (pd.Timestamp(day) + pd.DateOffset(months=1)).date()
    return later


def is_near(amounts: Sequence[Decimal], share: str) -> bool:
    """Whether every amount lies that near to the median of all."""
    usual = cents(median(amounts))
    return all(abs(amount - usual) <= usual * Decimal(share) for amount in amounts)


@cache
def incomes(raw: RawDeliveries, day: date) -> list[Income]:
    """Regular credits by bank transfer of at least 300.00, whatever their code."""
    rows = raw.posted(day - timedelta(days=199), day)
    rows = rows[rows["txn_type"].eq("credit") & rows["payment_method"].eq("bank_transfer") & rows["amount"].ge(300)]
    rows = rows[[isinstance(name, str) and not PRIVATE_PERSON.match(name) for name in rows["counterparty_name"]]]
    found = []
    for (customer, payer, currency), own in rows.groupby(["customer_id", "counterparty_name", "currency"]):
        last = own["dt"].max()
        recent = own[own["dt"].gt(last - timedelta(days=LOOKED_BACK))].sort_values(["dt", "transaction_id"])
        days, amounts = [*recent["dt"]], [*recent["amount"]]
        if len(days) < 3 or last <= day - timedelta(days=LOOKED_BACK) or not is_near(amounts, "0.15"):
            continue
        frequency = rhythm(days)
        if frequency:
            usual, expected = cents(median(amounts)), next_after(days, frequency)
            status = "stopped" if (day - expected).days > OVERDUE_DAYS else "active"
            monthly = cents(usual * TIMES_A_YEAR[frequency] / 12)
            payment = (len(days), frequency, usual, monthly, last)
            found.append(Income(customer, payer, currency, *payment, expected, status))
    return found


@cache
def recurring(raw: RawDeliveries, day: date) -> dict[tuple[int, str, str], list[dict[str, Any]]]:
    """By customer, payee and currency, every reading of the payments to a payee that shows a rhythm.

    Someone may shop where he also subscribes, so payments are read together, by instrument and by price.
    """
    rows = raw.posted(day - timedelta(days=399), day)
    rows = rows[rows["transaction_code"].isin(SPEND - CASH)].sort_values(["dt", "transaction_id"])
    payees = rows["merchant_id"].astype("string").fillna(rows["counterparty_name"].astype("string"))
    paid: dict[tuple[int, str, str], list[Payment]] = defaultdict(list)
    for whose, *payment in zip(
        zip(rows["customer_id"], payees, rows["currency"], strict=True),
        *(rows[each] for each in Payment._fields),
        strict=True,
    ):
        paid[whose].append(Payment(*payment))
    found = {whose: [*filter(None, (read(each, day) for each in strands(own)))] for whose, own in paid.items()}
    return {whose: readings for whose, readings in found.items() if readings}


class Payment(NamedTuple):
    """One payment to a payee."""

    dt: date
    amount: Decimal
    payment_method: str


def strands(payments: Sequence[Payment]) -> Iterator[Sequence[Payment]]:
    """All payments, those by each instrument, those of each price."""
    yield payments
    for name in ("payment_method", "amount"):
        parts = defaultdict(list)
        for each in payments:
            parts[getattr(each, name)].append(each)
        yield from parts.values()


def read(payments: Sequence[Payment], day: date) -> dict[str, Any] | None:
    """One reading of payments, nothing without a rhythm; a quarter is too short for rarer ones than monthly."""
    recent = [each for each in payments if each.dt > payments[-1].dt - timedelta(days=LOOKED_BACK)]
    days, amounts = [each.dt for each in recent], [each.amount for each in recent]
    frequency = rhythm(days) if len(days) >= 3 else None
    changed = [earlier for earlier, later in pairwise(amounts) if earlier != later]
    kind = "subscription" if len(changed) <= 1 else "bill" if is_near(amounts, "0.35") else None
    if frequency is None or kind is None:
        return None
    expected = next_after(days, frequency)
    return {
        "kind": kind,
        "frequency": frequency,
        "payment_count": len(days),
        "current_amount": amounts[-1],
        "yearly_cost": amounts[-1] * TIMES_A_YEAR[frequency],
        "last_paid_on": days[-1],
        "next_expected_on": expected,
        "is_missed": (day - expected).days > OVERDUE_DAYS,
    }
