"""What is asked about incomes and subscriptions, worked out from the raw deliveries with pandas."""

from collections import defaultdict
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.engines import connect
from financial_lake.engines.questions import ask
from financial_lake.marts.customer.recurring_payments import RecurringPayments
from financial_lake.marts.customer.wealth_tier import WealthTier
from financial_lake.questions import question_named
from financial_lake_tests.questions.agreement import agree, column
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.raw_deliveries import RawDeliveries
from financial_lake_tests.questions.rhythms import incomes, recurring
from financial_lake_tests.worked_examples import table_of

NOVEMBER, LAST = LATEST[0], LATEST[-1]


@pytest.mark.parametrize("day", [NOVEMBER, LAST])
def test_salaries(asked: Asked, raw: RawDeliveries, day: date) -> None:
    listed = [tuple(vars(each).values()) for each in incomes(raw, day)]
    agree(asked("salaries", month=day), sorted(listed))
    active = [row for row in sorted(listed) if row[-1] == "active"]
    agree(asked("salaries", month=day, status="active"), active)
    one = active[0][0]
    agree(asked("salaries", month=day, customer=one), [row for row in sorted(listed) if row[0] == one])


def names(raw: RawDeliveries) -> dict[str, str]:
    """Merchants' names by the text of their id."""
    merchants = raw.on("merchants", LAST)
    return dict(zip(merchants["merchant_id"].astype(str), merchants["merchant_name"], strict=True))


def test_subscriptions_of_customer(asked: Asked, raw: RawDeliveries) -> None:
    told = names(raw)
    readings: dict[int, dict[tuple[str, str], list[dict[str, Any]]]] = defaultdict(dict)
    for (customer, payee, currency), each in recurring(raw, LAST).items():
        readings[customer][told.get(payee, payee), currency] = each
    assert len(readings) > 20
    for customer, own in readings.items():
        answer = asked("subscriptions_of_customer", customer=customer, month=LAST)
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        assert sorted((row["paid_to"], row["currency"]) for row in rows) == sorted(own)
        for row in rows:
            assert any(reading.items() <= row.items() for reading in own[row["paid_to"], row["currency"]])


def subscriptions(asked: Asked, raw: RawDeliveries) -> list[tuple[int, str, str, Any]]:
    """Customer, merchant, kind of merchant and yearly cost of each subscription still paid, as answered one by one."""
    merchants = raw.on("merchants", LAST).set_index("merchant_name")["mcc_code"]
    answers = {
        customer: asked("subscriptions_of_customer", customer=customer, month=LAST)
        for customer in {customer for customer, *_ in recurring(raw, LAST)}
    }
    rows = [
        {"customer": customer, **dict(zip(answer.columns, row, strict=True))}
        for customer, answer in answers.items()
        for row in answer.rows
    ]
    return [
        (row["customer"], row["paid_to"], merchants[row["paid_to"]], row["yearly_cost"])
        for row in rows
        if row["kind"] == "subscription" and not row["is_missed"] and row["paid_to"] in merchants.index
    ]


def test_duplicate_subscriptions(asked: Asked, raw: RawDeliveries) -> None:
    together: dict[tuple[int, str], list[tuple[str, Any]]] = defaultdict(list)
    for customer, merchant, kind, cost in subscriptions(asked, raw):
        together[customer, kind].append((merchant, cost))
    doubled = {whose: each for whose, each in sorted(together.items()) if len(each) > 1}
    answer = asked("duplicate_subscriptions", month=LAST)
    sums = [(*whose, len(each), sum(cost for _, cost in each)) for whose, each in doubled.items()]
    assert [(*row[:3], row[4]) for row in answer.rows] == sums
    paid_to = [sorted(each.split(", ")) for each in column(answer, "paid_to")]
    assert paid_to == [sorted(merchant for merchant, _ in each) for each in doubled.values()]


def test_subscription_price_changes() -> None:
    """A quarter of fifty customers sees no price change, so these are written by hand."""
    paid = {"dt": LAST, "kind": "subscription", "frequency": "monthly", "currency": "USD", "payee": "7"}
    dearer = {"previous_amount": "9.99", "current_amount": "11.99", "price_change": "2.00", "yearly_cost": "143.88"}
    cheaper = {"previous_amount": "9.99", "current_amount": "8.99", "price_change": "-1.00", "yearly_cost": "107.88"}
    rows = [
        {**paid, **cheaper, "customer_id": 1001, "payee_name": "Ambermere Streaming"},
        {**paid, **dearer, "customer_id": 1002, "payee_name": "Fallowholt Streaming"},
        {**paid, "customer_id": 1003},
        {**paid, **dearer, "customer_id": 1004, "kind": "bill"},
        {**paid, **dearer, "customer_id": 1005, "dt": NOVEMBER},
    ]
    written = {RecurringPayments: rows, WealthTier: [{"dt": LAST, "wealth_tier": "bronze", "moved": "none"}]}
    with closing(connect()) as connection:
        connection.execute("create schema marts")
        for model, given in written.items():
            table = table_of(model, given)
            connection.register(f"{model.short_name()}_rows", table)
            connection.execute(f"create view {model.sql_name()} as from {model.short_name()}_rows")
        answer = ask(connection, question_named("subscription_price_changes").sql)
    prices = [(Decimal("9.99"), Decimal("11.99"), Decimal("2.00"), Decimal("143.88"))]
    prices += [(Decimal("9.99"), Decimal("8.99"), Decimal("-1.00"), Decimal("107.88"))]
    people = [(1002, "Fallowholt Streaming", "USD"), (1001, "Ambermere Streaming", "USD")]
    agree(answer, [(*whose, *price) for whose, price in zip(people, prices, strict=True)])
