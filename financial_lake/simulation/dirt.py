"""Dirt: the defects planted in the raw feeds of transactions, customers and accounts, each of them known.

Clean rows come in, the feed and the list of its defects go out. Seven of the eight kinds in transactions add
a bad extra row and leave the true one in place; the eighth, and all in customers and accounts, alter a true
row. What a cleaning layer does about them does not belong here.
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract.frames import decimals, units_of
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import date_of, day_number
from financial_lake.simulation.spelling import DEFECTS, IN_ACCOUNTS, IN_CUSTOMERS, IN_TRANSACTIONS, Spelling, misspelled
from financial_lake.simulation.streams import Ints

EXTRA_ROWS = (
    "null_account_id",
    "null_customer_id",
    "duplicate_transaction_id",
    "non_positive_amount",
    "unparseable_timestamp",
    "unknown_account",
    "future_timestamp",
)
"""Kinds of defects that add a bad row; the eighth kind, of the same chance, is a malformed enumeration."""
NULL_ACCOUNT, NULL_CUSTOMER, DUPLICATE, NON_POSITIVE, UNPARSEABLE, UNKNOWN_ACCOUNT, FUTURE, MALFORMED = range(8)
DEFECTIVE_COLUMN = (
    "account_id",
    "customer_id",
    "transaction_id",
    "amount",
    "txn_timestamp",
    "account_id",
    "txn_timestamp",
)
"""The column in which each of them is bad."""

FIRST_PLANTED_NUMBER = 500_000_001
UNPARSEABLE_TIMESTAMPS = ("2024-13-45T10:00:00Z", "31/12/24 25:61", "n/a", "")
SHARE_OF_ZERO_AMOUNTS = 0.4
MOST_DAYS_AHEAD = 30
FIRST_UNKNOWN_ACCOUNT, UNKNOWN_ACCOUNTS = 9_900_000_999, 100_000
"""Unknown accounts end in 999: no account of the bank does, because account slots go from 1 to 3."""
DAYS_OF_DEFECTS = 100
"""Days whose defects are remembered, so that their list need not make a quarter's feeds again."""
SNAPSHOT_SHARE = 0.1
"""Rows of customers and accounts are dirtied at this share of the bank's defect_rate."""


def dirty_transactions(bank: Bank, day: date, table: pa.Table, address: Ints) -> tuple[pa.Table, pa.Table]:
    """The raw feed of a day: the clean rows, some of them malformed, and the bad extra rows after them.

    Args:
        bank: the bank; `defect_rate` is the share of rows dirtied.
        day: the partition.
        table: clean rows in the contract's schema, in order of transaction_id.
        address: 64 bits a row that name (account, code, instant); never made from the id.

    Returns:
        The feed in the same schema, and its defects (schema `DEFECTS`).
    """
    dirtied = np.flatnonzero(bank.stream("transactions", "defect").chance(bank.settings.defect_rate, address))
    if not dirtied.size:
        return table, DEFECTS.empty_table()
    kind = bank.stream("transactions", "defect_type").integer(MALFORMED + 1, address[dirtied])
    extra = kind != MALFORMED
    copies = _bad_copies(bank, day, table.take(pa.array(dirtied[extra])), kind[extra], address[dirtied[extra]])
    copied = _defects_of_copies(table.take(pa.array(dirtied[extra])), copies, kind[extra])
    feed, spoiled = misspelled(bank, table, IN_TRANSACTIONS, dirtied[~extra], address[dirtied[~extra]])
    found = pa.concat_tables([copied, spoiled]).take(pa.array(np.argsort(np.r_[dirtied[extra], dirtied[~extra]])))
    return pa.concat_tables([feed, copies]), found


def dirty_customers(bank: Bank, day: date, table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The raw feed of the customer register, with its defects: a name padded or in upper case here and there."""
    return _dirty_snapshot(bank, day, table, IN_CUSTOMERS)


def dirty_accounts(bank: Bank, day: date, table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The raw feed of the accounts, with its defects: a type or status malformed here and there."""
    return _dirty_snapshot(bank, day, table, IN_ACCOUNTS)


def _bad_copies(bank: Bank, day: date, copies: pa.Table, kind: Ints, address: Ints) -> pa.Table:
    """Copies of true rows, each made bad in one column."""
    fresh = kind != DUPLICATE
    numbered = day_number(day) * 1_000_000_000 + FIRST_PLANTED_NUMBER + np.cumsum(fresh) - 1
    unknown = FIRST_UNKNOWN_ACCOUNT + 1000 * bank.stream("transactions", "unknown_account").integer(
        UNKNOWN_ACCOUNTS, address
    )
    amount = units_of(copies["amount"])
    is_zero = bank.stream("transactions", "zero_amount").chance(SHARE_OF_ZERO_AMOUNTS, address)
    bad_amount = np.where(kind == NON_POSITIVE, np.where(is_zero, 0, -amount), amount)
    account_id = np.where(kind == UNKNOWN_ACCOUNT, unknown, copies["account_id"].to_numpy())
    columns = {
        "transaction_id": pa.array(np.where(fresh, numbered, copies["transaction_id"].to_numpy())),
        "account_id": pa.array(account_id, mask=kind == NULL_ACCOUNT),
        "customer_id": pa.array(copies["customer_id"].to_numpy(), mask=kind == NULL_CUSTOMER),
        "amount": decimals(bad_amount, copies.schema.field("amount").type),
        "txn_timestamp": _bad_timestamps(bank, day, copies["txn_timestamp"], kind, address),
    }
    for name, values in columns.items():
        copies = copies.set_column(copies.schema.get_field_index(name), copies.schema.field(name), values)
    return copies


def _bad_timestamps(bank: Bank, day: date, clean: pa.ChunkedArray, kind: Ints, address: Ints) -> pa.Array:
    ahead = 1 + bank.stream("transactions", "days_ahead").integer(MOST_DAYS_AHEAD, address)
    later = [f"{date_of(day_number(day) + each)}" for each in range(MOST_DAYS_AHEAD + 1)]
    future = pc.binary_join_element_wise(
        pa.array(later).take(pa.array(ahead)), pc.utf8_slice_codeunits(clean.combine_chunks(), 10), ""
    )
    choice = bank.stream("transactions", "unparseable").integer(len(UNPARSEABLE_TIMESTAMPS), address)
    garbage = pa.array(UNPARSEABLE_TIMESTAMPS).take(pa.array(choice))
    shown = pc.if_else(pa.array(kind == FUTURE), future, clean.combine_chunks())
    return pc.if_else(pa.array(kind == UNPARSEABLE), garbage, shown)


def _defects_of_copies(clean: pa.Table, copies: pa.Table, kind: Ints) -> pa.Table:
    planted = pa.nulls(kind.size, pa.string())
    for place, column in enumerate(DEFECTIVE_COLUMN):
        planted = pc.if_else(pa.array(kind == place), copies[column].combine_chunks().cast(pa.string()), planted)
    return pa.table(
        {
            "customer_id": clean["customer_id"],
            "table_name": pa.repeat(pa.scalar("transactions"), kind.size),
            "row_key": copies["transaction_id"].cast(pa.string()),
            "defect_type": pa.array(EXTRA_ROWS).take(pa.array(kind)),
            "column_name": pa.array(DEFECTIVE_COLUMN).take(pa.array(kind)),
            "original_value": pa.nulls(kind.size, pa.string()),
            "planted_value": planted,
            "is_extra_row": pa.repeat(pa.scalar(True), kind.size),
            "source_row_key": clean["transaction_id"].cast(pa.string()),
        },
        schema=DEFECTS,
    )


def _dirty_snapshot(bank: Bank, day: date, table: pa.Table, spelling: Spelling) -> tuple[pa.Table, pa.Table]:
    number, keys = day_number(day), table[spelling.key].to_numpy()
    share = bank.settings.defect_rate * SNAPSHOT_SHARE
    places = np.flatnonzero(bank.stream(spelling.table, "defect").chance(share, keys, number))
    address = bank.stream(spelling.table, "defect_address").bits(keys[places], number).view(np.int64)
    return misspelled(bank, table, spelling, places, address)
