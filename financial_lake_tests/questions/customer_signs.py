"""What customers could use and do not have, worked out from the raw deliveries with pandas."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from financial_lake_tests.questions.customer_figures import (
    days_back,
    open_accounts,
    present,
)
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, cents
from financial_lake_tests.questions.rhythms import incomes

NOTHING = Decimal(0)
BROKERS = ("Brokerage", "Securities", "Invest")
MONTH_ENDS = (date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31))
GOOD_SCORE = 670


Signal = tuple[int, str, Decimal, str]


@cache
def signals(raw: RawDeliveries, day: date) -> list[Signal]:
    """What could be offered to whom on a month's end, without since when."""
    known = set(present(raw, day))
    return [each for sign in SIGNS for each in sign(raw, day) if each[0] in known]


def since(raw: RawDeliveries, day: date, customer: int, signal: str) -> date:
    """The first of the months' ends in a row on which it fired."""
    earlier = [each for each in MONTH_ENDS if each < day]
    first = day
    for end in reversed(earlier):
        if not any(each[:2] == (customer, signal) for each in signals(raw, end)):
            break
        first = end
    return first


def owners(raw: RawDeliveries, day: date, *kinds: str) -> set[int]:
    """Who has an open account of one of these kinds."""
    accounts = open_accounts(raw, day)
    return set(accounts[accounts["account_type"].isin(kinds)]["customer_id"])


def scores(raw: RawDeliveries, day: date) -> "pd.Series[float]":
    """Mean of the bureaus' scores by customer."""
    return raw.as_of("credit_scores", day).groupby("customer_id")["score"].mean()


def prepayment_potential(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """Savings that would pay off a loan, fee included."""
    held = raw.balances(day)
    held = held[held["account_id"].isin(open_accounts(raw, day)["account_id"])]
    saved = held[held["account_type"].isin(["savings", "money_market"])].groupby("customer_id")["usd"].sum()
    loans = raw.as_of("loan_accounts", day)
    loans = loans[loans["closed_on"].isna() & loans["current_balance"].gt(0)]
    for customer, own in loans.groupby("customer_id"):
        fits = [
            (loan.current_balance, -loan.loan_id)
            for loan in own.itertuples()
            if customer in saved.index and saved[customer] >= Decimal("1.02") * loan.current_balance
        ]
        if fits:
            owed, loan = max(fits)
            yield customer, "prepayment_potential", saved[customer] - cents(owed * Decimal("1.02")), f"loan {-loan}"


def external_investor(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """Money sent to outside brokers by someone who has no investments here."""
    rows = raw.posted(day - timedelta(days=89), day)
    to_broker = rows["counterparty_name"].astype("string").str.endswith(BROKERS).fillna(value=False)
    rows = rows[rows["transaction_code"].eq("account_transfer_out") & to_broker]
    investors = set(raw.as_of("investments", day)["customer_id"])
    for customer, own in rows.groupby("customer_id"):
        if len(own) >= 2 and own["usd"].sum() >= 1000 and customer not in investors:
            yield customer, "external_investor", own["usd"].sum(), f"{len(own)} transfers"


def insurance_gap(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """A mortgage that dies with nobody."""
    loans = raw.as_of("loan_accounts", day)
    loans = loans[loans["loan_type"].eq("mortgage") & loans["closed_on"].isna() & loans["current_balance"].gt(0)]
    policies = raw.on("policies", day)
    lives = policies[policies["policy_type"].eq("life") & policies["policy_status"].eq("active")]
    for customer, own in loans[~loans["customer_id"].isin(lives["customer_id"])].groupby("customer_id"):
        yield customer, "insurance_gap", own["current_balance"].sum(), f"{len(own)} mortgage{'s' * (len(own) > 1)}"


def overdraft_protection(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """Overdrafts that savings could have covered."""
    events = raw.table("overdraft_events")
    events = events[events["dt"].gt(day - timedelta(days=90)) & events["dt"].le(day)]
    links = raw.on("account_relationships", day)
    linked = links[links["relationship_type"].eq("linked_savings")]["related_customer_id"]
    for customer, own in events[~events["customer_id"].isin(linked)].groupby("customer_id"):
        if len(own) >= 2:
            yield customer, "overdraft_protection", own["fee_amount"].sum(), f"{len(own)} overdrafts"


def credit_card_gap(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """A steady earner of good standing without a credit card."""
    accounts = open_accounts(raw, day)
    first = accounts[accounts["account_type"].ne("credit_card")].groupby("customer_id")["open_date"].min()
    rates, standing, holders = raw.usd_rates(day), scores(raw, day), owners(raw, day, "credit_card")
    earned: dict[int, Decimal] = defaultdict(Decimal)
    for each in incomes(raw, day):
        if each.status == "active":
            earned[each.customer] += cents(each.monthly * rates[each.currency])
    for customer, amount in earned.items():
        is_good = customer in standing.index and standing[customer] >= GOOD_SCORE
        if is_good and customer not in holders and customer in first.index and (day - first[customer]).days >= 180:
            yield customer, "credit_card_gap", amount, f"mean score {int(standing[customer] + 0.5)}"


def idle_balance(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """Much money on checking accounts and no savings account to earn interest on."""
    accounts = open_accounts(raw, day)
    checking = accounts[accounts["account_type"].eq("checking")]
    savers = owners(raw, day, "savings", "money_market")
    for customer, own in checking.groupby("customer_id"):
        held = [raw.balances(each) for each in days_back(day, 90)]
        by_day = [each[each["account_id"].isin(own["account_id"])]["usd"] for each in held]
        known = [each.sum() for each in by_day if len(each)]
        average = cents(Decimal(sum(known)) / len(known))
        if average > 20_000 and customer not in savers:
            yield customer, "idle_balance", average - 5_000, "checking alone"


def carried(raw: RawDeliveries, day: date) -> dict[tuple[int, int], Decimal]:
    """What each credit card account carries over the month's end, in dollars."""
    held, rates = raw.balances(day), raw.usd_rates(day)
    rows = raw.posted(day.replace(day=1), day)
    is_bought = rows["txn_type"].eq("debit") & ~rows["transaction_code"].isin(["card_interest", "cash_advance"])
    is_returned = rows["transaction_code"].eq("card_refund")
    new = -rows[is_bought | is_returned].groupby("account_id")["moved"].sum()
    return {
        (card.account_id, card.customer_id): cents(
            max(NOTHING, -card.balance - new.get(card.account_id, NOTHING)) * rates[card.currency]
        )
        for card in held[held["account_type"].eq("credit_card")].itertuples()
    }


def balance_transfer(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """Someone of good standing who carries much over three months' ends."""
    ends = [each for each in MONTH_ENDS if each <= day]
    standing = scores(raw, day)
    if len(ends) == 3:
        months = [carried(raw, each) for each in ends]
        amounts: dict[int, list[Decimal]] = defaultdict(list)
        for whose, amount in months[-1].items():
            if all(each.get(whose, NOTHING) > 2_000 for each in months):
                amounts[whose[1]].append(amount)
        for customer, each in amounts.items():
            if customer in standing.index and standing[customer] >= GOOD_SCORE:
                yield customer, "balance_transfer", sum(each, NOTHING), f"{len(each)} card{'s' * (len(each) > 1)}"


def product_gap(raw: RawDeliveries, day: date) -> Iterator[Signal]:
    """Basic products a customer lacks."""
    cards = raw.as_of("cards", day)
    having = {each: owners(raw, day, each) for each in ("checking", "savings", "credit_card")}
    having["card"] = set(cards[cards["card_status"].eq("active")]["customer_id"])
    having["investment"] = set(raw.as_of("investments", day)["customer_id"])
    for customer in present(raw, day):
        lacking = [name for name, members in having.items() if customer not in members]
        if lacking:
            yield customer, "product_gap", Decimal(len(lacking)), ",".join(lacking)


SIGNS: tuple[Any, ...] = (
    balance_transfer,
    credit_card_gap,
    external_investor,
    idle_balance,
    insurance_gap,
    overdraft_protection,
    prepayment_potential,
    product_gap,
)
