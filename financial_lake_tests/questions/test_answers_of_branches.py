"""What is asked about branches and channels, worked out from the raw deliveries with pandas."""

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from pandas.tseries.holiday import USFederalHolidayCalendar

from financial_lake_tests.questions.agreement import agree
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.customer_figures import open_accounts, present
from financial_lake_tests.questions.raw_deliveries import CHARGES, RawDeliveries, cents, last_weekday, ratio

NOVEMBER, LAST = LATEST[0], LATEST[-1]
NOTHING = Decimal(0)
CASH_PURPOSES = ("deposit", "withdrawal")
CHANNELS = ("pos", "online", "mobile_app", "atm", "branch", "system", "phone", "email", "web")


def open_days(day: date) -> list[date]:
    """Days of the month on which branches are open: Mondays to Saturdays but for holidays."""
    days = pd.date_range(day.replace(day=1), day)
    closed = USFederalHolidayCalendar().holidays(days[0], days[-1])
    return [each.date() for each in days if each.weekday() < 6 and each not in closed]


def account_branches(raw: RawDeliveries, rows: pd.DataFrame) -> "pd.Series[int]":
    """The branch that kept the account of each posting on its day."""
    kept = raw.accounts.set_index(["dt", "account_id"])["branch_id"]
    places = pd.MultiIndex.from_arrays([rows["dt"].map(last_weekday), rows["account_id"]])
    return pd.Series(kept.reindex(places).to_numpy(), rows.index)


def branch_figures(raw: RawDeliveries, day: date) -> list[tuple[Any, ...]]:
    """A month of each branch, in the order of the answer."""
    start = day.replace(day=1)
    customers = raw.as_of("customers", day).set_index("customer_id")["home_branch_id"]
    accounts, held = raw.accounts_as_of(day), raw.balances(day)
    deposits = held[held["account_type"].ne("credit_card")].groupby("branch_id")["usd"].sum()
    loans = raw.as_of("loan_accounts", day)
    loans = loans[~loans["loan_status"].isin(["paid_off", "defaulted"])]
    visits = raw.table("branch_visits")
    visits = visits[visits["dt"].between(start, day)]
    charges = raw.posted(start, day)
    charges = charges[charges["transaction_code"].isin(CHARGES)]
    charged = -charges["moved_usd"].groupby(account_branches(raw, charges)).sum()
    staff = raw.table("employees")
    staff = staff[staff["employment_status"].eq("active")]
    figures = []
    for branch in raw.on("branches", day).itertuples():
        own = accounts[accounts["branch_id"].eq(branch.branch_id)]
        seen = visits[visits["branch_id"].eq(branch.branch_id)]
        cash = [
            seen[seen["visit_purpose"].eq(way)]["cash_amount"].sum() or NOTHING for way in ("deposit", "withdrawal")
        ]
        team = staff[staff["branch_id"].eq(branch.branch_id)]
        served = [each for each in present(raw, day) if customers.get(each) == branch.branch_id]
        amount = deposits.get(branch.branch_id, NOTHING)
        figures.append(
            (
                branch.branch_id,
                branch.branch_name,
                len(served),
                open_accounts(raw, day)["branch_id"].eq(branch.branch_id).sum(),
                amount,
                cents(amount / len(served)) if served else None,
                loans[loans["customer_id"].map(customers).eq(branch.branch_id)]["current_balance"].sum() or NOTHING,
                sum(each >= start for each in own["open_date"]),
                sum(each is not None and each >= start for each in own["closing_date"]),
                len(seen),
                *cash,
                team["dt"].eq(day).sum(),
                ratio(len(seen), int(team["dt"].isin(open_days(day)).sum())),
                charged.get(branch.branch_id, NOTHING),
            )
        )
    return sorted(figures, key=lambda row: (row[5] is None, -(row[5] or NOTHING), row[0]))


@pytest.mark.parametrize("day", [NOVEMBER, LAST])
def test_branch_ranking(asked: Asked, raw: RawDeliveries, day: date) -> None:
    ranked = [(rank, *row) for rank, row in enumerate(branch_figures(raw, day), 1)]
    agree(asked("branch_ranking", month=day, top=1000), ranked)
    agree(asked("branch_ranking", month=day), ranked[:10])


def by_channel(raw: RawDeliveries, day: date, segment: str | None = None) -> list[tuple[Any, ...]]:
    """Postings, contacts and visits of a day by channel."""
    members = [customer for customer, each in raw.segments(day).items() if segment in {None, each}]
    rows = raw.posted(day, day)
    rows = rows[rows["customer_id"].isin(members)]
    visits = raw.on("branch_visits", day)["customer_id"].isin(members).sum()
    contacts = raw.on("interactions", day)
    reached = contacts[contacts["customer_id"].isin(members)]["channel"]
    total = rows["usd"].sum() or NOTHING
    listed = []
    for channel in CHANNELS:
        own = rows[rows["channel"].eq(channel)]
        amount = own["usd"].sum() or NOTHING
        shares = ratio(len(own), len(rows)), amount, ratio(amount, total)
        listed.append((channel, len(own), *shares, sum(reached == channel), visits if channel == "branch" else 0))
    return sorted(listed, key=lambda row: (-row[1], row[0]))


def test_channel_mix(asked: Asked, raw: RawDeliveries) -> None:
    for day in LATEST[::7]:
        agree(asked("channel_mix", day=day), by_channel(raw, day))
        agree(asked("channel_mix", day=day, segment="premium"), by_channel(raw, day, "premium"))


def test_digital_share(asked: Asked, raw: RawDeliveries) -> None:
    expected = []
    for day in LATEST:
        counts = {channel: count for channel, count, *_ in by_channel(raw, day)}
        digital = counts["online"] + counts["mobile_app"]
        own = sum(counts.values()) - counts["pos"] - counts["system"]
        expected.append((day, digital, own, ratio(digital, own)))
    agree(asked("digital_share", **{"from": NOVEMBER}), expected)


def test_payment_mix(asked: Asked, raw: RawDeliveries) -> None:
    rows = raw.posted(NOVEMBER, LAST)
    ways = rows["payment_method"].replace({"debit_card": "card", "credit_card": "card"})
    sums = rows.groupby(ways)["usd"].agg(["size", "sum"])
    total = rows["usd"].sum()
    listed = [
        (way, count, ratio(count, len(rows)), amount, ratio(amount, total))
        for way, count, amount in sums.itertuples(name=None)
    ]
    agree(asked("payment_mix", **{"from": NOVEMBER}), sorted(listed, key=lambda row: (-row[1], row[0])))
