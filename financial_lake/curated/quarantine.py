"""Rows that could not be accepted, exactly as delivered, with every reason."""

import pandas as pd

from financial_lake.contract import (
    Day,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    day,
    key,
    money,
    number,
    row_rule,
    text,
)

REASONS = (
    "null_transaction_id",
    "null_account_id",
    "null_customer_id",
    "duplicate_transaction_id",
    "non_positive_amount",
    "bad_timestamp",
    "future_timestamp",
    "unknown_account",
    "unknown_customer",
    "account_customer_mismatch",
    "unknown_enumeration",
    "sign_mismatch",
    "duplicate_of_earlier_day",
    "too_late",
)
"""In order of precedence: a row's first reason is its reason_code."""


class Quarantine(LakeTable, grain="rejected row", load=LoadPattern.DAY, owner="payments", rules=("C1", "C2", "C5")):
    """Rows that could not be accepted, exactly as delivered, with every reason."""

    quarantine_id: Text = key("day, hash of the row and its number among equal rows")
    table_name: Text = code("raw feed it was delivered in", ("transactions",))
    row_key: Text = text("key of the row as delivered; empty when it had none")
    reason_code: Text = code("the first rule it fails, in order of precedence", REASONS)
    reason_codes: Text = text("all rules it fails, comma-separated")
    raw_payload: Text = text("the whole row as delivered, as JSON", pii=Pii.SECRET)
    payload_sha256: Text = text("hash of the row exactly as delivered", pattern="[0-9a-f]{64}$")
    row_ordinal: Int = number("1, 2, ... among identical rows of the day", ge=1)
    first_seen: Day = day("day of delivery")
    amount: Money = money("amount as delivered", null=True)

    @row_rule(
        "the first of the reasons is the reason", {"reason_code": "sign_mismatch", "reason_codes": "bad_timestamp"}
    )
    def first_reason_leads(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["reason_codes"].str.split(",").list[0] == rows["reason_code"]
