"""What is asked about spending, worked out from the raw deliveries with pandas."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pandas as pd
import pytest

from financial_lake_tests.questions.agreement import agree, column
from financial_lake_tests.questions.conftest import DAYS, LATEST, Asked
from financial_lake_tests.questions.raw_deliveries import CASH, RawDeliveries, cents, ratio

FIRST, LAST = LATEST[0], LATEST[-1]
NOTHING = Decimal(0)


def spent(raw: RawDeliveries, first: date, last: date) -> "pd.Series[Decimal]":
    """What each customer spent over some days, refunds taken off."""
    return raw.posted(first, last).groupby("customer_id")["spent_usd"].sum()


@pytest.mark.parametrize("segment", [None, "premium"])
def test_top_spenders(asked: Asked, raw: RawDeliveries, segment: str | None) -> None:
    rows = raw.posted(date(2024, 12, 1), LAST)
    rows = rows.assign(
        card=rows["spent_usd"].where(rows["payment_method"].isin(["debit_card", "credit_card"]), NOTHING)
    )
    sums = rows.groupby("customer_id").agg({"is_spend": "sum", "spent_usd": "sum", "card": "sum"})
    segments = raw.segments(LAST)
    ranked = sorted(sums.itertuples(), key=lambda row: (-row.spent_usd, row.Index))
    listed = [(row.Index, segments[row.Index], row.is_spend, row.spent_usd, row.card) for row in ranked]
    chosen = {} if segment is None else {"segment": segment}
    agree(asked("top_spenders", top=5, **chosen), [row for row in listed if segment in {None, row[1]}][:5])


def windows_of(rule: str) -> Callable[[int], tuple[date, date]]:
    """The first and last day of the window so many windows back from the last day, the end of a month."""

    def of_days(length: int, back: int) -> tuple[date, date]:
        return LAST - timedelta(days=length * (back + 1) - 1), LAST - timedelta(days=length * back)

    def month(back: int) -> tuple[date, date]:
        chosen = pd.Period(LAST, "M") - back
        return chosen.start_time.date(), chosen.end_time.date()

    return {"HS-DAY": lambda back: of_days(1, back), "HS-30D": lambda back: of_days(30, back), "HS-MONTH": month}[rule]


@pytest.mark.parametrize(
    ("rule", "least", "windows", "multiple", "top"),
    [("HS-DAY", 1000, 28, 4, 20), ("HS-30D", 8000, 6, 2, 50), ("HS-MONTH", 8000, 6, 2, 50)],
)
def test_high_spend_customers(  # noqa: PLR0913, PLR0917 - a rule has so many numbers
    asked: Asked, raw: RawDeliveries, rule: str, least: int, windows: int, multiple: int, top: int
) -> None:
    window = windows_of(rule)
    whole = [span for span in map(window, range(1, windows + 1)) if span[0] >= DAYS[0]]
    before = [spent(raw, *span) for span in whole]
    now = spent(raw, *window(0))
    customers = raw.table("customer_profiles").groupby("customer_id")["dt"].min()
    ranked = sorted(now[now > 0].items(), key=lambda each: (-each[1], each[0]))
    expected = []
    for rank, (customer, amount) in enumerate(ranked, 1):
        known = [
            sums.get(customer, NOTHING)
            for sums, (first, _) in zip(before, whole, strict=True)
            if customers[customer] <= first
        ]
        usual = cents(median(known)) if len(known) >= 3 else None
        exceeds = usual is not None and amount >= least and amount >= multiple * usual
        if rank <= top or exceeds:
            times = None if usual is None else ratio(amount, usual)
            expected.append((customer, rank, amount, usual, len(known), times, exceeds))
    agree(asked("high_spend_customers", rule=rule, day=LAST), expected)


def sales(raw: RawDeliveries, first: date, last: date) -> pd.DataFrame:
    """Purchases and refunds at merchants by category; drawing cash is no purchase."""
    rows = raw.posted(first, last)
    rows = rows[rows["merchant_id"].notna() & ~rows["transaction_code"].isin(CASH)]
    bought, returned = rows[rows["is_spend"]], rows[rows["transaction_code"].eq("card_refund")]
    categories = sorted(raw.on("merchant_categories", last)["mcc_category"].unique())
    by_category = bought.groupby("merchant_category")
    return pd.DataFrame(
        {
            "count": by_category.size().reindex(categories, fill_value=0),
            "bought": by_category["usd"].sum().reindex(categories, fill_value=NOTHING),
            "returned": returned.groupby("merchant_category")["usd"].sum().reindex(categories, fill_value=NOTHING),
            "customers": by_category["customer_id"].nunique().reindex(categories, fill_value=0),
        }
    ).assign(net=lambda each: each["bought"] - each["returned"])


def test_spend_by_category(asked: Asked, raw: RawDeliveries) -> None:
    rows = sales(raw, FIRST, LAST)
    total = rows["net"].sum()
    listed = [
        (name, count, bought, returned, net, ratio(net, total))
        for name, count, bought, returned, _, net in rows.itertuples(name=None)
    ]
    agree(asked("spend_by_category", **{"from": FIRST}), sorted(listed, key=lambda row: (-row[4], row[0])))


def test_category_trend(asked: Asked, raw: RawDeliveries) -> None:
    expected = []
    october, november = (
        sales(raw, date(2024, month, 1), date(2024, month, days)) for month, days in ((10, 31), (11, 30))
    )
    december = sales(raw, date(2024, 12, 1), LAST)
    for end, rows, before in ((FIRST, november, october), (LAST, december, november)):
        total = rows["net"].sum()
        ranked = rows.sort_values("net", ascending=False, kind="stable")
        for rank, (name, count, bought, _, customers, net) in enumerate(ranked.itertuples(name=None), 1):
            then = before.loc[name, "net"]
            change = None if then == 0 else ratio(net - then, then)
            ticket = cents(bought / count) if count else None
            expected.append((end, name, rank, count, net, ticket, customers, ratio(net, total), change))
    agree(asked("category_trend", **{"from": FIRST}), expected)
    one = asked("category_trend", category="groceries", **{"from": FIRST})
    assert column(one, "merchant_category") == ["groceries"] * 2
