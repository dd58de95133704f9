"""Signs that customers are about to leave, worked out from the raw deliveries with pandas."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from financial_lake_tests.questions.customer_figures import (
    average_deposit,
    days_back,
    deposits,
    open_accounts,
    present,
)
from financial_lake_tests.questions.raw_deliveries import RawDeliveries
from financial_lake_tests.questions.rhythms import incomes

NOTHING, HALF = Decimal(0), Decimal("0.5")
POINTS = {
    "balance_halved": 20,
    "low_sentiment": 25,
    "mailing_left": 10,
    "open_complaint": 15,
    "salary_stopped": 20,
    "unused_card": 10,
}


class Leaving(NamedTuple):
    """Signs that a customer is about to leave."""

    signs: tuple[str, ...]
    accounts: int
    postings: int
    balance: Decimal

    @property
    def churn_score(self) -> int:
        """Points for the signs."""
        return sum(POINTS[each] for each in self.signs)

    @property
    def attrition_score(self) -> int:
        """Points for having no account, doing little and keeping little."""
        return 40 * (self.accounts == 0) + 35 * (self.postings < 3) + 25 * (self.balance < 100)


@cache
def leaving(raw: RawDeliveries, day: date) -> dict[int, Leaving]:
    """By customer not closed, what the bank can see on a month's end."""
    accounts = open_accounts(raw, day)["customer_id"].value_counts()
    postings = raw.posted(day - timedelta(days=29), day)["customer_id"].value_counts()
    stopped = stopped_salaries(raw, day)
    left = mailing_left(raw, day)
    unused = unused_cards(raw, day)
    moody = low_moods(raw, day)
    filed = raw.on("complaints", day)
    complaining = set(filed[filed["resolved_date"].isna()]["customer_id"])
    signs = {}
    for customer in present(raw, day):
        fired = {
            "balance_halved": is_balance_halved(raw, customer, day),
            "low_sentiment": customer in moody,
            "mailing_left": customer in left,
            "open_complaint": customer in complaining,
            "salary_stopped": customer in stopped,
            "unused_card": customer in unused,
        }
        balance = average_deposit(raw, customer, days_back(day, 30))
        names = tuple(name for name, is_so in fired.items() if is_so)
        signs[customer] = Leaving(names, int(accounts.get(customer, 0)), int(postings.get(customer, 0)), balance)
    return signs


def stopped_salaries(raw: RawDeliveries, day: date) -> set[int]:
    """Who had regular incomes and has none any more."""
    return {each.customer for each in incomes(raw, day)} - {
        each.customer for each in incomes(raw, day) if each.status == "active"
    }


def is_balance_halved(raw: RawDeliveries, customer: int, day: date) -> bool:
    """Whether the month's mean is below half the mean of the two before, all ninety days being known."""
    days = days_back(day, 90)
    held = [deposits(raw, each).get(customer, NOTHING) for each in days if customer in raw.segments(each)]
    now, before = sum(held[60:]), sum(held[:60])
    return len(held) == 90 and before > 0 and Decimal(now) / 30 < Decimal(before) / 60 / 2


def low_moods(raw: RawDeliveries, day: date) -> set[int]:
    """Whose contacts of ninety days had a mean mood below one half."""
    rows = raw.table("interactions")
    rows = rows[rows["dt"].gt(day - timedelta(days=90)) & rows["dt"].le(day)]
    moods = rows.groupby("customer_id")["sentiment_score"].agg(list)
    return {customer for customer, own in moods.items() if sum(own) / len(own) < HALF}


def mailing_left(raw: RawDeliveries, day: date) -> set[int]:
    """Who took back the permission to write e-mails within ninety days."""
    rows = raw.table("customer_preferences")
    rows = rows[rows["preference_type"].eq("marketing_email") & rows["dt"].between(day - timedelta(days=90), day)]
    left = set()
    for customer, own in rows.sort_values("dt").groupby("customer_id"):
        agreed = [*own["opted_in"]]
        if own["dt"].iloc[-1] == day and not agreed[-1] and (True, False) in pairwise(agreed):
            left.add(customer)
    return left


def unused_cards(raw: RawDeliveries, day: date) -> set[int]:
    """Who has an active card and did not use any for sixty days."""
    cards = raw.as_of("cards", day)
    tried = raw.table("card_transactions")
    recent = tried["dt"].gt(day - timedelta(days=60)) & tried["dt"].le(day)
    used = tried[recent & tried["authorization_status"].eq("approved") & tried["card_txn_type"].ne("refund")]
    known = days_back(day, 60)
    holders = set(cards[cards["card_status"].eq("active")]["customer_id"])
    long_known = {each for each in holders if len(known) == 60 and all(each in raw.segments(when) for when in known)}
    return long_known - set(used["customer_id"])
