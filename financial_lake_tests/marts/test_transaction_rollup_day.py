"""Transaction rollup: what a day's cells hold, accounts not known yet, and that nothing is lost against the fact."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.curated.accounts import Accounts
from financial_lake.marts.rollups.transaction_rollup_day import TransactionRollupDay
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY = date(2024, 10, 4), date(2024, 10, 5)
ACCOUNTS = [
    {"dt": FRIDAY, "account_id": 1, "account_type": "checking"},
    {"dt": FRIDAY, "account_id": 2, "account_type": "savings"},
]


def fact(amount: str, account: int = 1, **changes: Any) -> dict[str, Any]:
    """A completed posting of that signed amount in dollars."""
    value = Decimal(amount)
    return {
        "dt": FRIDAY,
        "account_id": account,
        "transaction_code": "wire_out" if value < 0 else "wire_in",
        "channel": "branch",
        "payment_method": "wire",
        "exchange_rate": "1.000000",
        "transaction_amount_usd": value,
        "is_completed": 1,
        "is_debit": int(value < 0),
        "is_credit": int(value > 0),
        "transaction_count": 1,
        **changes,
    }


def rolled(days: list[date], facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return answer(TransactionRollupDay, days, {FactTransaction: facts, Accounts: ACCOUNTS})


def test_postings_are_summed_in_their_cells() -> None:
    facts = [
        fact("-50.00", fees=Decimal("25.00")),
        fact("-30.00", fees=Decimal("0.05"), exchange_rate="0.500000"),
        fact("20.00", account=2),
        fact("-99.00", is_completed=0, transaction_amount_usd=Decimal(0)),
    ]
    rows = rolled([FRIDAY], facts)
    assert [tuple(row.values())[1:] for row in rows] == [
        ("checking", "wire_out", "branch", "wire", 2, 1, Decimal("80.00"), Decimal("0.00"), Decimal("25.03")),
        ("savings", "wire_in", "branch", "wire", 1, 0, Decimal("0.00"), Decimal("20.00"), Decimal("0.00")),
    ]
    assert sum(row["transaction_count"] for row in rows) == sum(each["is_completed"] for each in facts)


def test_a_correction_moves_money_back_and_is_not_counted() -> None:
    back = fact("50.00", transaction_code="wire_out", is_debit=1, is_credit=0, transaction_count=0)
    (row,) = rolled([FRIDAY], [fact("-80.00"), back])
    assert (row["transaction_count"], row["debit_amount_usd"]) == (1, Decimal("30.00"))


def test_a_weekend_uses_fridays_accounts_and_knows_no_newer_ones() -> None:
    rows = rolled([FRIDAY, SATURDAY], [fact("-1.00", dt=SATURDAY), fact("-1.00", account=3, dt=SATURDAY)])
    assert [row["account_type"] for row in rows] == ["checking", "unknown"]
    assert rows == rolled([SATURDAY], [fact("-1.00", dt=SATURDAY), fact("-1.00", account=3, dt=SATURDAY)])
