"""Deposit and credit card accounts with their balance at the end of the day."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
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
    instant,
    key,
    money,
    number,
    rate,
    refers,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.contract.texts import sheet, text_of, write_digits
from financial_lake.simulation.account_lines import (
    account_numbers,
    account_status,
    accounts,
    apr,
    credit_limit_on,
    interest_rate_on,
)
from financial_lake.simulation.account_records import (
    ACCOUNT_KINDS,
    ACCOUNT_STATUSES,
    ACTIVE,
    CD,
    CLOSED,
    CREDIT_CARD,
    CURRENCIES,
    is_shown,
)
from financial_lake.simulation.addresses import places_at
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import day_number, is_weekday
from financial_lake.simulation.dirt import DAYS_OF_DEFECTS, dirty_accounts
from financial_lake.simulation.ledger import account_changes, term_deposits
from financial_lake.simulation.ledger.postings import balances_on
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints


class Accounts(
    LakeTable,
    grain="account, open or closed within 365 days",
    load=LoadPattern.SNAPSHOT_WEEKDAY,
    owner="deposits",
    rules=("R1", "R2", "R3", "R5", "R6", "R7", "R8", "R9", "R10", "R36", "R63", "R68"),
):
    """Deposit and credit card accounts with their balance at the end of the day."""

    account_id: Id = key("owner, place among the owner's accounts, and version of a replaced account")
    customer_id: Id = refers("customers", "owner")
    product_id: Id = refers("products", "what was sold")
    account_number: Text = text(
        "as transfers carry it; stored whole here only, masked from the curated layer on",
        pii=Pii.SECRET,
        pattern=r"\d{12}$",
    )
    account_type: Text = code("what kind of account it is", ACCOUNT_KINDS, free_case=True)
    account_status: Text = code("at the end of the day", ACCOUNT_STATUSES, free_case=True)
    open_date: Day = calendar_day("the weekday it was opened")
    closing_date: Day = calendar_day("the day it was closed; set for closed accounts only", null=True)
    currency: Text = code("only second savings and money market accounts may differ from US dollars", CURRENCIES)
    current_balance: Money = money("after the last posting up to the day; what is owed is negative")
    available_balance: Money = money("what the owner may spend: nothing when frozen or closed")
    interest_rate: Rate = rate("paid a year on deposits", null=True, ge=0, le="0.050000")
    credit_limit: Money = money("most that may be owed on a credit card", null=True, ge=1_000, le=200_000)
    apr: Rate = rate("charged a year on what a credit card carries over", null=True, ge="0.120000", le="0.299900")
    term_months: Int = number("length of a term deposit's term", null=True, ge=12, le=60)
    maturity_date: Day = calendar_day("end of a term deposit's current term", null=True)
    branch_id: Id = refers("branches", "the owner's home branch on the opening day", column_name="branch_id")
    updated_at: Instant = instant("last posting, month-end run, or change of an attribute")

    @row_rule("a closing date exactly for closed accounts", {"account_status": "closed", "closing_date": None})
    def closing_date_iff_closed(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["closing_date"].notna() == _plain(rows["account_status"]).eq("closed")

    @row_rule(
        "closed accounts hold nothing",
        {"account_status": "closed", "closing_date": date(2199, 12, 31), "current_balance": "1.00"},
    )
    def closed_is_empty(cls, rows: pd.DataFrame) -> pd.Series:
        return ~_plain(rows["account_status"]).eq("closed") | rows["current_balance"].eq(0)

    @row_rule("frozen and closed accounts give nothing", {"account_status": "frozen", "available_balance": "1.00"})
    def nothing_available_unless_active(cls, rows: pd.DataFrame) -> pd.Series:
        return _plain(rows["account_status"]).eq("active") | rows["available_balance"].eq(0)

    @row_rule(
        "an active account offers its balance, a card what its limit leaves",
        {
            "account_status": "active",
            "closing_date": None,
            "current_balance": "10.00",
            "available_balance": "99999999.00",
        },
    )
    def available_by_balance(cls, rows: pd.DataFrame) -> pd.Series:
        offered = rows["current_balance"] + rows["credit_limit"].fillna(0)
        return ~_plain(rows["account_status"]).eq("active") | rows["available_balance"].eq(offered)

    @row_rule(
        "limit and apr exactly for credit cards, interest for deposits",
        {"account_type": "credit_card", "credit_limit": None},
    )
    def card_terms_iff_card(cls, rows: pd.DataFrame) -> pd.Series:
        is_card = _plain(rows["account_type"]).eq("credit_card")
        fits = rows["credit_limit"].notna().eq(is_card) & rows["apr"].notna().eq(is_card)
        return fits & rows["interest_rate"].isna().eq(is_card)

    @row_rule("term and maturity exactly for cds", {"account_type": "cd", "term_months": None})
    def term_iff_cd(cls, rows: pd.DataFrame) -> pd.Series:
        is_cd = _plain(rows["account_type"]).eq("cd")
        return rows["term_months"].notna().eq(is_cd) & rows["maturity_date"].notna().eq(is_cd)

    @row_rule("nothing known lies ahead", {"open_date": date(2199, 12, 31)})
    def known_on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        closed = rows["closing_date"].isna() | (rows["closing_date"] <= rows["dt"]).fillna(value=False)
        return (rows["open_date"] <= rows["dt"]) & closed & (rows["updated_at"].dt.floor("D") <= _start_of(rows))


def generate(bank: Bank, day: date) -> pa.Table:
    """All accounts at the end of the day, as the core system delivers them: a type or status badly spelled at times."""
    return feed_and_defects(bank, day)[0]


@remembered(keep=1)
def feed_and_defects(bank: Bank, day: date) -> tuple[pa.Table, pa.Table]:
    """The accounts of a day as they are delivered, and what was planted in them (schema `spelling.DEFECTS`)."""
    return dirty_accounts(bank, day, clean_accounts(bank, day))


@remembered(keep=DAYS_OF_DEFECTS)
def planted(bank: Bank, day: date) -> pa.Table:
    """What was planted in the feed of a day; few rows, remembered for the list of all defects."""
    return feed_and_defects(bank, day)[1]


def clean_accounts(bank: Bank, day: date) -> pa.Table:
    """All accounts open at the end of the day, and those closed in the 365 days before; nothing at weekends."""
    today = day_number(day)
    if not is_weekday(today):
        return Accounts.arrow_schema().empty_table()
    columns = bank.columns(_rows, day.year, today)
    kind, status, numbers = columns["account_type"], columns["account_status"], columns.pop("account_number")
    is_card, is_term = kind == CREDIT_CARD, kind == CD
    page = sheet("0" * 12, numbers.size)
    write_digits(page, 0, 12, numbers)
    offered = columns["current_balance"] + np.where(is_card, columns["credit_limit"], 0)
    return frame(
        Accounts,
        day,
        kind.size,
        {
            **columns,
            "account_number": text_of(page),
            "account_type": Coded(kind, ACCOUNT_KINDS),
            "account_status": Coded(status, ACCOUNT_STATUSES),
            "closing_date": Known(columns["closing_date"], status == CLOSED),
            "currency": Coded(columns["currency"], CURRENCIES),
            "available_balance": np.where(status == ACTIVE, offered, 0),
            "interest_rate": Known(columns["interest_rate"], ~is_card),
            "credit_limit": Known(columns["credit_limit"], is_card),
            "apr": Known(columns["apr"], is_card),
            "term_months": Known(columns["term_months"].astype(np.int32), is_term),
            "maturity_date": Known(columns["maturity_date"], is_term),
        },
    )


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    every = accounts(block, year)
    row = np.flatnonzero(is_shown(every, today))
    held = every.where(row)
    maturity = np.zeros(row.size, dtype=np.int64)
    term = np.flatnonzero(held.kind == CD)
    maturity[term] = term_deposits.term_end(
        held.opened_on[term], held.term_months[term], np.minimum(today, held.closed_on[term] - 1)
    )
    return {
        "account_id": held.account_id,
        "customer_id": customers(block, year).customer_id[held.owner],
        "product_id": held.product_id,
        "account_number": account_numbers(block, year)[row],
        "account_type": held.kind,
        "account_status": account_status(block, today)[row],
        "open_date": held.opened_on,
        "closing_date": held.closed_on,
        "currency": held.currency,
        "current_balance": balances_on(block, today)[row],
        "interest_rate": interest_rate_on(block, today)[row],
        "credit_limit": credit_limit_on(block, today)[row],
        "apr": apr(block, year)[row],
        "term_months": held.term_months,
        "maturity_date": maturity,
        "branch_id": 1 + places_at(block, year, held.owner, held.opened_on),
        "updated_at": account_changes.last_change(block, today)[row],
    }


def _plain(column: pd.Series) -> pd.Series:
    return column.str.strip().str.lower()


def _start_of(rows: pd.DataFrame) -> pd.Series:
    return rows["dt"].astype(rows["updated_at"].dtype)
