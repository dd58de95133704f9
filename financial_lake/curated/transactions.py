"""Every posting as it should have been delivered: typed, deduplicated, signed, enriched."""

from datetime import date

import pandas as pd

from financial_lake.contract import (
    Day,
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
    code,
    day,
    flag,
    instant,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.curated.transaction_codes import FLOW_CLASSES
from financial_lake.simulation.ledger.codes import CHANNELS, CODES, METHODS, TRANSACTION_TYPES

STATUSES = ("completed", "failed", "reversed")


class Transactions(
    LakeTable,
    grain="accepted posting or failed attempt",
    load=LoadPattern.DAY,
    owner="payments",
    rules=("C1", "C2", "C3", "C4", "C6"),
):
    """Every posting as it should have been delivered: typed, deduplicated, signed, enriched."""

    transaction_id: Id = key("the posting, as the core system numbered it")
    revision_number: Int = key("0, or how many accepted versions came before this correction")
    account_id: Id = number("account that moved")
    customer_id: Id = number("owner of the account")
    transaction_ts: Instant = instant("when it was posted")
    event_date: Day = day("day of the posting; before dt when it was delivered late")
    is_late: Flag = flag("delivered on a later day than it happened")
    txn_type: Text = code("direction of the money", ("debit", "credit"))
    transaction_type: Text = code("kind that fixes the sign", TRANSACTION_TYPES)
    transaction_code: Text = code("what exactly it was", [each.name for each in CODES])
    flow_class: Text = code("what it means to the customer's purse", tuple(FLOW_CLASSES))
    amount: Money = money("amount as posted", gt=0)
    amount_signed: Money = money("positive for deposits, transfers and interest, negative for the others")
    amount_posted: Money = money(
        "what moved the balance: the signed amount, nothing for a failed attempt, for a correction what it changes"
    )
    currency: Text = code("currency of the account", ("USD", "CAD", "EUR", "GBP"))
    exchange_rate: Rate = rate("US dollars for one unit of the currency", gt=0)
    amount_usd: Money = money("amount in US dollars", ge=0)
    amount_posted_usd: Money = money("what moved the balance, in US dollars")
    fees: Money = money("fee charged because of it and posted as a row of its own", ge=0)
    balance_after: Money = money("balance right after it")
    status: Text = code("whether it went through, or takes back an earlier version", STATUSES)
    payment_method: Text = code("instrument", METHODS)
    channel: Text = code("where it was given", CHANNELS)
    merchant_id: Id = number("merchant paid", null=True)
    merchant_category: Text = text("category of the merchant", null=True)
    is_recurring: Flag = flag("repeats by agreement")
    recurring_frequency: Text = text("rhythm of a recurring posting", null=True)
    counterparty_type: Text = text("whose the other side is", null=True)
    counterparty_name: Text = text("name of the other side", pii=Pii.PERSONAL, null=True)
    counterparty_account_id: Id = number("account of the other side, where it is in this bank", null=True)
    counterparty_customer_id: Id = number("owner of that account", null=True)
    counterparty_token: Text = text(
        "name of the other side's account where money is followed from party to party; the full number stops here",
        null=True,
        pattern=r"(ACC-\d+|EXT-[0-9a-f]{16})$",
    )
    reference_number: Text = text("business event it belongs to")
    description: Text = text("short line for the statement", pii=Pii.SENSITIVE, null=True)
    processed_by: Id = number("employee who released it", null=True)
    is_provisional_account: Flag = flag("account opened since the last weekday snapshot")
    is_repaired: Flag = flag("an enumeration had to be put right")
    row_sha256: Text = text(
        "hash of the row exactly as delivered; guarded as the account number is, which could be guessed from it",
        pii=Pii.SECRET,
        pattern="[0-9a-f]{64}$",
    )

    @row_rule("both sign rules agree", {"txn_type": "credit", "transaction_type": "fee"})
    def both_sign_rules_agree(cls, rows: pd.DataFrame) -> pd.Series:
        credit = rows["transaction_type"].isin(["deposit", "transfer", "interest"])
        return credit == rows["txn_type"].eq("credit")

    @row_rule("the signed amount is the amount with its sign", {"amount_signed": "0.00"})
    def signed_amount_is_the_amount(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["amount_signed"].abs() == rows["amount"]

    @row_rule("late exactly when it was delivered after its day", {"is_late": True, "event_date": date(2199, 12, 31)})
    def late_after_its_day(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_late"] == (rows["event_date"] < rows["dt"])

    @row_rule(
        "an account of this bank has its owner and its token",
        {"counterparty_customer_id": None, "counterparty_account_id": 1},
    )
    def inside_or_outside(cls, rows: pd.DataFrame) -> pd.Series:
        inside = rows["counterparty_account_id"].notna()
        named = rows["counterparty_token"].str.startswith("ACC-").fillna(value=False)
        return (rows["counterparty_customer_id"].notna() == inside) & (named == inside)
