"""The posting codes: type, sign and what each means to the customer's purse."""

import pyarrow as pa

from financial_lake.contract import Flag, Int, LakeTable, LoadPattern, Text, code, flag, key, number
from financial_lake.simulation.ledger.codes import CODES, TRANSACTION_TYPES

FLOW_CLASSES: dict[str, tuple[str, ...]] = {
    "income": ("salary", "pension", "allowance", "business_receipt"),
    "received": ("p2p_in", "wire_in", "cash_deposit", "claim_payout"),
    "spend": (
        "card_purchase",
        "atm_withdrawal",
        "cash_withdrawal",
        "cash_advance",
        "rent",
        "utility",
        "subscription",
        "bill_payment",
        "p2p_out",
        "wallet_top_up",
        "wire_out",
        "premium_payment",
    ),
    "refund": ("card_refund",),
    "own_transfer": (
        "account_transfer_in",
        "account_transfer_out",
        "card_payment_received",
        "card_payment_sent",
        "opening_deposit",
        "closing_transfer",
    ),
    "financing": ("loan_disbursement", "asset_settlement", "loan_payment"),
    "investment": ("investment_purchase", "investment_sale"),
    "interest": ("interest_credit",),
    "card_interest": ("card_interest",),
    "charge": ("maintenance_fee", "overdraft_fee", "wire_fee", "atm_fee", "card_annual_fee", "card_late_fee"),
}
CASH = {"cash_deposit", "cash_withdrawal", "atm_withdrawal", "cash_advance"}


class TransactionCodes(LakeTable, grain="posting code", load=LoadPattern.FULL, owner="payments"):
    """The posting codes: type, sign and what each means to the customer's purse."""

    transaction_code: Text = key("what exactly a posting is")
    transaction_type: Text = code("kind of posting", TRANSACTION_TYPES)
    txn_type: Text = code("direction of the money", ("debit", "credit"))
    sign: Int = number("1 for money that arrives, -1 for money that leaves", ge=-1, le=1)
    flow_class: Text = code("what it means to the customer's purse", tuple(FLOW_CLASSES))
    is_cash: Flag = flag("notes and coins change hands")


def rows() -> pa.Table:
    """All codes, in the order of the ledger."""
    class_of = {name: each for each, names in FLOW_CLASSES.items() for name in names}
    return pa.Table.from_pydict(
        {
            "transaction_code": [each.name for each in CODES],
            "transaction_type": [each.type for each in CODES],
            "txn_type": ["credit" if each.sign > 0 else "debit" for each in CODES],
            "sign": [each.sign for each in CODES],
            "flow_class": [class_of[each.name] for each in CODES],
            "is_cash": [each.name in CASH for each in CODES],
        },
        schema=TransactionCodes.arrow_schema(),
    )
