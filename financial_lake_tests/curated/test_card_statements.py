"""Card statements: what is owed rolls forward, and only an older debt is carried."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.card_statements import CardStatements
from financial_lake.curated.transactions import Transactions
from financial_lake_tests.worked_examples import answer

OCTOBER, NOVEMBER = date(2024, 10, 31), date(2024, 11, 30)
FRIDAY = date(2024, 11, 29)
KINDS = {
    "card_purchase": ("debit", "spend"),
    "cash_advance": ("debit", "spend"),
    "card_late_fee": ("debit", "charge"),
    "card_interest": ("debit", "card_interest"),
    "card_refund": ("credit", "refund"),
    "card_payment_received": ("credit", "own_transfer"),
}


def posting(day: date, code: str, amount: str, account: int = 1001300) -> dict[str, Any]:
    """A completed posting on the card account."""
    txn_type, flow_class = KINDS[code]
    cents = Decimal(amount)
    return {
        "dt": day,
        "account_id": account,
        "transaction_code": code,
        "txn_type": txn_type,
        "flow_class": flow_class,
        "amount_posted": cents if txn_type == "credit" else -cents,
    }


def card(day: date, balance: str, **others: Any) -> dict[str, Any]:
    """A card account in the snapshot of a weekday."""
    known = {"account_id": 1001300, "customer_id": 1001, "product_id": 11, "currency": "USD"}
    return {"dt": day, **known, "account_type": "credit_card", "current_balance": balance, **others}


def statements(*days: date, accounts: list[dict[str, Any]], postings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements of those days."""
    return answer(CardStatements, days, {Accounts: accounts, Transactions: postings})


REVOLVER = [
    posting(date(2024, 10, 1), "card_purchase", "200.00"),
    posting(date(2024, 10, 9), "cash_advance", "40.00"),
    posting(date(2024, 10, 12), "card_refund", "20.00"),
    posting(date(2024, 10, 22), "card_payment_received", "300.00"),
    posting(date(2024, 10, 26), "card_late_fee", "30.00"),
    posting(OCTOBER, "card_interest", "9.50"),
]


def test_the_example_rolls_forward_and_carries_the_older_debt() -> None:
    (row,) = statements(OCTOBER, accounts=[card(OCTOBER, "-959.50")], postings=REVOLVER)
    parts = ["owed_open", "charges", "cash_advances", "fees", "card_interest", "refunds", "payments", "owed_close"]
    assert [row[name] for name in parts] == [1000, 200, 40, 30, Decimal("9.50"), 20, 300, Decimal("959.50")]
    assert row["carried_amount"] == Decimal("749.50")
    assert not row["is_paid_in_full"]


@pytest.mark.parametrize(("balance", "carried"), [("-210.00", "0.00"), ("-209.99", "0.00"), ("-210.01", "0.01")])
def test_who_owes_only_what_the_month_added_has_paid_in_full(balance: str, carried: str) -> None:
    (row,) = statements(OCTOBER, accounts=[card(OCTOBER, balance)], postings=[REVOLVER[0], REVOLVER[2], REVOLVER[4]])
    assert row["carried_amount"] == Decimal(carried)
    assert row["is_paid_in_full"] == (carried == "0.00")


def test_a_month_that_ends_at_a_weekend_adds_its_postings_to_friday_s_balance() -> None:
    postings = [
        posting(FRIDAY, "card_purchase", "50.00"),
        posting(NOVEMBER, "card_purchase", "25.00"),
        posting(date(2024, 12, 1), "card_purchase", "999.00"),
        posting(OCTOBER, "card_purchase", "888.00"),
    ]
    (row,) = statements(NOVEMBER, accounts=[card(FRIDAY, "-150.00")], postings=postings)
    assert (row["owed_open"], row["charges"], row["owed_close"]) == (100, 75, 175)


def test_a_card_without_postings_still_has_a_statement() -> None:
    (row,) = statements(OCTOBER, accounts=[card(OCTOBER, "0.00")], postings=[])
    assert (row["owed_open"], row["owed_close"], row["is_paid_in_full"]) == (0, 0, True)


def test_a_failed_attempt_moves_nothing_and_a_correction_moves_the_difference() -> None:
    failed = {**posting(OCTOBER, "card_purchase", "70.00"), "amount_posted": Decimal(0)}
    correction = {**posting(OCTOBER, "card_purchase", "30.00"), "amount_posted": Decimal(50)}
    bought = posting(OCTOBER, "card_purchase", "80.00")
    (row,) = statements(OCTOBER, accounts=[card(OCTOBER, "-30.00")], postings=[failed, correction, bought])
    assert (row["owed_open"], row["charges"], row["owed_close"]) == (0, 30, 30)


def test_only_cards_open_on_some_day_of_the_month_have_one() -> None:
    accounts = [
        card(OCTOBER, "0.00", account_id=1, closing_date=date(2024, 9, 30), account_status="closed"),
        card(OCTOBER, "0.00", account_id=2, closing_date=date(2024, 10, 1), account_status="closed"),
        card(OCTOBER, "10.00", account_id=3, account_type="savings"),
    ]
    assert [row["account_id"] for row in statements(OCTOBER, accounts=accounts, postings=[])] == [2]


def test_rows_come_on_the_last_day_of_a_month_alone_and_months_do_not_disturb_each_other() -> None:
    accounts = [card(OCTOBER, "-959.50"), card(FRIDAY, "-1034.50")]
    postings = [*REVOLVER, posting(NOVEMBER, "card_purchase", "25.00"), posting(FRIDAY, "card_purchase", "75.00")]
    days = [date(2024, 10, 30), OCTOBER, FRIDAY, NOVEMBER]
    together = statements(*days, accounts=accounts, postings=postings)
    assert [row["dt"] for row in together] == [OCTOBER, NOVEMBER]
    assert together[0]["owed_close"] == together[1]["owed_open"]
    assert together == [row for day in days for row in statements(day, accounts=accounts, postings=postings)]


def test_where_the_lake_begins_inside_the_month_the_statement_begins_with_it() -> None:
    stored = [each for each in REVOLVER if each["dt"] >= date(2024, 10, 15)]
    (row,) = statements(OCTOBER, accounts=[card(OCTOBER, "-959.50")], postings=stored)
    assert (row["owed_open"], row["charges"], row["owed_close"]) == (1220, 0, Decimal("959.50"))
