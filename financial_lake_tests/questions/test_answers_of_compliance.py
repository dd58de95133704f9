"""What is asked about compliance and operational risk, worked out from the raw deliveries with pandas."""

from datetime import timedelta
from decimal import Decimal

from financial_lake_tests.questions.agreement import agree
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, cents, ratio

FIRST, LAST = LATEST[0], LATEST[-1]
FINANCING = {"loan_disbursement", "asset_settlement", "loan_payment", "investment_purchase", "investment_sale"}
KINDS = ("aml_flag", "id_verification", "kyc_review", "pep_check", "sanctions_screen")


def test_large_transactions(asked: Asked, raw: RawDeliveries) -> None:
    reviewed = 0
    for day in LATEST[::5]:
        rows = raw.posted(day - timedelta(days=29), day)
        expected = []
        for customer, large in rows[rows["usd"].gt(10_000)].groupby("customer_id"):
            count, total = len(large), large["usd"].sum()
            reasons = [name for name, is_so in (("count", count >= 5), ("sum", total > 100_000)) if is_so]
            if reasons:
                reason = "both" if len(reasons) == 2 else reasons[0]
                kinds = ",".join(sorted(set(large["transaction_type"])))
                financing = large["transaction_code"].isin(FINANCING).sum()
                amounts = (total, cents(total / count), large["usd"].max())
                first = large["dt"].min()
                expected.append((customer, count, financing, *amounts, kinds, reason, "review_required", first))
        answer = asked("large_transactions", day=day)
        if expected or answer.rows:
            agree(answer, sorted(expected, key=lambda row: (-row[3], row[0])))
        reviewed += len(expected)
    assert reviewed > 0


def test_open_items(asked: Asked, raw: RawDeliveries) -> None:
    events = raw.on("compliance_events", LAST)
    rows = events[events["status"].isin(["open", "escalated"])]
    listed = [
        (
            "event",
            row.event_id,
            row.customer_id,
            row.event_type,
            row.status,
            row.event_date,
            (LAST - row.event_date).days,
            row.handled_by,
        )
        for row in rows.itertuples()
    ]
    checks = raw.table("aml_checks")
    checks = checks[checks["dt"].gt(LAST - timedelta(days=30))]
    listed += [
        (
            "aml_check",
            row.check_id,
            row.customer_id,
            row.check_type,
            "escalated" if row.screening_result == "escalated" else "open",
            row.dt,
            (LAST - row.dt).days,
            row.reviewed_by,
        )
        for row in checks[checks["screening_result"].isin(["potential_match", "escalated"])].itertuples()
    ]
    expected = sorted(listed, key=lambda row: (-row[6], row[0], row[1]))
    agree(asked("open_items", day=LAST), expected)
    agree(asked("open_items", type=expected[0][3]), [row for row in expected if row[3] == expected[0][3]])


def test_compliance_summary(asked: Asked, raw: RawDeliveries) -> None:
    for day in LATEST[::10]:
        events = raw.on("compliance_events", day)
        posted = len(raw.posted(day, day))
        expected = []
        for kind in ("all", *KINDS):
            rows = events if kind == "all" else events[events["event_type"].eq(kind)]
            new = sum(rows["event_date"].eq(day))
            still, cleared = rows[rows["status"].eq("open")], rows[rows["status"].eq("cleared")]
            oldest = max(((day - each).days for each in still["event_date"]), default=None)
            took = sum(
                (end - start).days for start, end in zip(cleared["event_date"], cleared["review_date"], strict=True)
            )
            counts = (len(rows), new, len(still), sum(rows["status"].eq("escalated")), len(cleared))
            expected.append((kind, *counts, oldest, ratio(took, len(cleared)), ratio(1000 * new, posted)))
        agree(asked("compliance_summary", day=day), expected)


def test_large_wires(asked: Asked, raw: RawDeliveries) -> None:
    expected = []
    for day in LATEST:
        wires = raw.on("wire_transfers", day)
        large = wires[wires["amount"].gt(10_000)]
        is_strange = wires["amount"].gt(50_000) | wires["counterparty_name"].str.upper().str.contains("OFFSHORE")
        strange = wires[is_strange.astype(bool)]
        sums = [(len(rows), Decimal(rows["amount"].sum())) for rows in (large, strange)]
        expected.append((day, len(wires), *sums[0], *sums[1]))
    agree(asked("large_wires", **{"from": FIRST}), expected)
    assert any(row[2] for row in expected)


LIMITS = {
    "failed_posting_rate": ("0.002", "0.005"),
    "fee_waiver_share": ("0.25", "0.40"),
    "fraud_blocked_cards_per_10000": ("20", "40"),
    "alert_backlog_days": ("15", "25"),
    "open_complaints_per_1000_customers": ("30", "60"),
    "overdue_kyc_share": ("0.06", "0.10"),
    "overdue_training_share": ("0.10", "0.20"),
    "quarantine_open_rows": ("100", "1000"),
    "raw_defect_rate": ("0.003", "0.006"),
    "staff_turnover_365d": ("0.08", "0.15"),
    "technical_decline_rate": ("0.01", "0.02"),
    "wire_rejection_rate": ("0.03", "0.06"),
}


def test_risk_indicators(asked: Asked, raw: RawDeliveries) -> None:
    for day in LATEST[::6]:
        month = [day - timedelta(days=each) for each in range(30)]
        judged = raw.judged[raw.judged["dt"].eq(day)]
        good = judged[judged["fault"].isna()]
        attempts = raw.on("card_transactions", day)
        attempts = attempts[attempts["card_txn_type"].ne("refund")]
        known = raw.on("customer_profiles", day)
        known = known[known["customer_status"].ne("closed")]
        wires = raw.table("wire_transfers")
        wires = wires[wires["dt"].isin(month)]
        cards = raw.as_of("cards", day)
        cards = cards[cards["card_status"].ne("expired")]
        stolen = cards[cards["card_status"].eq("blocked") & cards["block_reason"].eq("fraud")]
        events = raw.table("overdraft_events")
        events = events[events["dt"].isin(month)]
        staff = raw.on("employees", day)["employment_status"].ne("terminated").sum()
        rejected = raw.judged[raw.judged["dt"].isin(month)]["fault"].notna().sum()
        bad = judged["fault"].notna().sum() + (judged["fault"].isna() & judged["is_misspelt"]).sum()
        filed = raw.on("complaints", day)
        incidents = raw.on("compliance_events", day)
        alerts = incidents[incidents["event_type"].eq("aml_flag") & incidents["status"].eq("open")]
        learning = raw.on("employee_training", day)
        learning = learning[learning["status"].isin(["enrolled", "in_progress"])]
        parts = {
            "alert_backlog_days": (max(((day - each).days for each in alerts["event_date"]), default=0), None),
            "failed_posting_rate": (good["status"].ne("completed").sum(), len(good)),
            "fee_waiver_share": (35 * events["fee_waived"].sum(), 35 * len(events)),
            "fraud_blocked_cards_per_10000": (stolen["blocked_on"].isin(month).sum(), len(cards)),
            "open_complaints_per_1000_customers": (filed["resolved_date"].isna().sum(), len(known)),
            "overdue_kyc_share": (known["kyc_status"].eq("expired").sum(), len(known)),
            "overdue_training_share": (
                learning["enrollment_date"].lt(day - timedelta(days=90)).sum(),
                len(learning),
            ),
            "quarantine_open_rows": (rejected, None),
            "raw_defect_rate": (bad, len(judged)),
            "staff_turnover_365d": (None, staff),
            "technical_decline_rate": (attempts["decline_reason"].eq("technical").sum(), len(attempts)),
            "wire_rejection_rate": (wires["status"].eq("rejected").sum(), len(wires)),
        }
        expected = []
        for name, (part, whole) in parts.items():
            amber, red = map(Decimal, LIMITS[name])
            times = 10_000 if name.endswith("per_10000") else 1_000 if "per_1000_" in name else 1
            value = None if part is None else ratio(times * int(part), 1 if whole is None else whole)
            colour = None if value is None else "red" if value >= red else "amber" if value >= amber else "green"
            expected.append((name, value, part, whole, amber, red, colour or "unknown"))
        agree(asked("risk_indicators", day=day), expected)
        reds = [row for row in expected if row[-1] == "red"]
        agree(asked("risk_indicators", day=day, status="red"), reds)
