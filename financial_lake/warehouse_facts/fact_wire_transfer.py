"""Every wire sent or received, as it was known at the end of the day it was instructed."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Flag,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    flag,
    instant,
    key,
    money,
    number,
    row_rule,
    text,
)
from financial_lake.simulation.wires import DIRECTIONS, WIRE_STATUSES

COUNTRY_RISKS = ("ordinary", "monitored", "call_for_action")


class FactWireTransfer(
    LakeTable,
    grain="wire instruction",
    load=LoadPattern.DAY,
    owner="payments",
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("account_key", "dim_account", "contract_id"),
    ),
):
    """Every wire sent or received, as it was known at the end of the day it was instructed.

    A wire that waits settles on a later day: the star's view shows what became of it, a partition never does.
    """

    wire_key: Id = key("the wire")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    customer_id: Id = number("who sends or receives")
    account_id: Id = number("account it goes through")
    contract_id: Id = number("the account among all contracts of the bank")
    transaction_date: Instant = instant("when it was instructed")
    direction: Text = code("outbound leaves the bank, inbound arrives", DIRECTIONS)
    purpose: Text = text("as stated by the sender")
    reference_number: Text = text("on its posting too")
    status: Text = code("as known at the end of the day", WIRE_STATUSES)
    amount: Money = money("instructed, in US dollars", gt=0)
    signed_amount: Money = money("positive when inbound, negative when outbound")
    completed_amount: Money = money("instructed amount of what was completed on the day", ge=0)
    fee_amount: Money = money("charged to the sender the same day", pii=Pii.NONE, ge=0)
    counterparty_name: Text = text("the company or person on the other side", pii=Pii.PERSONAL)
    counterparty_bank: Text = text("the other side's bank")
    counterparty_country: Text = text("where that bank is")
    country_risk: Text = code("how the country stood on the lists in force on the day", COUNTRY_RISKS)
    is_offshore_name: Flag = flag("the name of the other side says so", pii=Pii.SENSITIVE)

    @row_rule("the sign follows the direction", {"direction": "outbound", "amount": "5.00", "signed_amount": "5.00"})
    def sign_by_direction(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["signed_amount"] == rows["amount"].where(rows["direction"] == "inbound", -rows["amount"])

    @row_rule("completed counts its amount, all else nothing", {"status": "pending", "completed_amount": "5.00"})
    def completed_counts(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["completed_amount"] == rows["amount"].where(rows["status"] == "completed", 0)
