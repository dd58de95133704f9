"""Figures of each customer that several questions ask for, worked out from the raw deliveries with pandas."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from financial_lake_tests.questions.conftest import DAYS
from financial_lake_tests.questions.raw_deliveries import CASH, CHARGES, SPEND, RawDeliveries, cents

NOTHING = Decimal(0)
Amounts = dict[int, Decimal]


def present(raw: RawDeliveries, day: date) -> list[int]:
    """Customers who are not closed, in order."""
    profiles = raw.on("customer_profiles", day)
    return sorted(profiles[profiles["customer_status"].ne("closed")]["customer_id"])


def days_back(last: date, count: int) -> list[date]:
    """The stored days among so many days until the last."""
    return [day for day in DAYS if last - timedelta(days=count) < day <= last]


@cache
def deposits(raw: RawDeliveries, day: date) -> Amounts:
    """What each customer holds on deposit accounts, in dollars, overdrawn ones taken off."""
    held = raw.balances(day)
    return dict(held[held["account_type"].ne("credit_card")].groupby("customer_id")["usd"].sum())


def average_deposit(raw: RawDeliveries, customer: int, days: Iterable[date]) -> Decimal:
    """Mean of the days on which the customer is in the books."""
    held = [deposits(raw, day).get(customer, NOTHING) for day in days if customer in raw.segments(day)]
    return cents(sum(held, NOTHING) / len(held))


def wealth(raw: RawDeliveries, day: date) -> Amounts:
    """Positive deposit balances and investments."""
    held = raw.balances(day)
    positive = held[held["account_type"].ne("credit_card") & held["usd"].gt(0)].groupby("customer_id")["usd"].sum()
    invested = raw.as_of("investments", day).groupby("customer_id")["current_value"].sum()
    return {each: positive.get(each, NOTHING) + invested.get(each, NOTHING) for each in present(raw, day)}


def tier(amount: Decimal) -> str:
    """Bronze, silver, gold or platinum."""
    return ("bronze", "silver", "gold", "platinum")[sum(amount >= least for least in (10_000, 100_000, 500_000))]


def open_accounts(raw: RawDeliveries, day: date) -> pd.DataFrame:
    """Accounts of the snapshot that are not closed."""
    accounts = raw.accounts_as_of(day)
    return accounts[accounts["account_status"].ne("closed")]


def open_contracts(raw: RawDeliveries, day: date) -> dict[int, int]:
    """Accounts, running loans, policies in force and investment accounts of each customer."""
    loans, policies = raw.as_of("loan_accounts", day), raw.as_of("policies", day)
    owners = [
        open_accounts(raw, day)["customer_id"],
        loans[loans["closed_on"].isna()]["customer_id"],
        policies[policies["policy_status"].eq("active")]["customer_id"],
        raw.as_of("investments", day)["customer_id"],
    ]
    return dict(pd.concat(owners).value_counts())


def lifetime_values(raw: RawDeliveries, day: date) -> dict[int, tuple[Any, ...]]:
    """By customer with an account: contracts, volume, fees, fees a year, balance, tenure, revenue, value, segment."""
    contracts = open_contracts(raw, day)
    posted = raw.posted(DAYS[0], day).groupby("customer_id")
    volume = posted["usd"].sum()
    fees = posted[["transaction_code", "moved_usd"]].apply(
        lambda rows: -rows.loc[rows["transaction_code"].isin(CHARGES), "moved_usd"].sum()
    )
    since = raw.on("customer_profiles", day).set_index("customer_id")["onboarding_date"]
    worth = {}
    for customer in sorted(set(open_accounts(raw, day)["customer_id"])):
        days = [each for each in days_back(day, 365) if customer in raw.segments(each)]
        charged = Decimal(fees.get(customer, NOTHING))
        yearly = cents(charged * 365 / len(days))
        average = average_deposit(raw, customer, days)
        tenure = (day - since[customer]).days
        revenue = yearly + cents(average * Decimal("0.02"))
        value = cents(revenue * tenure / 365)
        named = "high_value" if value > 10_000 else "medium_value" if value > 5_000 else "low_value"
        moved = volume.get(customer, NOTHING)
        worth[customer] = (contracts[customer], moved, charged, yearly, average, tenure, revenue, value, named)
    return worth


def habits(raw: RawDeliveries, day: date) -> dict[int, tuple[str, int, int, Decimal]]:
    """By customer: segment by recency, frequency and money, and these three over 90 days."""
    days = days_back(day, 90)
    rows = raw.posted(days[0], day)
    spent = rows.groupby("customer_id")["spent_usd"].sum()
    bought = rows[rows["is_spend"]].groupby("customer_id")["dt"].agg(["size", "max"])
    figures = {}
    for customer in present(raw, day):
        count, last = bought.loc[customer] if customer in bought.index else (0, None)
        recency = 91 if last is None else (day - last).days
        figures[customer] = (recency, int(count), Decimal(spent.get(customer, NOTHING)))
    scores = [
        quintiles({customer: sign * each[place] for customer, each in figures.items()})
        for place, sign in ((0, -1), (1, 1), (2, 1))
    ]
    since = raw.on("customer_profiles", day).set_index("customer_id")["onboarding_date"]
    return {
        customer: (_segment([score[customer] for score in scores], (day - since[customer]).days), *figures[customer])
        for customer in figures
    }


def quintiles(values: dict[int, Any]) -> dict[int, int]:
    """1 to 5 by the share of customers with no more."""
    return {
        customer: -(-5 * sum(other <= value for other in values.values()) // len(values))
        for customer, value in values.items()
    }


def _segment(scores: Sequence[int], tenure: int) -> str:
    recency, frequency, money = scores
    fits = {
        "champion": min(scores) >= 4,
        "loyal": frequency >= 4 and recency >= 3,
        "big_spender": money >= 4 and recency >= 3,
        "at_risk": recency <= 2 and max(frequency, money) >= 4,
        "new_customer": tenure < 180,
        "hibernating": max(scores) <= 2,
        "promising": recency >= 4,
        "regular": True,
    }
    return next(name for name, is_so in fits.items() if is_so)


def purchases_only(rows: pd.DataFrame) -> pd.DataFrame:
    """Spending without cash."""
    return rows[rows["transaction_code"].isin(SPEND - CASH)]
