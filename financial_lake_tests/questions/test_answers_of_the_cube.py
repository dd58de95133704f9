"""What the cube says, rolled up and drilled down, worked out from the raw deliveries with pandas."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from financial_lake_tests.questions.agreement import agree, column
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.raw_deliveries import CHARGES, OWN, SPEND, RawDeliveries, last_weekday

LAST = LATEST[-1]
DIMENSIONS = ("customer_segment", "country", "region", "product_category", "channel", "transaction_code")
CLASSES = {
    **dict.fromkeys(SPEND, "spend"),
    **dict.fromkeys(OWN, "own_transfer"),
    **dict.fromkeys(CHARGES, "charge"),
    **dict.fromkeys(("salary", "pension", "allowance", "business_receipt"), "income"),
    **dict.fromkeys(("p2p_in", "wire_in", "cash_deposit", "claim_payout"), "received"),
    **dict.fromkeys(("loan_disbursement", "asset_settlement", "loan_payment"), "financing"),
    **dict.fromkeys(("investment_purchase", "investment_sale"), "investment"),
    "card_refund": "refund",
    "interest_credit": "interest",
    "card_interest": "card_interest",
}


@pytest.fixture(scope="module")
def described(raw: RawDeliveries) -> pd.DataFrame:
    """All postings with every dimension of the cube."""
    rows = raw.postings.copy()
    months = pd.PeriodIndex(pd.to_datetime(rows["dt"]), freq="M")
    rows["year"], rows["quarter"], rows["month"] = months.year, months.quarter, months.month
    profiles = raw.table("customer_profiles")
    homes = raw.on("branches", LAST).drop_duplicates("city")[["city", "region"]]
    profiles = profiles[["dt", "customer_id", "customer_segment", "country", "city"]].merge(
        homes, on="city", how="left"
    )
    rows = rows.merge(profiles, on=["dt", "customer_id"], how="left")
    accounts = raw.accounts[["dt", "account_id", "product_id"]].rename(columns={"dt": "seen_on"})
    rows = rows.assign(seen_on=rows["dt"].map(last_weekday)).merge(accounts, on=["seen_on", "account_id"], how="left")
    categories = raw.on("products", LAST).set_index("product_id")["product_category"]
    rows["product_category"] = rows["product_id"].map(categories).fillna("unknown")
    rows["flow_class"] = rows["transaction_code"].map(CLASSES)
    return rows


def cells(rows: pd.DataFrame, by: list[str]) -> list[tuple[Any, ...]]:
    """Count, money, net money and customers of each cell."""
    return [
        (*cell, len(own), own["usd"].sum(), own["moved_usd"].sum(), own["customer_id"].nunique())
        for cell, own in rows.groupby(by)
    ]


@pytest.mark.parametrize(
    "by", ["customer_segment", "country", "region", "product_category", "channel", "transaction_code"]
)
@pytest.mark.parametrize("time", ["year", "quarter", "month"])
def test_cube_roll_up(asked: Asked, described: pd.DataFrame, time: str, by: str) -> None:
    levels = ["year", "quarter", "month"]
    spans = levels[: levels.index(time) + 1]
    missing = (None,) * (3 - len(spans))
    expected = [(*cell[: len(spans)], *missing, *cell[len(spans) :]) for cell in cells(described, [*spans, by])]
    agree(asked("cube_roll_up", time=time, by=by), expected)


def test_the_whole_cube_is_one_cell(asked: Asked, described: pd.DataFrame) -> None:
    money = described["usd"].sum(), described["moved_usd"].sum()
    whole = (None, None, None, None, len(described), *money, described["customer_id"].nunique())
    agree(asked("cube_roll_up", time="all", by="all"), [whole])


@pytest.mark.parametrize(
    ("level", "part"),
    [("year", "quarter"), ("quarter", "month"), ("country", "region"), ("flow_class", "transaction_code")],
)
def test_cube_drill_down(asked: Asked, described: pd.DataFrame, level: str, part: str) -> None:
    rows = described.astype({level: str, part: str})
    listed = sorted(cells(rows, [level, part]), key=lambda row: (row[0], -row[3], row[1]))
    agree(asked("cube_drill_down", level=level), listed)
    largest = max(listed, key=lambda row: Decimal(row[3]))[0]
    agree(asked("cube_drill_down", level=level, member=largest), [row for row in listed if row[0] == largest])


def test_a_cube_of_november_does_not_know_december(asked: Asked, described: pd.DataFrame) -> None:
    answer = asked("cube_roll_up", month="2024-11-15", by="all")
    assert column(answer, "month") == [10, 11]
    assert column(answer, "transaction_count") == [int(described["month"].eq(each).sum()) for each in (10, 11)]
