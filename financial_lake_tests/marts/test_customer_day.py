"""A customer's day: what counts as spending, what is held and owed, and customers who did nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.contract_records import ContractRecords
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.transaction_codes import TransactionCodes
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake.production.whole_tables import rows_of
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake.warehouse_facts.fact_transaction import FactTransaction
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY = date(2024, 10, 4), date(2024, 10, 5)
CODES = {row["transaction_code"]: row for row in rows_of(TransactionCodes).to_pylist()}
CHECKING, SAVINGS, CARD = 1, 2, 3
KINDS = {CHECKING: "checking", SAVINGS: "savings", CARD: "credit_card"}


def posting(
    code: str, amount: str, method: str = "bank_transfer", channel: str = "system", **more: Any
) -> dict[str, Any]:
    """A completed posting of customer 1001, signed as its code says."""
    sign = CODES[code]["sign"]
    return {
        "dt": FRIDAY,
        "customer_id": 1001,
        "transaction_code": code,
        "flow_class": CODES[code]["flow_class"],
        "payment_method": method,
        "channel": channel,
        "transaction_amount_usd": sign * Decimal(amount),
        "is_completed": 1,
        "is_debit": int(sign < 0),
        "is_credit": int(sign > 0),
        "transaction_count": 1,
        **more,
    }


def balances(day: date, **of: str) -> list[dict[str, Any]]:
    """Closing balances in dollars by kind of account."""
    account = {kind: place for place, kind in KINDS.items()}
    return [
        {
            "dt": day,
            "balance_key": account[kind],
            "contract_id": account[kind] * 10 + 1,
            "customer_id": 1001,
            "closing_balance_usd": Decimal(amount),
        }
        for kind, amount in of.items()
    ]


def inputs(facts: list[dict[str, Any]], held: list[dict[str, Any]] | None = None) -> dict[Any, Any]:
    days = (FRIDAY, SATURDAY)
    contracts = [
        {"dt": FRIDAY, "contract_id": place * 10 + 1, "customer_id": 1001, "is_open": place != SAVINGS}
        for place in KINDS
    ]
    return {
        FactTransaction: facts,
        FactBalance: held or [],
        Accounts: [{"dt": FRIDAY, "account_id": place, "account_type": kind} for place, kind in KINDS.items()],
        CustomerRecords: [{"dt": day, "customer_id": each} for day in days for each in (1001, 1002)],
        ContractRecords: contracts,
    }


def day_of(facts: list[dict[str, Any]], held: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return answer(CustomerDay, [FRIDAY], inputs(facts, held))[0]


def test_spending_counts_a_card_purchase_once_and_not_the_payment_of_the_bill() -> None:
    row = day_of(
        [
            posting("card_purchase", "80.00", "credit_card", "pos"),
            posting("card_refund", "30.00", "credit_card", "pos"),
            posting("rent", "500.00", "direct_debit"),
            posting("atm_withdrawal", "40.00", "debit_card", "atm"),
            posting("card_payment_sent", "200.00", channel="online"),
            posting("card_payment_received", "200.00", channel="online"),
        ]
    )
    assert (row["spend_count"], row["spend_amount_usd"], row["card_spend_usd"]) == (3, Decimal(590), Decimal(90))
    assert (row["transaction_count"], row["digital_count"]) == (6, 2)
    assert (row["inflow_usd"], row["outflow_usd"]) == (Decimal(230), Decimal(820))


def test_income_charges_and_cash_have_their_own_sums() -> None:
    row = day_of(
        [
            posting("salary", "3000.00"),
            posting("p2p_in", "10.00", channel="mobile_app"),
            posting("cash_deposit", "60.00", "cash", "branch"),
            posting("cash_withdrawal", "20.00", "cash", "branch"),
            posting("cash_advance", "40.00", "credit_card", "atm"),
            posting("overdraft_fee", "35.00", "internal"),
            posting("card_interest", "7.00", "internal"),
        ]
    )
    assert (row["income_amount_usd"], row["charge_amount_usd"]) == (Decimal(3000), Decimal(35))
    assert (row["cash_in_usd"], row["cash_out_usd"]) == (Decimal(60), Decimal(60))
    assert (row["digital_count"], row["branch_count"]) == (1, 2)


def test_a_failed_attempt_moves_nothing_and_a_correction_is_not_counted_again() -> None:
    failed = posting("rent", "500.00", is_completed=0, transaction_amount_usd=Decimal(0))
    less = posting("rent", "0.00", transaction_amount_usd=Decimal("50.00"), transaction_count=0)
    row = day_of([posting("rent", "80.00"), less, failed])
    assert (row["transaction_count"], row["spend_count"], row["spend_amount_usd"]) == (1, 1, Decimal("30.00"))


def test_cards_are_owed_and_never_netted_against_deposits() -> None:
    row = day_of([], balances(FRIDAY, checking="-5.00", savings="100.00", credit_card="-60.00"))
    assert (row["deposit_balance_usd"], row["card_owed_usd"]) == (Decimal("95.00"), Decimal("60.00"))
    assert row["open_contract_count"] == 2
    overpaid = day_of([], balances(FRIDAY, credit_card="12.00"))
    assert (overpaid["deposit_balance_usd"], overpaid["card_owed_usd"]) == (0, 0)


def test_every_customer_has_a_row_every_day_and_a_weekend_uses_fridays_accounts() -> None:
    held = balances(FRIDAY, credit_card="-1.00") + balances(SATURDAY, credit_card="-2.00", savings="7.00")
    given = inputs([posting("rent", "5.00", dt=SATURDAY)], held)
    rows = answer(CustomerDay, [FRIDAY, SATURDAY], given)
    assert [(row["dt"], row["customer_id"]) for row in rows] == [
        (day, customer) for day in (FRIDAY, SATURDAY) for customer in (1001, 1002)
    ]
    saturday = rows[2]
    assert (saturday["card_owed_usd"], saturday["deposit_balance_usd"]) == (Decimal("2.00"), Decimal("7.00"))
    assert (saturday["spend_amount_usd"], saturday["open_contract_count"]) == (Decimal("5.00"), 2)
    assert all(value == 0 for name, value in rows[1].items() if name not in {"dt", "customer_id"})
    assert rows[2:] == answer(CustomerDay, [SATURDAY], given)
