"""What is asked about volumes and balances, worked out from the raw deliveries with pandas."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean, median, stdev
from typing import Any

import pandas as pd

from financial_lake_tests.questions.agreement import agree, column
from financial_lake_tests.questions.conftest import DAYS, LATEST, Asked
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, cents, last_weekday, ratio

FIRST, LAST = LATEST[0], LATEST[-1]
WATCHED_FROM_DAY = 14


def test_daily_volume(asked: Asked, raw: RawDeliveries) -> None:
    good = raw.judged[raw.judged["fault"].isna()]
    expected = []
    for day in LATEST:
        done = raw.posted(day, day)
        total = done["usd"].sum()
        expected.append(
            (
                day,
                len(done),
                done["txn_type"].eq("debit").sum(),
                done["txn_type"].eq("credit").sum(),
                (good["dt"].eq(day) & good["status"].ne("completed")).sum(),
                total,
                cents(total / len(done)),
            )
        )
    agree(asked("daily_volume", **{"from": FIRST}), expected)


def test_volume_spikes(asked: Asked, raw: RawDeliveries) -> None:
    counts = raw.postings.groupby("dt").size()
    expected = []
    for day in LATEST:
        usual = Decimal(str(median(int(counts[day - timedelta(weeks=each)]) for each in (1, 2, 3, 4))))
        times = ratio(int(counts[day]), usual)
        assert times is not None
        if times > Decimal("1.5") or times < Decimal("0.5"):
            expected.append((day, "spike" if times > 1 else "drop", counts[day], cents(usual), times))
    agree(asked("volume_spikes", **{"from": FIRST}), expected)


def flows(raw: RawDeliveries) -> pd.DataFrame:
    """In and out by day and kind of account, kinds unknown until Monday included."""
    accounts = raw.accounts.set_index(["dt", "account_id"])["account_type"]
    rows = raw.postings.copy()
    places = pd.MultiIndex.from_arrays([rows["dt"].map(last_weekday), rows["account_id"]])
    rows["account_type"] = accounts.reindex(places).fillna("unknown").to_numpy()
    both = pd.concat([rows, rows.assign(account_type="all")])
    by = ["account_type", "dt"]
    return both.pivot_table(values="usd", index=by, columns="txn_type", aggfunc="sum", fill_value=Decimal(0))


def test_net_balance_change(asked: Asked, raw: RawDeliveries) -> None:
    moved = flows(raw)
    for kind in ("all", "checking", "credit_card"):
        by_day = moved.loc[kind].reindex(DAYS, fill_value=Decimal(0))
        expected = []
        for day in LATEST:
            yesterday, now = day - timedelta(days=1), raw.balances(day)
            now = now if kind == "all" else now[now["account_type"].eq(kind)]
            rates = raw.usd_rates(yesterday)
            before = now["balance"] - now["account_id"].map(raw.moved_on(day)).fillna(Decimal(0))
            opening = sum(cents(b * rates[c]) for b, c in zip(before, now["currency"], strict=True))
            came, went = by_day.loc[day, "credit"], by_day.loc[day, "debit"]
            month = by_day[[each.month == day.month and each <= day for each in by_day.index]]
            closing = now["usd"].sum()
            net = came - went
            to_date = month["credit"].sum() - month["debit"].sum()
            expected.append((day, kind, came, went, net, opening, closing, closing - opening - net, to_date))
        agree(asked("net_balance_change", account_type=kind, **{"from": FIRST}), expected)


def test_high_outflow_days(asked: Asked, raw: RawDeliveries) -> None:
    moved = flows(raw)
    expected = []
    for kind in moved.index.unique("account_type"):
        went = moved.loc[kind]["debit"].reindex(DAYS, fill_value=Decimal(0))
        for day in LATEST:
            before = went[[day - timedelta(days=28) <= each < day for each in DAYS]]
            usual = mean(before)
            if went[day] > usual + 2 * stdev(before):
                expected.append((day, kind, went[day], cents(usual), len(before)))
    agree(asked("high_outflow_days", **{"from": FIRST}), sorted(expected))


def test_bad_records(asked: Asked, raw: RawDeliveries) -> None:
    judged = raw.judged
    expected = []
    for day in LATEST:
        today = judged[judged["dt"].eq(day)]
        bad = today.dropna(subset=["fault"]).groupby("fault")
        rows: list[tuple[Any, ...]] = [(day, fault, "rejected", len(each), _sum(each["amount"])) for fault, each in bad]
        mended = today[today["fault"].isna() & today["is_misspelt"]]
        rows += [(day, "trim_lower", "repaired", len(mended), None)] * (len(mended) > 0)
        expected += [(*row[:4], len(today), ratio(row[3], len(today)), row[4]) for row in sorted(rows)]
    agree(asked("bad_records", **{"from": FIRST}), expected)


def _sum(amounts: "pd.Series[Decimal]") -> Decimal:
    return Decimal(amounts.dropna().sum())


def test_rejected_records(asked: Asked, raw: RawDeliveries) -> None:
    busiest = raw.judged.dropna(subset=["fault"]).groupby("dt").size().idxmax()
    bad = raw.judged[raw.judged["dt"].eq(busiest) & raw.judged["fault"].notna()]
    answer = asked("rejected_records", day=busiest)
    found = sorted(zip(column(answer, "row_key"), column(answer, "reason_code"), column(answer, "amount"), strict=True))
    assert found == sorted(zip(bad["transaction_id"].astype(str), bad["fault"], bad["amount"], strict=True))
    some = asked("rejected_records", day=busiest, reason=bad["fault"].iloc[0])
    assert len(some.rows) == bad["fault"].eq(bad["fault"].iloc[0]).sum()


def test_data_quality_trend(asked: Asked, raw: RawDeliveries) -> None:
    rows = raw.judged
    answer = asked("data_quality_trend", day=LAST)
    told = {row[1]: row[3:] for row in answer.rows if row[0] == "transactions" and row[2] == "rejected"}
    week = _rates(rows, LAST - timedelta(days=6), LAST)
    before = _rates(rows, LAST - timedelta(days=27), LAST - timedelta(days=7))
    assert set(rows["fault"].dropna()) <= set(told)
    for fault, (bad_today, bad_in_week, *rates, trend) in told.items():
        assert bad_today == (rows["dt"].eq(LAST) & rows["fault"].eq(fault)).sum()
        (bad, delivered), (bad_before, delivered_before) = week(fault), before(fault)
        assert bad_in_week == bad
        assert rates == [ratio(bad, delivered), ratio(bad_before, delivered_before)]
        now, usual = bad * delivered_before, bad_before * delivered
        rising, falling = 4 * now > 5 * usual and bad >= 10, 4 * now < 3 * usual
        assert trend == ("rising" if rising else "falling" if falling else "stable")


def _rates(rows: pd.DataFrame, first: date, last: date) -> Callable[[str], tuple[int, int]]:
    some = rows[rows["dt"].between(first, last)]
    return lambda fault: (int(some["fault"].eq(fault).sum()), len(some))
