"""Posting codes: what exactly a posting is, and what follows from that (tables.md 5.2)."""

from dataclasses import dataclass

import numpy as np

METHODS = ("debit_card", "credit_card", "bank_transfer", "direct_debit", "cash", "wire", "internal")
CHANNELS = ("pos", "online", "mobile_app", "atm", "branch", "system")
TRANSACTION_TYPES = ("deposit", "transfer", "interest", "withdrawal", "payment", "fee")
FREQUENCIES = ("monthly", "semimonthly", "quarterly", "annual", "weekly")
"""Names of `flows.Rhythm`, from its first after BY_CODE."""
CREDIT_TYPES = ("deposit", "transfer", "interest")


@dataclass(frozen=True, slots=True)
class PostingCode:
    """A transaction_code: its type (which fixes the sign), usual method and channel, and rhythm."""

    name: str
    type: str
    method: str
    channel: str
    frequency: str | None = None

    @property
    def sign(self) -> int:
        """+1 for money that arrives, -1 for money that leaves."""
        return 1 if self.type in CREDIT_TYPES else -1


CODES: tuple[PostingCode, ...] = (
    PostingCode("salary", "deposit", "bank_transfer", "system", "monthly"),
    PostingCode("pension", "deposit", "bank_transfer", "system", "monthly"),
    PostingCode("allowance", "deposit", "bank_transfer", "system", "monthly"),
    PostingCode("business_receipt", "deposit", "bank_transfer", "online"),
    PostingCode("rent", "payment", "direct_debit", "system", "monthly"),
    PostingCode("utility", "payment", "direct_debit", "system", "monthly"),
    PostingCode("subscription", "payment", "direct_debit", "system", "monthly"),
    PostingCode("bill_payment", "payment", "bank_transfer", "online"),
    PostingCode("p2p_out", "payment", "bank_transfer", "mobile_app"),
    PostingCode("p2p_in", "transfer", "bank_transfer", "mobile_app"),
    PostingCode("wallet_top_up", "payment", "bank_transfer", "mobile_app"),
    PostingCode("account_transfer_in", "transfer", "bank_transfer", "online"),
    PostingCode("account_transfer_out", "payment", "bank_transfer", "online"),
    PostingCode("card_purchase", "payment", "debit_card", "pos"),
    PostingCode("atm_withdrawal", "withdrawal", "debit_card", "atm"),
    PostingCode("card_refund", "deposit", "debit_card", "pos"),
    PostingCode("cash_deposit", "deposit", "cash", "branch"),
    PostingCode("cash_withdrawal", "withdrawal", "cash", "branch"),
    PostingCode("wire_in", "transfer", "wire", "branch"),
    PostingCode("wire_out", "payment", "wire", "branch"),
    PostingCode("loan_disbursement", "deposit", "internal", "system"),
    PostingCode("asset_settlement", "payment", "bank_transfer", "system"),
    PostingCode("loan_payment", "payment", "direct_debit", "system", "monthly"),
    PostingCode("premium_payment", "payment", "direct_debit", "system", "monthly"),
    PostingCode("claim_payout", "deposit", "internal", "system"),
    PostingCode("investment_purchase", "payment", "internal", "system"),
    PostingCode("investment_sale", "deposit", "internal", "system"),
    PostingCode("card_payment_received", "transfer", "bank_transfer", "online"),
    PostingCode("card_payment_sent", "payment", "bank_transfer", "online"),
    PostingCode("interest_credit", "interest", "internal", "system"),
    PostingCode("card_interest", "fee", "internal", "system"),
    PostingCode("maintenance_fee", "fee", "internal", "system"),
    PostingCode("overdraft_fee", "fee", "internal", "system"),
    PostingCode("wire_fee", "fee", "internal", "system"),
    PostingCode("atm_fee", "fee", "internal", "system"),
    PostingCode("card_annual_fee", "fee", "internal", "system"),
    PostingCode("card_late_fee", "fee", "internal", "system"),
    PostingCode("cash_advance", "withdrawal", "credit_card", "atm"),
    PostingCode("opening_deposit", "deposit", "bank_transfer", "branch"),
    PostingCode("closing_transfer", "payment", "bank_transfer", "branch"),
)
"""The forty codes. Their order is part of the address of chance in the ledger: append, never reorder."""

CODE = {posting.name: place for place, posting in enumerate(CODES)}
SIGNS = np.array([posting.sign for posting in CODES], dtype=np.int64)
