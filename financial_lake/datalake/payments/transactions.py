"""Every posting on the bank's deposit and credit card accounts, as the core system delivers it: dirt included."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Flag,
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    code,
    flag,
    judged_code,
    key,
    money,
    rate,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.contract.texts import timestamps
from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.currencies import CURRENCIES, rate_on
from financial_lake.simulation.dirt import DAYS_OF_DEFECTS, dirty_transactions
from financial_lake.simulation.ledger import wording
from financial_lake.simulation.ledger.codes import (
    CHANNELS,
    CODES,
    FREQUENCIES,
    METHODS,
    SIGNS,
    TRANSACTION_TYPES,
)
from financial_lake.simulation.ledger.day_postings import DayPostings, day_postings
from financial_lake.simulation.ledger.release import released_by
from financial_lake.simulation.merchants import CATEGORIES, MERCHANT_COUNT, code_of
from financial_lake.simulation.merchants import CODES as CATEGORY_CODES

DIRECTIONS = ("debit", "credit")
STATUSES = ("completed", "failed")
COUNTERPARTY_TYPES = ("internal", "external", "self", "bank")
NAMES_OF_CODES = tuple(each.name for each in CODES)
CODES_THAT_FAIL = ("bill_payment", "p2p_out", "account_transfer_out")
CODES_WITH_FEE = ("wire_out", "atm_withdrawal")
CODES_OF_CLERKS = ("cash_deposit", "cash_withdrawal", "wire_in", "wire_out")


_TYPE_OF_CODE = np.array([TRANSACTION_TYPES.index(each.type) for each in CODES])
_METHOD_OF_CODE = np.array([METHODS.index(each.method) for each in CODES])
_CHANNEL_OF_CODE = np.array([CHANNELS.index(each.channel) for each in CODES])
_RHYTHM_OF_CODE = np.array([FREQUENCIES.index(each.frequency) if each.frequency else -1 for each in CODES])
_CATEGORY_OF_MERCHANT = np.array(
    [-1, *(CATEGORIES.index(CATEGORY_CODES[each].category) for each in code_of(np.arange(1, MERCHANT_COUNT + 1)))]
)
"""By merchant_id; none for 0."""


class Transactions(
    LakeTable,
    grain="posting (or failed attempt)",
    load=LoadPattern.EVENTS,
    owner="payments",
    rules=(
        *("R1", "R3", "R4", "R5", "R10", "R11", "R12", "R13", "R17", "R25", "R28", "R40", "R51", "R63", "R64"),
        *("R66", "R67", "R68", "R69", "R70"),
    ),
    unique_key=False,
):
    """Every posting on a deposit or credit card account: the raw feed of the core system, dirt included.

    Whatever `curated.judged_transactions` judges is let in and ends in quarantine or among the repairs; rules stand
    here for what it takes as delivered.
    """

    transaction_id: Id = key("the posting; unique over all days on clean rows", null=True)
    account_id: Id = refers("accounts", "the account that moves; missing or unknown on dirty rows", null=True)
    customer_id: Id = refers("customers", "owner of the account; missing on dirty rows", null=True)
    txn_timestamp: Text = text(
        "when it was posted, UTC, YYYY-MM-DDTHH:MM:SS.ffffffZ; text because the feed carries unreadable values",
        null=True,
    )
    txn_type: Text = judged_code("whether money leaves (debit) or arrives (credit)", DIRECTIONS)
    transaction_type: Text = judged_code("broad kind, which alone gives the sign", TRANSACTION_TYPES)
    transaction_code: Text = judged_code("what exactly it is; each code has one type", NAMES_OF_CODES)
    amount: Money = money("how much moves; above zero on clean rows, the sign is in txn_type", null=True)
    currency: Text = judged_code("currency of the account", CURRENCIES)
    exchange_rate: Rate = rate("US dollars for one unit of the currency on the day", gt=0)
    fees: Money = money("wire or cash machine fee this posting caused, posted as a row of its own", ge=0)
    balance_after: Money = money("balance right after this posting; failed attempts leave it as it was")
    status: Text = judged_code("whether it went through; a failed attempt moves nothing", STATUSES)
    payment_method: Text = judged_code("means of payment", METHODS)
    channel: Text = judged_code("where it was ordered", CHANNELS)
    merchant_id: Id = refers("merchants", "where a card, bill, subscription or wallet was paid", null=True)
    merchant_category: Text = code("what the merchant sells", CATEGORIES, null=True)
    is_recurring: Flag = flag("whether it comes back in a fixed rhythm")
    recurring_frequency: Text = code("that rhythm", FREQUENCIES, null=True)
    counterparty_type: Text = code(
        "the other side: another customer, someone outside, oneself, the bank", COUNTERPARTY_TYPES, null=True
    )
    counterparty_name: Text = text(
        "name of the other side; persons by first name and initial", pii=Pii.PERSONAL, null=True
    )
    counterparty_account: Text = text(
        "account of the other side: 12 digits in this bank, EXT and 10 digits, stable per payee, elsewhere",
        pii=Pii.SECRET,
        null=True,
        pattern=r"(\d{12}|EXT\d{10})$",
    )
    reference_number: Text = text(
        "the business event; shared by both legs of a transfer and by a fee and its cause",
        pattern=r"(TR-[0-9A-Z]{14}|(CT|WR|BV|LP|PP|OD)-\d{14}|CL-\d{9,}|IV-\d{11,})$",
    )
    description: Text = text("a short line that agrees with transaction_code", pii=Pii.SENSITIVE, null=True)
    processed_by: Id = refers("employees", "who released it; missing when it was automatic", null=True)

    @row_rule("a rate of one exactly for dollars", {"currency": "USD", "exchange_rate": "1.100000"})
    def one_dollar_is_a_dollar(cls, rows: pd.DataFrame) -> pd.Series:
        currency = rows["currency"].str.strip().str.upper().fillna("")
        return ~currency.isin(CURRENCIES) | (currency.eq("USD") == rows["exchange_rate"].eq(1))

    @row_rule("a rhythm exactly for recurring postings", {"is_recurring": True, "recurring_frequency": None})
    def rhythm_iff_recurring(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_recurring"] == rows["recurring_frequency"].notna()

    @row_rule("a category exactly with a merchant", {"merchant_id": None, "merchant_category": "dining"})
    def category_iff_merchant(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["merchant_id"].notna() == rows["merchant_category"].notna()

    @row_rule("a name for every kind of counterparty", {"counterparty_type": "bank", "counterparty_name": None})
    def name_iff_counterparty(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["counterparty_type"].notna() == rows["counterparty_name"].notna()

    @row_rule(
        "an account exactly for internal, external and own counterparties",
        {"counterparty_type": "external", "counterparty_account": None},
    )
    def account_iff_outside_the_bank(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["counterparty_type"].isin(COUNTERPARTY_TYPES[:3]) == rows["counterparty_account"].notna()

    @row_rule("only orders to pay fail", {"status": "failed", "transaction_code": "salary"})
    def failed_only_orders(cls, rows: pd.DataFrame) -> pd.Series:
        code = _plain(rows["transaction_code"])
        return _plain(rows["status"]).ne("failed") | ~code.isin(NAMES_OF_CODES) | code.isin(CODES_THAT_FAIL)

    @row_rule("fees only on wires sent and cash machines", {"fees": "3.00", "transaction_code": "rent"})
    def fee_only_where_due(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["fees"].eq(0) | _plain(rows["transaction_code"]).isin(CODES_WITH_FEE)

    @row_rule("branch cash and wires are released by someone", {"transaction_code": "wire_in", "processed_by": None})
    def clerk_of_cash_and_wires(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["processed_by"].notna() | ~_plain(rows["transaction_code"]).isin(CODES_OF_CLERKS)


def generate(bank: Bank, day: date) -> pa.Table:
    """The raw feed of the day: all postings, some malformed, then the bad extra rows."""
    return feed_and_defects(bank, day)[0]


@remembered(keep=1)
def feed_and_defects(bank: Bank, day: date) -> tuple[pa.Table, pa.Table]:
    """The raw feed of a day, and what was planted in it (schema `spelling.DEFECTS`)."""
    postings = day_postings(bank, day_number(day))
    return dirty_transactions(bank, day, _rows(bank, day, postings), postings.address)


@remembered(keep=DAYS_OF_DEFECTS)
def planted(bank: Bank, day: date) -> pa.Table:
    """What was planted in the feed of a day; few rows, remembered for the list of all defects."""
    return feed_and_defects(bank, day)[1]


def clean_transactions(bank: Bank, day: date) -> pa.Table:
    """The day's postings before dirt: what a cleaning layer must find again."""
    return _rows(bank, day, day_postings(bank, day_number(day)))


def _rows(bank: Bank, day: date, postings: DayPostings) -> pa.Table:
    number, codes = day_number(day), postings.code
    has_merchant = postings.merchant > 0
    clerk = released_by(bank, number, postings)
    rates = rate_on(bank, np.arange(len(CURRENCIES)), number)
    rhythm = np.where(postings.recurring > 0, postings.recurring - 1, _RHYTHM_OF_CODE[codes])
    columns = {
        "transaction_id": postings.transaction_id,
        "account_id": postings.account_id,
        "customer_id": postings.customer_id,
        "txn_timestamp": timestamps(day.isoformat(), postings.since_midnight),
        "txn_type": Coded((SIGNS[codes] + 1) // 2, DIRECTIONS),
        "transaction_type": Coded(_TYPE_OF_CODE[codes], TRANSACTION_TYPES),
        "transaction_code": Coded(codes, NAMES_OF_CODES),
        "amount": postings.cents,
        "currency": Coded(postings.currency, CURRENCIES),
        "exchange_rate": rates[postings.currency],
        "fees": postings.fee_cents,
        "balance_after": postings.balance_after,
        "status": Coded(postings.fails, STATUSES),
        "payment_method": Coded(np.where(postings.method >= 0, postings.method, _METHOD_OF_CODE[codes]), METHODS),
        "channel": Coded(np.where(postings.channel >= 0, postings.channel, _CHANNEL_OF_CODE[codes]), CHANNELS),
        "merchant_id": Known(postings.merchant, has_merchant),
        "merchant_category": Coded(_CATEGORY_OF_MERCHANT[postings.merchant], CATEGORIES),
        "is_recurring": rhythm >= 0,
        "recurring_frequency": Coded(rhythm, FREQUENCIES),
        "counterparty_type": Coded(postings.party - 1, COUNTERPARTY_TYPES),
        "counterparty_name": wording.counterparty_names(bank, postings),
        "counterparty_account": wording.counterparty_accounts(bank, postings),
        "reference_number": wording.references(postings),
        "description": wording.descriptions(bank, postings),
        "processed_by": Known(clerk, clerk > 0),
    }
    return frame(Transactions, day, codes.size, columns)


def _plain(column: pd.Series) -> pd.Series:
    return column.str.strip().str.lower().fillna("")
