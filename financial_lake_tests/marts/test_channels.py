"""M26 and M27: the worked examples, channels nobody used, and corrections."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.branches.branch_visits import BranchVisits
from financial_lake.marts.branch.channel_mix import ChannelMix
from financial_lake.marts.branch.channel_mix_headlines import ChannelMixHeadlines
from financial_lake.marts.branch.payment_channel_mix import PaymentChannelMix, picture
from financial_lake.marts.rollups.transaction_rollup_day import TransactionRollupDay
from financial_lake.warehouse_facts.fact_interaction import FactInteraction
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer, table_of

DAY, BEFORE = date(2024, 10, 3), date(2024, 10, 2)
SEGMENT = {1: "retail", 2: "premium"}
CUSTOMERS = [
    {"dt": day, "customer_id": each, "customer_segment": SEGMENT[each]} for day in (BEFORE, DAY) for each in SEGMENT
]


def posting(channel: str, amount: str = "-1.00", customer: int = 1, **changes: Any) -> dict[str, Any]:
    """A completed posting through the channel."""
    return {
        "dt": DAY,
        "channel": channel,
        "customer_id": customer,
        "transaction_amount_usd": Decimal(amount),
        "is_completed": 1,
        "is_debit": int(Decimal(amount) < 0),
        "is_credit": int(Decimal(amount) > 0),
        "transaction_count": 1,
        **changes,
    }


def test_the_example_leaves_tills_and_the_system_out_of_the_digital_share() -> None:
    facts = [posting(each) for each in ["pos"] * 6 + ["online"] * 2 + ["mobile_app", "branch"]]
    given = {FactTransaction: facts, CustomerRecords: CUSTOMERS, BranchVisits: [], FactInteraction: []}
    mix = answer(ChannelMix, [DAY], given)
    lines = {row["headline"]: row for row in answer(ChannelMixHeadlines, [DAY], {ChannelMix: mix})}
    line = lines["digital_posting_share"]
    assert (line["numerator"], line["denominator"], line["share"]) == (3, 4, Decimal("0.75"))
    assert [lines[each]["share"] for each in ("chatbot_share", "digital_contact_share")] == [None, None]


def test_contacts_are_digital_in_the_app_and_on_the_web_and_some_are_a_chatbots() -> None:
    contacts = [
        {"dt": day, "interaction_key": place, "customer_id": customer, "channel": channel, "service_mode": mode}
        for place, (day, channel, mode, customer) in enumerate(
            [
                (DAY, "web", "chatbot", 1),
                (DAY, "mobile_app", "agent", 1),
                (DAY, "phone", "agent", 1),
                (DAY, "web", "agent", 2),
                (DAY, "branch", "agent", 2),
                (BEFORE, "email", "agent", 2),
            ]
        )
    ]
    given = {FactTransaction: [], CustomerRecords: CUSTOMERS, BranchVisits: [], FactInteraction: contacts}
    mix = answer(ChannelMix, [DAY], given)
    web = {row["customer_segment"]: row for row in mix if row["channel"] == "web"}
    assert [web[each]["contact_count"] for each in ("retail", "premium", "corporate")] == [1, 1, 0]
    assert (web["retail"]["chatbot_count"], web["retail"]["contact_share"]) == (1, Decimal("0.2"))
    shares = {row["headline"]: row["share"] for row in answer(ChannelMixHeadlines, [DAY], {ChannelMix: mix})}
    assert shares == {
        "chatbot_share": Decimal("0.2"),
        "digital_contact_share": Decimal("0.6"),
        "digital_posting_share": None,
    }


def test_all_channels_of_all_segments_are_shown_with_their_shares() -> None:
    facts = [
        posting("pos", "-30.00"),
        posting("branch", "10.00", customer=2),
        posting("branch", "-99.00", is_completed=0, transaction_amount_usd=Decimal(0)),
    ]
    visits = [{"dt": DAY, "visit_id": place, "customer_id": customer} for place, customer in enumerate([1, 2, 2, 2])]
    given = {FactTransaction: facts, CustomerRecords: CUSTOMERS, BranchVisits: visits, FactInteraction: []}
    rows = answer(ChannelMix, [DAY], given)
    assert len(rows) == 9 * 4
    of = {(row["channel"], row["customer_segment"]): row for row in rows}
    assert of["pos", "retail"]["amount_share"] == Decimal("0.75")
    branch = of["branch", "premium"]
    assert (branch["posting_count"], branch["visit_count"]) == (1, 3)
    assert (branch["posting_share"], branch["visit_share"]) == (Decimal("0.5"), Decimal("0.75"))
    assert sum(row["posting_share"] for row in rows) == 1
    assert sum(row["visit_count"] for row in rows) == len(visits)


def rolled(method: str, count: int, debit: str = "0.00", credit: str = "0.00", code: str = "x") -> dict[str, Any]:
    """A line of the day's rollup."""
    return {
        "dt": DAY,
        "payment_method": method,
        "transaction_code": code,
        "transaction_count": count,
        "debit_amount_usd": debit,
        "credit_amount_usd": credit,
    }


def test_the_example_shares_postings_among_six_channels() -> None:
    rollup = [
        rolled("debit_card", 4, debit="60.00"),
        rolled("credit_card", 2, debit="20.00"),
        rolled("bank_transfer", 3, credit="15.00"),
        rolled("wire", 1, debit="5.00"),
    ]
    rows = answer(PaymentChannelMix, [DAY], {TransactionRollupDay: rollup})
    shares = {row["payment_channel"]: (row["count_share"], row["amount_share"]) for row in rows}
    assert shares == {
        "card": (Decimal("0.6"), Decimal("0.8")),
        "bank_transfer": (Decimal("0.3"), Decimal("0.15")),
        "wire": (Decimal("0.1"), Decimal("0.05")),
        "cash": (0, 0),
        "direct_debit": (0, 0),
        "internal": (0, 0),
    }


def test_a_day_without_postings_has_no_shares() -> None:
    rows = answer(PaymentChannelMix, [BEFORE], {TransactionRollupDay: [rolled("wire", 1)]})
    assert [(row["posting_count"], row["count_share"]) for row in rows] == [(0, None)] * 6


def test_a_day_is_the_same_alone_and_within_a_range() -> None:
    facts = [posting("pos"), posting("atm", customer=2), posting("online", dt=BEFORE)]
    inputs: dict[Any, Any] = {FactTransaction: facts, CustomerRecords: CUSTOMERS, BranchVisits: [], FactInteraction: []}
    together = answer(ChannelMix, [BEFORE, DAY], inputs)
    assert together == answer(ChannelMix, [BEFORE], inputs) + answer(ChannelMix, [DAY], inputs)


def test_the_picture_is_a_png() -> None:
    rows = [{"dt": DAY, "payment_channel": each, "count_share": "0.50"} for each in ("card", "wire")]
    assert picture(table_of(PaymentChannelMix, rows)).startswith(b"\x89PNG")
