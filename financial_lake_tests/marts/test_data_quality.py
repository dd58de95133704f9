"""M05: the worked example, all reasons shown, trends at their limits, and scores against what was planted."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customers import Customers
from financial_lake.curated.judged_transactions import JudgedTransactions
from financial_lake.curated.quarantine import REASONS, Quarantine
from financial_lake.curated.repairs import Repairs
from financial_lake.datalake.ground_truth.planted_defects import PlantedDefects
from financial_lake.marts.audit.data_quality_scores import DataQualityScores
from financial_lake.marts.operations.data_quality_daily import DataQualityDaily, picture
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 31)
REASON = "null_account_id"


def before(back: int) -> date:
    return DAY - timedelta(days=back)


def feed(raw: dict[int, int], bad: dict[int, int]) -> dict[Any, Any]:
    """So many rows delivered, and rejected for one reason, on each of some days before."""
    return {
        JudgedTransactions: [{"dt": before(back)} for back, rows in raw.items() for _ in range(rows)],
        Quarantine: [rejected(back, place) for back, rows in bad.items() for place in range(rows)],
        Repairs: [],
        Accounts: [],
        Customers: [],
    }


def rejected(back: int, place: int, reason: str = REASON, amount: str | None = "5.00") -> dict[str, Any]:
    """A rejected row of that day."""
    return {
        "dt": before(back),
        "quarantine_id": f"Q-{place}",
        "table_name": "transactions",
        "row_key": str(place),
        "reason_code": reason,
        "amount": None if amount is None else Decimal(amount),
    }


def line(inputs: dict[Any, Any], reason: str = REASON, table: str = "transactions") -> dict[str, Any]:
    rows = answer(DataQualityDaily, [DAY], inputs)
    (row,) = [each for each in rows if (each["table_name"], each["reason_code"]) == (table, reason)]
    return row


def test_the_example_rises() -> None:
    """A quarter of the example's rows, at its rates."""
    bad = {0: 2, 1: 19, **dict.fromkeys(range(7, 28), 2)}
    row = line(feed(dict.fromkeys(range(28), 1_000), bad))
    assert (row["raw_rows"], row["bad_rows"], row["bad_rate"]) == (1_000, 2, Decimal("0.002"))
    assert (row["bad_rows_7d"], row["mean_rate_7d"]) == (21, Decimal("0.003"))
    assert (row["mean_rate_prior_21d"], row["trend"]) == (Decimal("0.002"), "rising")


def test_fewer_than_ten_bad_rows_are_no_rise() -> None:
    raw = dict.fromkeys(range(28), 10)
    assert line(feed(raw, {0: 9, 20: 1}))["trend"] == "stable"
    assert line(feed(raw, {0: 9, 1: 1, 20: 1}))["trend"] == "rising"


@pytest.mark.parametrize(
    ("week", "weeks_before", "trend"),
    [(25, 60, "stable"), (26, 60, "rising"), (15, 60, "stable"), (14, 60, "falling"), (0, 0, "stable")],
)
def test_a_trend_is_beyond_a_quarter_more_or_less(week: int, weeks_before: int, trend: str) -> None:
    row = line(feed(dict.fromkeys(range(28), 100), {3: week, 20: weeks_before}))
    assert row["trend"] == trend


def test_thirteen_days_show_no_trend_and_older_ones_are_forgotten() -> None:
    raw, bad = dict.fromkeys(range(13), 10), {0: 10, 28: 5}
    assert line(feed(raw, bad))["trend"] == "unknown"
    assert line(feed({**raw, 28: 10}, bad))["trend"] == "unknown"
    assert line(feed({**raw, 27: 10}, bad))["trend"] == "rising"


def test_every_reason_has_a_row_on_every_day() -> None:
    rows = answer(DataQualityDaily, [DAY], feed({}, {}))
    shown = {row["reason_code"] for row in rows if row["outcome"] == "rejected"}
    assert shown >= set(REASONS)
    assert all(row["bad_rate"] is None and row["bad_rows"] == 0 for row in rows)


def test_rejected_amounts_are_summed_and_repaired_rows_are_kept() -> None:
    inputs = feed({0: 10}, {})
    inputs[Quarantine] = [rejected(0, 1), rejected(0, 2, amount=None)]
    repair = {"dt": DAY, "table_name": "transactions", "row_key": "7", "repair_rule": "trim_lower"}
    inputs[Repairs] = [{**repair, "column_name": name} for name in ("txn_type", "status")]
    inputs[Customers] = [{"dt": DAY, "customer_id": place, "is_repaired": place == 1} for place in range(4)]
    assert line(inputs)["bad_amount"] == Decimal("5.00")
    repaired = line(inputs, "trim_lower")
    assert (repaired["bad_rows"], repaired["repaired_rows"], repaired["bad_amount"]) == (1, 1, None)
    names = line(inputs, "name_case", "customers")
    assert (names["raw_rows"], names["bad_rows"], names["bad_rate"]) == (4, 1, Decimal("0.25"))


def test_a_day_is_the_same_alone_and_within_a_range() -> None:
    inputs = feed(dict.fromkeys(range(30), 20), {0: 3, 2: 1, 27: 2, 29: 4})
    days = [before(2), before(1), DAY]
    alone = [row for day in days for row in answer(DataQualityDaily, [day], inputs)]
    assert answer(DataQualityDaily, days, inputs) == alone


def test_scores_match_row_by_row_and_reason_by_reason() -> None:
    quality = [
        {"dt": DAY, "table_name": "transactions", "reason_code": REASON, "outcome": "rejected", "bad_rows": 4,
         "raw_rows": 9},
        {"dt": DAY, "table_name": "accounts", "reason_code": "trim_lower", "outcome": "repaired"},
    ]  # fmt: skip
    planted = [
        {"dt": DAY, "defect_id": place, "table_name": "transactions", "row_key": row, "defect_type": REASON}
        for place, row in enumerate(["1", "2", "2", "9", "5"])
    ]
    found = [rejected(0, place) for place in (1, 2, 3, 4)] + [rejected(0, 5, "bad_timestamp")]
    inputs: dict[Any, Any] = {
        DataQualityDaily: quality,
        PlantedDefects: planted,
        Quarantine: found,
        Repairs: [],
        Accounts: [],
        Customers: [],
    }
    nothing, score = answer(DataQualityScores, [DAY], inputs)
    assert (score["planted_rows"], score["detected_planted_rows"]) == (5, 2)
    assert (score["precision"], score["recall"]) == (Decimal("0.5"), Decimal("0.4"))
    assert (nothing["precision"], nothing["recall"]) == (None, None)


def test_the_picture_is_a_png() -> None:
    rows = [{"dt": DAY, "table_name": "transactions", "reason_code": each, "bad_rows_7d": 1} for each in ("a", "b")]
    filled = [{**row, "bad_rate": "0.10", "mean_rate_7d": "0.20"} for row in rows]
    assert picture(table_of(DataQualityDaily, filled)).startswith(b"\x89PNG")
