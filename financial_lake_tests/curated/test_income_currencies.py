"""In which currencies customers earn: completed income only, a row a customer and currency."""

from datetime import date
from typing import Any

from financial_lake.curated.income_currencies import IncomeCurrencies
from financial_lake.curated.transactions import Transactions
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 31)


def posting(customer: int, currency: str = "USD", **said: Any) -> dict[str, Any]:
    return {"dt": DAY, "customer_id": customer, "currency": currency, "flow_class": "income",
            "status": "completed"} | said  # fmt: skip


def test_income_is_counted_by_customer_and_currency() -> None:
    postings = [
        posting(1),
        posting(1),
        posting(1, "CAD"),
        posting(2, "CAD"),
        posting(3, status="failed"),
        posting(4, flow_class="received"),
        posting(5, dt=date(2024, 10, 30)),
    ]
    rows = answer(IncomeCurrencies, [DAY], {Transactions: postings})
    told = [(row["customer_id"], row["currency"], row["posting_count"]) for row in rows]
    assert told == [(1, "CAD", 1), (1, "USD", 2), (2, "CAD", 1)]
