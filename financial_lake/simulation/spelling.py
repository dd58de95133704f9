"""True rows spelled badly in place: enumerations in upper case, names padded with blanks.

Part of the dirt of `dirt`; here are the spellings and how they are recorded.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.streams import Ints

DEFECTS = pa.schema(
    [
        ("customer_id", pa.int64()),
        ("table_name", pa.string()),
        ("row_key", pa.string()),
        ("defect_type", pa.string()),
        ("column_name", pa.string()),
        ("original_value", pa.string()),
        ("planted_value", pa.string()),
        ("is_extra_row", pa.bool_()),
        ("source_row_key", pa.string()),
    ]
)
"""A list of defects; customer_id is the owner of the true row, by whom defects are put in order."""
UPPER, CAPITALISED, PADDED_LEFT, PADDED_RIGHT, PADDED = range(5)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How rows of a table are spelled badly: which columns, in which forms."""

    table: str
    key: str
    defect_type: str
    columns: tuple[str, ...]
    form_weights: tuple[float, ...]


_A_THIRD_EACH = (1 / 3, 1 / 3, 1 / 9, 1 / 9, 1 / 9)
IN_TRANSACTIONS = Spelling(
    "transactions",
    "transaction_id",
    "malformed_enumeration",
    ("txn_type", "transaction_type", "transaction_code", "channel", "payment_method"),
    _A_THIRD_EACH,
)
IN_ACCOUNTS = Spelling(
    "accounts", "account_id", "malformed_enumeration", ("account_type", "account_status"), _A_THIRD_EACH
)
IN_CUSTOMERS = Spelling(
    "customers", "customer_id", "padded_name", ("first_name", "last_name"), (1 / 2, 0.0, 1 / 6, 1 / 6, 1 / 6)
)


def misspelled(
    bank: Bank, table: pa.Table, spelling: Spelling, places: Ints, address: Ints
) -> tuple[pa.Table, pa.Table]:
    """The table with one column of each chosen row spelled badly, and the list of these defects.

    Args:
        bank: the bank.
        table: clean rows.
        spelling: what may happen to a row.
        places: the chosen rows, ascending.
        address: 64 bits that name each chosen row.
    """
    column = bank.stream(spelling.table, "malformed_column").integer(len(spelling.columns), address)
    form = bank.stream(spelling.table, "malformed_form").pick(spelling.form_weights, address)
    original, planted = pa.nulls(places.size, pa.string()), pa.nulls(places.size, pa.string())
    for place in np.unique(column):
        name, chosen = spelling.columns[place], column == place
        clean = table[name].combine_chunks()
        spelled = respelled(clean.take(pa.array(places[chosen])), form[chosen])
        original = pc.replace_with_mask(original, pa.array(chosen), clean.take(pa.array(places[chosen])))
        planted = pc.replace_with_mask(planted, pa.array(chosen), spelled)
        dirty = _replaced(clean, places[chosen], spelled)
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), dirty)
    keys = table[spelling.key].take(pa.array(places))
    defects = pa.table(
        {
            "customer_id": table["customer_id"].take(pa.array(places)),
            "table_name": pa.repeat(pa.scalar(spelling.table), places.size),
            "row_key": keys.cast(pa.string()),
            "defect_type": pa.repeat(pa.scalar(spelling.defect_type), places.size),
            "column_name": pa.array(spelling.columns).take(pa.array(column)),
            "original_value": original,
            "planted_value": planted,
            "is_extra_row": pa.repeat(pa.scalar(False), places.size),
            "source_row_key": pa.nulls(places.size, pa.string()),
        },
        schema=DEFECTS,
    )
    return table, defects


def respelled(values: pa.StringArray, form: Ints) -> pa.StringArray:
    """Values in bad forms: upper case, capitalised, padded with a blank left, right, or on both sides."""
    blank = pa.array(["", " "])
    left = blank.take(pa.array(np.isin(form, (PADDED_LEFT, PADDED)).astype(np.int8)))
    right = blank.take(pa.array(np.isin(form, (PADDED_RIGHT, PADDED)).astype(np.int8)))
    cased = pc.if_else(pa.array(form == UPPER), pc.utf8_upper(values), values)
    cased = pc.if_else(pa.array(form == CAPITALISED), pc.utf8_capitalize(values), cased)
    return pc.binary_join_element_wise(left, cased, right, "")


def _replaced(column: pa.Array, places: Ints, values: pa.Array) -> pa.ChunkedArray:
    """The column with other values at a few ascending places; the rest is shared, not copied."""
    chunks, start = [], 0
    for turn, place in enumerate(places.tolist()):
        chunks += [column.slice(start, place - start), values.slice(turn, 1)]
        start = place + 1
    return pa.chunked_array([*chunks, column.slice(start)])
