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
    LakeTable,
    grain="delivered row of the raw feed",
    load=LoadPattern.DAY,
    owner="payments",
    reads_back=30,
    windows={"datalake.accounts": 32},
    internal=True,
):
    """Every delivered row of the raw feed, normalised, parsed and judged by every cleaning rule.

    Working table of the curated layer: `transactions` takes what is accepted, `quarantine` what is not,
    `repairs` what was put right. An id that belongs to another day is looked up in the raw feeds of the 30 days
    before, which are judged by the same rules on the way: nothing depends on what was judged before.
    """

    payload_sha256: Text = key("hash of the row exactly as delivered")
    row_ordinal: Int = key("1, 2, ... among identical rows of the day, so that exact copies stay countable")
    reason_codes: Text = text("all rules the row fails, in order of precedence, comma-separated; empty when accepted")
    is_accepted: Flag = flag("fails no rule")
    is_provisional_account: Flag = flag("account opened since the last weekday snapshot")
    revision_number: Int = number("how many versions of the posting were accepted in the 30 days before", ge=0)
    moved: Money = money("signed amount if completed, else nothing", null=True)
    moved_before: Money = money("the same of the version before; nothing when there is none")
    transaction_ts: Instant = instant("the timestamp in UTC, where it could be parsed", null=True)
    transaction_id: Id = number("as delivered", null=True)
    account_id: Id = number("as delivered", null=True)
    customer_id: Id = number("as delivered", null=True)
    txn_type: Text = text("trimmed, in lower case, by the bank's own name", null=True)
    transaction_type: Text = text("trimmed, in lower case, by the bank's own name", null=True)
    transaction_code: Text = text("trimmed, in lower case, by the bank's own name", null=True)
    amount: Money = money("as delivered", null=True)
    currency: Text = text("trimmed, in upper case, by its ISO code", null=True)
    exchange_rate: Rate = rate("as delivered", null=True)
    fees: Money = money("as delivered", null=True)
    balance_after: Money = money("as delivered", null=True)
    status: Text = text("trimmed, in lower case, by the bank's own name", null=True)
    payment_method: Text = text("trimmed, in lower case, by the bank's own name", null=True)
    channel: Text = text("trimmed, in lower case, by the bank's own name", null=True)
    merchant_id: Id = number("as delivered", null=True)
    merchant_category: Text = text("as delivered", null=True)
    is_recurring: Flag = flag("as delivered", null=True)
    recurring_frequency: Text = text("as delivered", null=True)
    counterparty_type: Text = text("as delivered", null=True)
    counterparty_name: Text = text("as delivered", pii=Pii.PERSONAL, null=True)
    counterparty_account_id: Id = number("account of the other side, where it is in this bank", null=True)
    counterparty_customer_id: Id = number("owner of that account", null=True)
    counterparty_token: Text = text("name of the other side's account, in or outside the bank", null=True)
    reference_number: Text = text("as delivered", null=True)
    description: Text = text("as delivered", pii=Pii.SENSITIVE, null=True)
    processed_by: Id = number("as delivered", null=True)
    raw_payload: Text = text("the whole row as delivered, as JSON; kept for rejected rows", pii=Pii.SECRET, null=True)
    repairs: Text = text("column=value as delivered, a line for each column put right")

    @row_rule("a row is accepted exactly when it fails no rule", {"is_accepted": True, "reason_codes": "bad_timestamp"})
    def accepted_without_reason(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_accepted"] == rows["reason_codes"].eq("")
