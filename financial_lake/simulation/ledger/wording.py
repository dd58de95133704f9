"""What postings say in words: references, descriptions, and the names and numbers of the other side.

Whole columns at once: numbers are written digit by digit, sentences are taken from a list made once a bank.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract.texts import sheet, text_of, write_base32, write_digits
from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.ledger.codes import CODE, CODES
from financial_lake.simulation.ledger.day_postings import DayPostings
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.vocabulary import party_names

WITH_NAME = {
    "salary": "Salary from",
    "pension": "Pension from",
    "allowance": "Allowance from",
    "business_receipt": "Invoice paid by",
    "rent": "Rent to",
    "utility": "Utility bill of",
    "subscription": "Subscription to",
    "bill_payment": "Bill paid to",
    "p2p_out": "Payment to",
    "p2p_in": "Payment from",
    "wallet_top_up": "Wallet top-up at",
    "account_transfer_in": "Transfer from",
    "account_transfer_out": "Transfer to",
    "card_purchase": "Card purchase at",
    "atm_withdrawal": "Cash machine of",
    "card_refund": "Card refund by",
    "wire_in": "Wire from",
    "wire_out": "Wire to",
    "asset_settlement": "Purchase price to",
}
"""Codes whose description names the other side."""
WITHOUT_NAME = {
    "cash_deposit": "Cash deposit at branch",
    "cash_withdrawal": "Cash withdrawal at branch",
    "loan_disbursement": "Loan paid out",
    "loan_payment": "Loan instalment",
    "premium_payment": "Insurance premium",
    "claim_payout": "Insurance claim paid",
    "investment_purchase": "Securities bought",
    "investment_sale": "Securities sold",
    "card_payment_received": "Credit card payment received",
    "card_payment_sent": "Credit card payment",
    "interest_credit": "Interest",
    "card_interest": "Credit card interest",
    "maintenance_fee": "Monthly maintenance fee",
    "overdraft_fee": "Overdraft fee",
    "wire_fee": "Wire fee",
    "atm_fee": "Foreign cash machine fee",
    "card_annual_fee": "Credit card annual fee",
    "card_late_fee": "Credit card late payment fee",
    "cash_advance": "Credit card cash advance",
    "opening_deposit": "Opening deposit",
    "closing_transfer": "Balance transferred on closing",
}
EXTERNAL_ACCOUNTS = 10**10
WITHOUT_ZEROS = (Reference.CL, Reference.IV)
"""References to claims and investment accounts, whose numbers are of no fixed length."""
_EVENT_DIGITS = 14


def references(postings: DayPostings) -> pa.StringArray:
    """The business event of each posting: its prefix and the event's id, or TR and a hash."""
    page = sheet("TR-" + "0" * _EVENT_DIGITS, postings.event.size)
    is_event = postings.reference != Reference.TR
    write_base32(page, 3, _EVENT_DIGITS, postings.event.view(np.uint64))
    places = np.flatnonzero(is_event)
    named = page[places]
    prefixes = np.frombuffer("".join(each.name for each in Reference).encode("ascii"), dtype=np.uint8).reshape(-1, 2)
    named[:, :2] = prefixes[postings.reference[places]]
    write_digits(named, 3, _EVENT_DIGITS, postings.event[places])
    page[places] = named
    written = text_of(page)
    for kind in WITHOUT_ZEROS:
        named_so = postings.reference == kind
        if named_so.any():
            numbers = pa.array(postings.event[named_so]).cast(pa.string())
            texts = pc.binary_join_element_wise(kind.name, numbers, "-")
            written = pc.replace_with_mask(written, pa.array(named_so), texts)
    return written


def counterparty_names(bank: Bank, postings: DayPostings) -> pa.Array:
    """Names of the other side; null where there is none."""
    has_name = postings.party_name >= 0
    return party_names(bank).take(pa.array(postings.party_name, mask=None if has_name.all() else ~has_name))


def counterparty_accounts(bank: Bank, postings: DayPostings) -> pa.StringArray:
    """Account numbers of the other side: 12 digits inside the bank, EXT and 10 digits outside, else null."""
    outside = postings.party_key != 0
    inside = postings.party_number > 0
    page = sheet("EXT" + "0" * 10, outside.size)
    bits = bank.stream("counterparties", "external_account").bits(postings.party_key)
    write_digits(page, 3, 10, (bits % np.uint64(EXTERNAL_ACCOUNTS)).astype(np.int64))
    places = np.flatnonzero(inside)
    numbers = page[places]
    write_digits(numbers, 0, 12, postings.party_number[places])
    page[places] = numbers
    return text_of(page, np.where(inside, 12, np.where(outside, 13, 0)), inside | outside)


def descriptions(bank: Bank, postings: DayPostings) -> pa.StringArray:
    """One short line a posting, agreeing with its code."""
    sentences, first_of_code = _sentences(bank)
    first = first_of_code[postings.code]
    names = np.where(first < 0, 0, np.maximum(postings.party_name, 0))
    return sentences.take(pa.array(np.where(first < 0, -first - 1, first + names)))


@remembered(keep=1)
def _sentences(bank: Bank) -> tuple[pa.StringArray, Ints]:
    """All descriptions there are, and where those of each code begin.

    A code that names the other side has one sentence a name, from the place given; any other has a single
    one, at minus the place given less one.
    """
    names = party_names(bank)
    places = np.zeros(len(CODES), dtype=np.int64)
    single = [WITHOUT_NAME.get(code.name, "") for code in CODES]
    lists = [pa.array(single, pa.string())]
    for code in WITHOUT_NAME:
        places[CODE[code]] = -CODE[code] - 1
    for turn, (code, opening) in enumerate(WITH_NAME.items()):
        places[CODE[code]] = len(CODES) + turn * len(names)
        lists.append(pc.binary_join_element_wise(opening, names, " "))
    return pa.concat_arrays(lists), places
