"""What is asked about leaving, needs and the whole customer, worked out from the raw deliveries with pandas."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from financial_lake_tests.questions.agreement import agree
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.customer_figures import habits, lifetime_values, open_accounts, tier, wealth
from financial_lake_tests.questions.customer_signs import signals, since
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, cents, ratio
from financial_lake_tests.questions.signs_of_leaving import leaving

NOVEMBER, LAST = LATEST[0], LATEST[-1]
NOTHING = Decimal(0)
FIRED_AT_LAST = {
    "balance_transfer",
    "credit_card_gap",
    "external_investor",
    "idle_balance",
    "insurance_gap",
    "overdraft_protection",
    "product_gap",
}
"""None of fifty customers could pay off a loan; that sign is tested on written rows beside its mart."""


def level(score: int, medium: int, high: int) -> str:
    """Low, medium or high."""
    return "high" if score >= high else "medium" if score >= medium else "low"


@pytest.mark.parametrize("day", [NOVEMBER, LAST])
def test_churn_risk(asked: Asked, raw: RawDeliveries, day: date) -> None:
    rows = [
        (
            customer,
            each.churn_score,
            level(each.churn_score, 30, 50),
            ",".join(each.signs),
            each.attrition_score,
            level(each.attrition_score, 40, 75),
            each.accounts,
            each.postings,
            each.balance,
        )
        for customer, each in leaving(raw, day).items()
        if each.churn_score + each.attrition_score
    ]
    ranked = sorted(rows, key=lambda row: (-row[1], -row[4], row[0]))
    agree(asked("churn_risk", month=day, top=1000), ranked)
    agree(asked("churn_risk", month=day, top=3), ranked[:3])


@pytest.mark.parametrize("day", [NOVEMBER, LAST])
def test_attrition(asked: Asked, raw: RawDeliveries, day: date) -> None:
    expected = []
    for name in ("high", "medium", "low"):
        members = [each for each in leaving(raw, day).values() if level(each.attrition_score, 40, 75) == name]
        why = (sum(not each.accounts for each in members), sum(each.postings < 3 for each in members))
        if members:
            expected.append((name, len(members), *why, sum(each.balance < 100 for each in members)))
    agree(asked("attrition", month=day), expected)


@pytest.mark.parametrize("day", [NOVEMBER, LAST])
def test_cross_sell_signals(asked: Asked, raw: RawDeliveries, day: date) -> None:
    listed = [(*each, since(raw, day, *each[:2])) for each in signals(raw, day)]
    ranked = sorted(listed, key=lambda row: (row[1], -row[2], row[0]))
    assert day != LAST or {row[1] for row in ranked} == FIRED_AT_LAST
    agree(asked("cross_sell_signals", month=day), ranked)
    customer, signal = ranked[0][:2]
    agree(asked("cross_sell_signals", month=day, signal=signal), [row for row in ranked if row[1] == signal])
    agree(asked("cross_sell_signals", month=day, customer=customer), [row for row in ranked if row[0] == customer])


def test_product_gaps(asked: Asked, raw: RawDeliveries) -> None:
    gaps = [detail for _, signal, _, detail in signals(raw, LAST) if signal == "product_gap"]
    lacking = Counter(product for detail in gaps for product in detail.split(","))
    agree(asked("product_gaps", month=LAST), sorted(lacking.items(), key=lambda each: (-each[1], each[0])))


def test_customer_profile(asked: Asked, raw: RawDeliveries) -> None:
    profiles = raw.on("customer_profiles", LAST).set_index("customer_id")
    held, rates, accounts = raw.balances(LAST), raw.usd_rates(LAST), open_accounts(raw, LAST)
    cards, loans = raw.as_of("cards", LAST), raw.as_of("loan_accounts", LAST)
    invested = raw.as_of("investments", LAST)
    rows = raw.posted(date(2024, 12, 2), LAST)
    visits = raw.table("branch_visits")
    visits = visits[visits["dt"].ge(date(2024, 12, 2))]
    scored = raw.as_of("credit_scores", LAST).groupby("customer_id")["score"].mean()
    worth, rfm = lifetime_values(raw, LAST), habits(raw, LAST)
    agreed = raw.on("customer_preferences", LAST)
    for customer, profile in profiles.iterrows():
        own = held[held["customer_id"].eq(customer)]
        cards_owed = own[own["account_type"].eq("credit_card") & own["usd"].lt(0)]["usd"]
        deposits = own[own["account_type"].ne("credit_card")]["usd"].sum() or NOTHING
        mine = accounts[accounts["customer_id"].eq(customer)]
        limited = mine.dropna(subset=["credit_limit"])
        limits = [cents(each.credit_limit * rates[each.currency]) for each in limited.itertuples()]
        owed = -(cards_owed.sum() or NOTHING)
        running = loans[loans["customer_id"].eq(customer) & loans["closed_on"].isna()]
        wishes = set(agreed[agreed["customer_id"].eq(customer) & agreed["opted_in"]]["preference_type"])
        ways = ("marketing_email", "marketing_sms", "push_notifications", "none")
        fired = sorted(signal for whose, signal, *_ in signals(raw, LAST) if whose == customer)
        score = leaving(raw, LAST)[customer].churn_score if customer in leaving(raw, LAST) else None
        own_rows = rows[rows["customer_id"].eq(customer)]
        mean_score = scored.get(customer)
        expected = (
            customer,
            profile["full_name"],
            profile["customer_segment"],
            profile["customer_status"],
            profile["persona"],
            len(mine),
            deposits,
            (cards["customer_id"].eq(customer) & cards["card_status"].eq("active")).sum(),
            owed,
            ratio(owed, sum(limits, NOTHING)),
            len(running),
            running["current_balance"].sum() or NOTHING,
            invested["customer_id"].eq(customer).sum(),
            invested[invested["customer_id"].eq(customer)]["current_value"].sum() or NOTHING,
            len(own_rows),
            own_rows["spent_usd"].sum() or NOTHING,
            visits["customer_id"].eq(customer).sum(),
            None if mean_score is None else int(mean_score + 0.5),
            tier(wealth(raw, LAST)[customer]) if customer in wealth(raw, LAST) else None,
            worth[customer][-1] if customer in worth else None,
            rfm[customer][0] if customer in rfm else None,
            None if score is None else level(score, 30, 50),
            ",".join(fired),
            next(each for each in ways if each in wishes or each == "none"),
        )
        agree(asked("customer_profile", customer=customer, month=LAST), [expected])
