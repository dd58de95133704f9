"""What is asked about cards, overdrafts and concentration, worked out from the raw deliveries with pandas."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from financial_lake_tests.questions.agreement import agree, column
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.customer_figures import deposits
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, ratio

FIRST, LAST = LATEST[0], LATEST[-1]
NOTHING = Decimal(0)
REASONS = ("insufficient_funds", "limit_exceeded", "wrong_pin", "suspected_fraud", "technical", "account_frozen")
WAIVABLE_FEE = Decimal("35.00")


def attempts(raw: RawDeliveries) -> pd.DataFrame:
    """Card attempts of the latest days with the kind of card; refunds are none."""
    rows = raw.table("card_transactions")
    rows = rows[rows["dt"].ge(FIRST) & rows["card_txn_type"].ne("refund")].copy()
    kinds = raw.table("cards").drop_duplicates("card_id").set_index("card_id")["card_type"]
    rows["card_type"] = rows["card_id"].map(kinds)
    rows["is_approved"] = rows["authorization_status"].eq("approved")
    return rows


def test_card_approval_rate(asked: Asked, raw: RawDeliveries) -> None:
    expected = []
    for (day, kind), rows in attempts(raw).groupby(["dt", "card_type"]):
        yes, no = rows[rows["is_approved"]], rows[~rows["is_approved"]]
        remote = rows["entry_mode"].isin(["online", "recurring"]).sum()
        amounts = (yes["amount"].sum() or NOTHING, no["amount"].sum() or NOTHING)
        counts = (len(rows), len(yes), len(no), ratio(len(yes), len(rows)))
        expected.append((day, kind, *counts, *amounts, ratio(int(remote), len(rows))))
    agree(asked("card_approval_rate", **{"from": FIRST}), expected)
    answer = asked("card_approval_rate", card_type="debit", **{"from": FIRST})
    agree(answer, [row for row in expected if row[1] == "debit"])


def test_card_declines(asked: Asked, raw: RawDeliveries) -> None:
    rows = attempts(raw)
    declined = rows[~rows["is_approved"]].groupby("decline_reason")["amount"].agg(["size", "sum"])
    assert set(declined.index) <= set(REASONS)
    total = int(declined["size"].sum())
    listed = [
        (reason, *declined.loc[reason]) if reason in declined.index else (reason, 0, NOTHING) for reason in REASONS
    ]
    expected = [(*row, ratio(int(row[1]), total)) for row in sorted(listed, key=lambda row: (-row[1], row[0]))]
    agree(asked("card_declines", **{"from": FIRST}), expected)


def test_high_risk_merchant_payments(asked: Asked, raw: RawDeliveries) -> None:
    codes = raw.on("merchant_categories", LAST).set_index("mcc_code")
    rows = attempts(raw)
    risks = rows["merchant_category_code"].map(codes["risk_level"])
    watched = rows[risks.eq("high") & rows["amount"].gt(500)].sort_values(["dt", "card_txn_id"])
    expected = [
        (
            row.dt,
            row.card_txn_id,
            row.customer_id,
            row.merchant_id,
            row.merchant_category_code,
            codes.loc[row.merchant_category_code, "mcc_category"],
            row.card_type,
            row.entry_mode,
            row.amount,
            row.is_approved,
        )
        for row in watched.itertuples()
    ]
    agree(asked("high_risk_merchant_payments", **{"from": FIRST}), expected)


def test_overdraft_revenue(asked: Asked, raw: RawDeliveries) -> None:
    expected = []
    for day in LATEST:
        events = raw.on("overdraft_events", day)
        potential = WAIVABLE_FEE * len(events)
        kept = Decimal(events["fee_amount"].sum())
        waived = WAIVABLE_FEE * int(events["fee_waived"].sum())
        assert kept + waived == potential
        people = events["customer_id"].nunique()
        expected.append((day, len(events), people, potential, waived, kept, ratio(kept, potential)))
    agree(asked("overdraft_revenue", **{"from": FIRST}), expected)
    assert any(row[1] for row in expected)


def test_overdraft_repeaters(asked: Asked, raw: RawDeliveries) -> None:
    events = raw.table("overdraft_events")
    recent = events[events["dt"].gt(LAST - timedelta(days=90))].groupby("customer_id")
    expected = [
        (
            customer,
            len(rows),
            rows["overdraft_amount"].sum(),
            rows["fee_amount"].sum(),
            rows["fee_waived"].sum(),
            min(rows["dt"]),
            max(rows["dt"]),
        )
        for customer, rows in recent
        if len(rows) >= 2
    ]
    agree(asked("overdraft_repeaters", day=LAST), sorted(expected, key=lambda row: (-row[1], row[0])))
    assert asked("overdraft_repeaters", times=max(row[1] for row in expected) + 1).rows == ()


def book(pairs: Iterable[tuple[str, Decimal]]) -> list[tuple[Any, ...]]:
    """Members of a book with rank, amount and share, the index of all, and how concentrated that is."""
    sums = pd.DataFrame(pairs, columns=["member", "amount"]).groupby("member")["amount"].sum()
    sums = sums[sums > 0]
    total = sums.sum()
    index = ratio(sum((amount * amount for amount in sums), NOTHING), total * total)
    assert index is not None
    level = "low" if index < Decimal("0.15") else "moderate" if index < Decimal("0.25") else "high"
    ranked = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
    return [
        (rank, member, amount, ratio(amount, total), index, level) for rank, (member, amount) in enumerate(ranked, 1)
    ]


def test_concentration(asked: Asked, raw: RawDeliveries) -> None:
    for day in (FIRST, LAST):
        securities = raw.on("securities", day).set_index("security_id")
        holdings = raw.as_of("holdings", day)
        loans = raw.as_of("loan_accounts", day)
        loans = loans[~loans["loan_status"].isin(["paid_off", "defaulted"])]
        homes = raw.on("customer_profiles", day).set_index("customer_id")["city"]
        regions = raw.on("branches", day).drop_duplicates("city").set_index("city")["region"]
        wires = raw.table("wire_transfers")
        wires = wires[wires["dt"].between(day.replace(day=1), day) & wires["status"].eq("completed")]
        held = holdings["security_id"].map(securities["sector"]), holdings["current_value"]
        tickers = holdings["security_id"].map(securities["ticker"]), holdings["current_value"]
        kinds = holdings["security_id"].map(securities["security_type"]), holdings["current_value"]
        books = {
            "depositor": book((str(customer), amount) for customer, amount in deposits(raw, day).items())[:20],
            "holding_sector": book(zip(*held, strict=True)),
            "holding_security": book(zip(*tickers, strict=True)),
            "holding_security_type": book(zip(*kinds, strict=True)),
            "loan_region": book(
                zip(loans["customer_id"].map(homes).map(regions), loans["current_balance"], strict=True)
            ),
            "loan_type": book(zip(loans["loan_type"], loans["current_balance"], strict=True)),
            "wire_counterparty_bank": book(zip(wires["counterparty_bank"], wires["amount"], strict=True)),
        }
        agree(asked("concentration", month=day), [(name, *row) for name, rows in books.items() for row in rows])
    assert set(column(asked("concentration", dimension="loan_type"), "dimension")) == {"loan_type"}
