"""Every delivered row of the raw feed, normalised, parsed and judged by every cleaning rule."""

import pandas as pd

from financial_lake.contract import (
    Flag,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    flag,
    instant,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)


class JudgedTransactions(
    LakeTable, grain="delivered row of the raw feed", load=LoadPattern.DAY, owner="payments", reads_back=2
):
    """Every delivered row of the raw feed, normalised, parsed and judged by every cleaning rule.

    Working table of the curated layer: `transactions` takes what is accepted, `quarantine` what is not,
    `repairs` what was put right.
    """

    payload_sha256: Text = key("hash of the row exactly as delivered")
    row_ordinal: Int = key("1, 2, ... among identical rows of the day, so that exact copies stay countable")
    reason_codes: Text = text("all rules the row fails, in order of precedence, comma-separated; empty when accepted")
    is_accepted: Flag = flag("fails no rule")
    is_provisional_account: Flag = flag("account opened since the last weekday snapshot")
    transaction_ts: Instant = instant("the timestamp, where it could be parsed", null=True)
    transaction_id: Id = number("as delivered", null=True)
    account_id: Id = number("as delivered", null=True)
    customer_id: Id = number("as delivered", null=True)
    txn_type: Text = text("trimmed and in lower case", null=True)
    transaction_type: Text = text("trimmed and in lower case", null=True)
    transaction_code: Text = text("trimmed and in lower case", null=True)
    amount: Money = money("as delivered", null=True)
    currency: Text = text("trimmed and in upper case", null=True)
    exchange_rate: Rate = rate("as delivered", null=True)
    fees: Money = money("as delivered", null=True)
    balance_after: Money = money("as delivered", null=True)
    status: Text = text("trimmed and in lower case", null=True)
    payment_method: Text = text("trimmed and in lower case", null=True)
    channel: Text = text("trimmed and in lower case", null=True)
    merchant_id: Id = number("as delivered", null=True)
    merchant_category: Text = text("as delivered", null=True)
    is_recurring: Flag = flag("as delivered", null=True)
    recurring_frequency: Text = text("as delivered", null=True)
    counterparty_type: Text = text("as delivered", null=True)
    counterparty_name: Text = text("as delivered", pii=Pii.PERSONAL, null=True)
    reference_number: Text = text("as delivered", null=True)
    description: Text = text("as delivered", pii=Pii.SENSITIVE, null=True)
    processed_by: Id = number("as delivered", null=True)
    raw_payload: Text = text("the whole row as delivered, as JSON; kept for rejected rows", pii=Pii.SECRET, null=True)
    repairs: Text = text("column=value as delivered, a line for each column put right")

    @row_rule("a row is accepted exactly when it fails no rule", {"is_accepted": True, "reason_codes": "bad_timestamp"})
    def accepted_without_reason(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_accepted"] == rows["reason_codes"].eq("")
