"""Rows of the raw feed written out by hand, and what cleaning makes of them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.contract import LakeTable
from financial_lake.curated.accounts import Accounts as CleanAccounts
from financial_lake.curated.customers import Customers as CleanCustomers
from financial_lake.curated.judged_transactions import JudgedTransactions
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.repairs import Repairs
from financial_lake.curated.transactions import Transactions
from financial_lake.datalake.accounts.accounts import Accounts
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.customers.customers import Customers
from financial_lake.datalake.payments.transactions import Transactions as RawTransactions
from financial_lake_tests.worked_examples import answer

Row = dict[str, Any]
THURSDAY, SATURDAY = date(2024, 10, 3), date(2024, 10, 5)
ALL_DAYS = [date(2024, 9, 2) + timedelta(days=count) for count in range(90)]
CUSTOMER, NEIGHBOUR, STRANGER = 100000, 100001, 5
ACCOUNTS = [
    {"dt": day, "account_id": customer * 1000 + 100, "customer_id": customer, "account_number": f"{customer:012d}"}
    for day in ALL_DAYS
    if day.weekday() < 5
    for customer in (CUSTOMER, NEIGHBOUR, STRANGER)
]
"""Of a known customer, of a known neighbour, and of someone who is no customer."""
PROFILES = [{"dt": day, "customer_id": customer} for day in ALL_DAYS for customer in (CUSTOMER, NEIGHBOUR)]
KINDS = {
    "payment": ("debit", "payment", "bill_payment"),
    "deposit": ("credit", "deposit", "salary"),
    "transfer": ("credit", "transfer", "p2p_in"),
    "fee": ("debit", "fee", "wire_fee"),
}


def raw(number: int | None, stamp: str, kind: str, amount: str | None, **others: Any) -> Row:
    """A delivered row of the example's customer."""
    txn_type, transaction_type, code = KINDS[kind]
    return {
        "dt": THURSDAY,
        "transaction_id": number,
        "account_id": 100000100,
        "customer_id": CUSTOMER,
        "txn_timestamp": stamp,
        "txn_type": txn_type,
        "transaction_type": transaction_type,
        "transaction_code": code,
        "amount": None if amount is None else Decimal(amount),
        "currency": "USD",
        "exchange_rate": Decimal(1),
        "status": "completed",
        "payment_method": "bank_transfer",
        "channel": "online",
        **others,
    }


def judged(rows: Sequence[Row], *days: date, more: tuple[type[LakeTable], list[Row]] | None = None) -> list[Row]:
    """The rows delivered on the days, as judged by the cleaning rules."""
    inputs: dict[type[LakeTable], Sequence[Mapping[str, Any]]] = {
        RawTransactions: rows,
        Accounts: ACCOUNTS,
        CustomerProfiles: PROFILES,
        **dict([more] if more else []),
    }
    return answer(JudgedTransactions, days or (THURSDAY,), inputs)


def accepted(rows: Sequence[Row], *days: date) -> list[Row]:
    """Those of them that are accepted."""
    days = days or (THURSDAY,)
    return answer(Transactions, days, {JudgedTransactions: judged(rows, *days)})


def rejected(rows: Sequence[Row], *days: date) -> list[Row]:
    """Those of them that are not."""
    days = days or (THURSDAY,)
    return answer(Quarantine, days, {JudgedTransactions: judged(rows, *days)})


def repaired(rows: Sequence[Row], *days: date) -> list[Row]:
    """What was put right in those that are accepted; the registers deliver nothing."""
    days = days or (THURSDAY,)
    snapshots: dict[type[LakeTable], list[Row]] = {
        each: [] for each in (Accounts, CleanAccounts, Customers, CleanCustomers)
    }
    return answer(Repairs, days, {JudgedTransactions: judged(rows, *days), **snapshots})


def reasons(rows: Sequence[Row], *days: date) -> list[str]:
    """Why each is rejected, in order of the ids and payloads; empty for the accepted."""
    return [row["reason_codes"] for row in judged(rows, *days)]
