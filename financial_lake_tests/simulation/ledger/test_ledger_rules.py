"""The ledger's rules R1 to R16, recomputed from the tables alone over whole months of a small bank."""

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract.frames import units_of
from financial_lake.datalake.accounts import overdraft_events
from financial_lake.datalake.accounts.accounts import clean_accounts
from financial_lake.datalake.payments.transactions import clean_transactions
from financial_lake.settings import BankSettings
from financial_lake.simulation.account_lines import accounts, freezes
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import date_of, day_number, month_of, month_start
from financial_lake.simulation.ledger.anchors import balance_at_month_start
from financial_lake.simulation.ledger.codes import CODES
from financial_lake.simulation.population import customers, inactive_stretches

BANK = Bank(BankSettings(customers=223))
MONTHS = [date(2023, 3, 1), date(2024, 10, 1), date(2024, 12, 1), date(2025, 7, 1)]
SIGN = {each.name: each.sign for each in CODES}
TYPE = {each.name: each.type for each in CODES}


def _cents(table: pa.Table, name: str) -> np.ndarray:
    return units_of(table[name])


@lru_cache(maxsize=4)
def month_of_bank(first: date) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Postings, overdrafts of a month, and accounts on its last weekday with their anchors; money in cents."""
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    postings, crossings = [], []
    for day in days:
        table = clean_transactions(BANK, day)
        rows = table.to_pandas()
        rows["amount"], rows["fees"] = _cents(table, "amount"), _cents(table, "fees")
        rows["balance_after"] = _cents(table, "balance_after")
        postings.append(rows)
        table = overdraft_events.generate(BANK, day)
        rows = table.to_pandas()
        rows["overdraft_amount"], rows["fee_amount"] = _cents(table, "overdraft_amount"), _cents(table, "fee_amount")
        crossings.append(rows)
    posted = pd.concat(postings, ignore_index=True)
    sign = np.where(posted["txn_type"] == "credit", 1, -1)
    posted["signed"] = np.where(posted["status"] == "failed", 0, sign * posted["amount"])
    posted["instant"] = pd.to_datetime(posted["txn_timestamp"]).dt.tz_localize(None)
    posted = posted.sort_values(["account_id", "instant", "transaction_id"], ignore_index=True)
    snapshot = max(day for day in days if day.weekday() < 5)
    table = clean_accounts(BANK, snapshot)
    held = table.to_pandas()
    for name in ("current_balance", "credit_limit"):
        held[name] = _cents(table, name)
    held["rate"] = _cents(table, "interest_rate")
    held["apr"] = _cents(table, "apr")
    return posted, pd.concat(crossings, ignore_index=True), held.set_index("account_id")


def anchors(first: date) -> pd.Series:
    """Anchor of every account when a month opens, by account_id."""
    (block,) = BANK.blocks()
    return pd.Series(
        balance_at_month_start(block, int(month_of(day_number(first)))), accounts(block, first.year).account_id
    )


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def state_on(first: date, day: date) -> pd.DataFrame:
    """Whether each account is open, frozen, and its owner inactive on a day."""
    (block,) = BANK.blocks()
    lines, number = accounts(block, first.year), day_number(day)
    frozen = np.zeros(lines.account_id.size, dtype=bool)
    account, since, until = freezes(block, first.year)
    frozen[account[(since <= number) & (number <= until)]] = True
    asleep = np.zeros(customers(block, first.year).slot.size, dtype=bool)
    owner, since, until = inactive_stretches(block, first.year)
    asleep[owner[(since <= number) & (number <= until)]] = True
    return pd.DataFrame(
        {
            "is_open": (lines.opened_on <= number) & (number < lines.closed_on),
            "frozen": frozen,
            "asleep": asleep[lines.owner],
            "opened": lines.opened_on,
            "kind": lines.kind,
        },
        index=lines.account_id,
    )


@pytest.mark.parametrize("first", MONTHS)
def test_every_balance_is_the_one_before_plus_the_amount_from_the_anchor_on(first: date) -> None:
    posted, _, _ = month_of_bank(first)
    opening = anchors(first)
    before = posted.groupby("account_id")["balance_after"].shift()
    before = before.fillna(posted["account_id"].map(opening)).astype("int64")
    assert (posted["balance_after"] == before + posted["signed"]).all()
    assert posted.groupby("account_id")["instant"].diff().dropna().gt(pd.Timedelta(0)).all()


@pytest.mark.parametrize("first", MONTHS)
def test_every_month_closes_on_the_next_anchor(first: date) -> None:
    posted, _, held = month_of_bank(first)
    closing = posted.groupby("account_id")["balance_after"].last()
    opening, target = anchors(first), anchors(next_month(first))
    for account_id, balance in opening.items():
        assert closing.get(account_id, balance) == target[account_id]
    assert (held.loc[held["account_status"] == "closed", "current_balance"] == 0).all()


@pytest.mark.parametrize("first", MONTHS)
def test_snapshots_show_the_balance_after_the_last_posting(first: date) -> None:
    posted, _, _ = month_of_bank(first)
    opening = anchors(first)
    for offset in (1, 9, 17, 24):
        day = first + timedelta(days=offset)
        if day.weekday() >= 5:
            continue
        table = clean_accounts(BANK, day)
        last = posted[posted["dt"] <= day].groupby("account_id")["balance_after"].last()
        for account_id, balance in zip(
            table["account_id"].to_pylist(), _cents(table, "current_balance").tolist(), strict=True
        ):
            assert balance == last.get(account_id, opening[account_id])


@pytest.mark.parametrize("first", MONTHS)
def test_codes_fix_type_and_sign_and_amounts_are_positive(first: date) -> None:
    posted, _, _ = month_of_bank(first)
    assert (posted["amount"] > 0).all()
    assert (posted["transaction_code"].map(TYPE) == posted["transaction_type"]).all()
    sign = np.where(posted["txn_type"] == "credit", 1, -1)
    assert (posted["transaction_code"].map(SIGN) == sign).all()


@pytest.mark.parametrize("first", MONTHS)
def test_nothing_is_posted_outside_an_accounts_life_or_while_it_is_frozen(first: date) -> None:
    posted, _, _ = month_of_bank(first)
    for day, rows in posted.groupby("dt"):
        state = state_on(first, day).loc[rows["account_id"]]
        closing = rows["transaction_code"].isin(["closing_transfer", "card_payment_received"]).to_numpy()
        assert (state["is_open"].to_numpy() | closing).all()
        assert not state["frozen"].any()
        sleeping = rows[state["asleep"].to_numpy()]
        assert set(sleeping["transaction_code"]) <= {"interest_credit", "account_transfer_out"}


@pytest.mark.parametrize("first", MONTHS)
def test_no_balance_leaves_its_bounds_but_for_overdrafts(first: date) -> None:
    posted, crossings, held = month_of_bank(first)
    known = posted[posted["account_id"].isin(held.index)]
    kind = known["account_id"].map(held["account_type"])
    limit = known["account_id"].map(held["credit_limit"])
    card = kind == "credit_card"
    assert known.loc[card, "balance_after"].le(0).all()
    assert (known.loc[card, "balance_after"] >= -limit[card]).all()
    assert known.loc[kind.isin(["savings", "money_market", "cd"]), "balance_after"].ge(0).all()
    below = known[(kind == "checking") & (known["balance_after"] < 0)]
    assert set(below["account_id"]) == set(crossings["account_id"])


@pytest.mark.parametrize("first", MONTHS)
def test_interest_is_the_rate_on_the_daily_balances_to_the_cent(first: date) -> None:
    posted, _, held = month_of_bank(first)
    last = next_month(first) - timedelta(days=1)
    opening, state = anchors(first), state_on(first, last)
    credited = posted[posted["transaction_code"] == "interest_credit"].groupby("account_id")["amount"].sum()
    ends_of_day = posted.groupby(["account_id", "dt"])["balance_after"].last()
    days = [first + timedelta(days=offset) for offset in range((last - first).days)]
    checked = 0
    for account_id, account in held[held["account_type"].isin(["checking", "savings", "money_market"])].iterrows():
        now, total = state.loc[account_id], int(opening[account_id])
        balance = total
        own = ends_of_day[account_id] if account_id in ends_of_day.index else {}
        for day in days:
            balance = int(own.get(day, balance))
            total += balance
        pays = now["is_open"] and not now["frozen"]
        expected = (2 * account["rate"] * total + 365_000_000) // 730_000_000 if pays else 0
        assert credited.get(account_id, 0) == expected
        checked += expected > 0
    assert checked > 50


@pytest.mark.parametrize("first", MONTHS)
def test_cards_pay_interest_on_what_they_carry_to_the_cent(first: date) -> None:
    posted, _, held = month_of_bank(first)
    last = next_month(first) - timedelta(days=1)
    target, state = anchors(next_month(first)), state_on(first, last)
    own = posted[posted["account_id"].isin(held.index[held["account_type"] == "credit_card"])]
    named = own["transaction_code"]
    bought = own[~named.isin(["card_interest", "card_payment_received", "cash_advance"])]
    charges = -bought.groupby("account_id")["signed"].sum()
    charged = own[named == "card_interest"].groupby("account_id")["amount"].sum()
    checked = 0
    for account_id, card in held[held["account_type"] == "credit_card"].iterrows():
        now = state.loc[account_id]
        carried = max(0, -int(target[account_id]) - int(charges.get(account_id, 0)))
        pays = now["is_open"] and not now["frozen"] and not now["asleep"] and now["opened"] < day_number(first)
        expected = (2 * card["apr"] * carried + 12_000_000) // 24_000_000 if pays else 0
        assert charged.get(account_id, 0) == expected
        checked += expected > 0
    assert checked > 15


def test_term_deposits_are_worth_their_compounded_principal() -> None:
    first = date(2024, 11, 1)
    shown = clean_accounts(BANK, first).to_pandas()
    deposits = shown[(shown["account_type"] == "cd") & (shown["account_status"] == "active")]
    assert len(deposits) >= 3
    for _, deposit in deposits.iterrows():
        cents = int(deposit["current_balance"] * 100)
        start = date_of(day_number(deposit["maturity_date"])).replace(day=1)
        months = int(month_of(day_number(first))) - (int(month_of(day_number(start))) - int(deposit["term_months"]))
        rate = float(deposit["interest_rate"])
        principal = cents / (1 + rate / 12) ** months
        assert abs(principal - round(principal / 50_000) * 50_000) < 1


@pytest.mark.parametrize("first", MONTHS)
def test_transfers_between_accounts_of_the_bank_have_two_legs_naming_each_other(first: date) -> None:
    posted, _, held = month_of_bank(first)
    number = held["account_number"]
    inside = posted[
        posted["reference_number"].str.startswith("TR-")
        & posted["counterparty_type"].isin(["self", "internal"])
        & ~posted["counterparty_account"].str.startswith("EXT", na=False)
    ]
    assert len(inside) > 50
    for _, legs in inside.groupby("reference_number"):
        assert len(legs) == 2
        one, other = legs.iloc[0], legs.iloc[1]
        assert {one["txn_type"], other["txn_type"]} == {"debit", "credit"}
        assert one["amount"] == other["amount"]
        assert one["currency"] == other["currency"]
        assert one["account_id"] != other["account_id"]
        assert abs(one["instant"] - other["instant"]) <= pd.Timedelta(seconds=1)
        assert one["counterparty_account"] == number[other["account_id"]]
        assert other["counterparty_account"] == number[one["account_id"]]
        if one["counterparty_type"] == "internal":
            assert (one["customer_id"] - 1001) // 10 == (other["customer_id"] - 1001) // 10
            assert one["customer_id"] != other["customer_id"]
        else:
            assert one["customer_id"] == other["customer_id"]


@pytest.mark.parametrize("first", MONTHS)
def test_a_fee_follows_its_cause_by_a_second_under_the_same_reference(first: date) -> None:
    posted, _, _ = month_of_bank(first)
    fees = posted[posted["transaction_code"].isin(["wire_fee", "atm_fee"])]
    causes = posted[posted["fees"] > 0]
    assert len(fees) == len(causes)
    both = causes.merge(fees, on=["reference_number", "account_id"], suffixes=("", "_fee"))
    assert len(both) == len(causes)
    assert (both["amount_fee"] == both["fees"]).all()
    assert (both["instant_fee"] - both["instant"] == pd.Timedelta(seconds=1)).all()


@pytest.mark.parametrize("first", MONTHS)
def test_overdrafts_are_exactly_the_crossings_charged_and_cured_in_time(first: date) -> None:
    posted, crossings, held = month_of_bank(first)
    checking = posted["account_id"].map(held["account_type"]) == "checking"
    crossed = posted[checking & (posted["balance_after"] < 0) & (posted["balance_after"] - posted["signed"] >= 0)]
    merged = crossed.merge(crossings, on="transaction_id", suffixes=("", "_event"))
    assert len(merged) == len(crossed) == len(crossings)
    assert (merged["overdraft_amount"] == -merged["balance_after"]).all()
    assert (merged["instant"] == merged["event_timestamp"]).all()
    assert (merged["account_id"] == merged["account_id_event"]).all()
    assert (merged["fee_amount"] == np.where(merged["fee_waived"], 0, 35_00)).all()
    fees = posted[posted["transaction_code"] == "overdraft_fee"]
    charged = crossings[~crossings["fee_waived"]]
    assert set(fees["reference_number"]) == set(charged["reference_number"])
    month_end = pd.Timestamp(next_month(first))
    for _, event in merged.iterrows():
        own = posted[(posted["account_id"] == event["account_id"]) & (posted["instant"] > event["instant"])]
        cured = own[own["balance_after"] >= 0]["instant"].min()
        assert cured - event["instant"] <= pd.Timedelta(hours=72)
        assert cured < month_end


def test_months_start_where_months_begin() -> None:
    assert all(int(month_start(month_of(day_number(first)))) == day_number(first) for first in MONTHS)
