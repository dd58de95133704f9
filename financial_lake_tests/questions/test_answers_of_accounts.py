"""What is asked about accounts and the history of customers, worked out from the raw deliveries with pandas."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from financial_lake_tests.questions.agreement import agree, column
from financial_lake_tests.questions.conftest import DAYS, LATEST, Asked
from financial_lake_tests.questions.customer_figures import open_accounts
from financial_lake_tests.questions.raw_deliveries import CHARGES, OWN, RawDeliveries, cents, last_weekday

NOVEMBER, LAST = LATEST[0], LATEST[-1]
NOTHING = Decimal(0)
NOT_OF_THE_OWNER = CHARGES | OWN | {"interest_credit", "card_interest"}
DORMANT = {0: "d0_29", 30: "d30_89", 90: "d90_180", 181: "d181_plus"}
SHOWN = {
    "customer_name": "full_name",
    "customer_segment": "customer_segment",
    "customer_status": "customer_status",
    "risk_rating": "risk_rating",
    "kyc_status": "kyc_status",
    "email": "email",
    "address_line1": "address_line1",
    "address_city": "city",
}
"""Tracked columns of a history, and what the CRM calls them."""


def uses(raw: RawDeliveries, day: date) -> list[tuple[Any, ...]]:
    """Each open account: owner, kind, last use by the owner, days since, whether that is only a lower bound, bucket."""
    rows = raw.posted(DAYS[0], day)
    used = rows[~rows["transaction_code"].isin(NOT_OF_THE_OWNER)]
    last = used.groupby("account_id")["dt"].max()
    listed = []
    for account in open_accounts(raw, day).sort_values("account_id").itertuples():
        seen = last.get(account.account_id)
        idle = (day - (seen or max(account.open_date, used["dt"].min()))).days
        bucket = DORMANT[max(least for least in DORMANT if idle >= least)]
        listed.append((account.account_id, account.customer_id, account.account_type, seen, idle, seen is None, bucket))
    return listed


def test_dormant_accounts(asked: Asked, raw: RawDeliveries) -> None:
    for day in (NOVEMBER, LAST):
        ranked = sorted(uses(raw, day), key=lambda row: (-row[4], row[0]))
        agree(asked("dormant_accounts", day=day), [row for row in ranked if row[4] >= 30])
        agree(asked("dormant_accounts", day=day, days=0), ranked)


def test_account_activity(asked: Asked, raw: RawDeliveries) -> None:
    moved = set(raw.moved_on(LAST).index)
    listed = uses(raw, LAST)
    counts = Counter((kind, bucket) for _, _, kind, *_, bucket in listed)
    quiet = Counter((kind, bucket) for account, _, kind, *_, bucket in listed if account not in moved)
    expected = [(*cell, counts[cell], quiet[cell], 0) for cell in sorted(counts)]
    agree(asked("account_activity", day=LAST), expected)


def test_balance_of_account(asked: Asked, raw: RawDeliveries) -> None:
    for day in LATEST[::9]:
        month = [each for each in DAYS if each.month == day.month and each <= day]
        for account in raw.balances(day).sample(6, random_state=1).itertuples():
            rows = raw.posted(day, day)
            rows = rows[rows["account_id"].eq(account.account_id)]
            came, went = (rows[rows["txn_type"].eq(way)]["amount"].sum() or NOTHING for way in ("credit", "debit"))
            by_day = [raw.balances(each).set_index("account_id")["balance"].get(account.account_id) for each in month]
            held = [each for each in by_day if each is not None]
            average = cents(sum(held) / len(held))
            opening = account.balance - came + went
            figures = (opening, came, went, account.balance, account.usd, average)
            answer = asked("balance_of_account", account=account.account_id, day=day)
            agree(answer, [(account.account_id, day, account.currency, *figures)])


def test_statement(asked: Asked, raw: RawDeliveries) -> None:
    rows = raw.posted(date(2024, 12, 1), LAST)
    for account in rows["account_id"].value_counts().index[:8]:
        own = rows[rows["account_id"].eq(account)]
        listed = zip(
            own["dt"],
            own["posted_at"],
            own["transaction_code"],
            own["description"],
            own["counterparty_name"],
            own["moved"],
            own["balance_after"],
            strict=True,
        )
        agree(asked("statement", account=account, month=LAST), listed)


def profiles(raw: RawDeliveries, customer: int) -> dict[date, list[Any]]:
    """What the CRM says of a customer, by day, in the order of SHOWN."""
    rows = raw.table("customer_profiles")
    own = rows[rows["customer_id"].eq(customer)]
    return dict(zip(own["dt"], own[[*SHOWN.values()]].to_numpy().tolist(), strict=True))


def test_customer_on_day(asked: Asked, raw: RawDeliveries) -> None:
    for customer in sorted(raw.segments(LAST))[::6]:
        told = profiles(raw, customer)
        homes = raw.table("customers")
        homes = homes[homes["customer_id"].eq(customer)].set_index("dt")["home_branch_id"]
        for day in [each for each in DAYS[::30] if each in told]:
            answer = asked("customer_on_day", customer=customer, day=day)
            assert len(answer.rows) == 1
            found = dict(zip(answer.columns, answer.rows[0], strict=True))
            assert [found[each] for each in SHOWN] == told[day]
            assert found["valid_from"] <= day < found["valid_to"]
            assert found["home_branch_id"] == homes[last_weekday(day)]


def test_customer_history(asked: Asked, raw: RawDeliveries) -> None:
    changes = 0
    for customer in sorted(raw.segments(LAST))[::2]:
        answer = asked("customer_history", customer=customer)
        starts, ends = column(answer, "valid_from"), column(answer, "valid_to")
        assert ends[:-1] == starts[1:]
        assert column(answer, "is_current") == [False] * (len(starts) - 1) + [True]
        told = profiles(raw, customer)
        changed = [day for before, day in pairwise(told) if told[day] != told[before]]
        assert set(changed) <= set(starts)
        changes += len(changed)
        versions = zip(*(column(answer, each) for each in SHOWN), strict=True)
        for start, version in zip(starts, versions, strict=True):
            assert [*version] == told[max(start, min(told))]
    assert changes > 0
