"""The raw feed of transactions: contract, ids, signs, references, rhythm, dirt, and any day alone."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract.frames import units_of
from financial_lake.datalake.accounts.accounts import clean_accounts
from financial_lake.datalake.ground_truth import planted_defects
from financial_lake.datalake.payments import transactions
from financial_lake.datalake.payments.transactions import Transactions, clean_transactions, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.ledger.codes import CODES
from financial_lake.simulation.ledger.release import CARD_CODES

BANK = Bank()
SMALL = Bank(BankSettings(customers=223))
OCTOBER = [date(2024, 10, 1) + timedelta(days=step) for step in range(31)]
MALFORMABLE = ["txn_type", "transaction_type", "transaction_code", "channel", "payment_method"]


@cache
def month() -> pd.DataFrame:
    """Clean rows of October 2024."""
    return frame_of(pa.concat_tables([clean_transactions(BANK, day) for day in OCTOBER]))


def frame_of(rows: pa.Table) -> pd.DataFrame:
    return rows.to_pandas(types_mapper=pd.ArrowDtype)


def cents(rows: pd.DataFrame, column: str) -> np.ndarray:
    return units_of(pa.chunked_array(pa.array(rows[column])))


def test_every_day_fits_the_contract_dirt_included() -> None:
    for day in OCTOBER[::6]:
        Transactions.check_rows(generate(BANK, day))


def test_without_dirt_the_strict_form_holds() -> None:
    spotless = Bank(replace(SMALL.settings, defect_rate=0))
    rows = frame_of(generate(spotless, date(2024, 10, 31)))
    always = [name for name in Transactions.arrow_schema().names if name not in {
        "merchant_id", "merchant_category", "recurring_frequency", "counterparty_type", "counterparty_name",
        "counterparty_account", "processed_by",
    }]  # fmt: skip
    assert not rows[always].isna().any().any()
    assert rows["txn_timestamp"].str.match(r"2024-10-31T\d{2}:\d{2}:\d{2}\.\d{6}Z$").all()
    assert (rows["amount"] > 0).all()
    assert rows["transaction_id"].is_unique
    for column in MALFORMABLE:
        assert (rows[column] == rows[column].str.strip().str.lower()).all()
    held = frame_of(clean_accounts(spotless, date(2024, 10, 31))).set_index("account_id")
    assert (held.loc[rows["account_id"], "customer_id"].to_numpy() == rows["customer_id"].to_numpy()).all()
    assert (held.loc[rows["account_id"], "currency"].to_numpy() == rows["currency"].to_numpy()).all()


def test_ids_count_the_postings_of_a_day_in_order_of_customer_account_and_instant() -> None:
    for day in OCTOBER[:3]:
        rows = frame_of(clean_transactions(BANK, day))
        first = day_number(day) * 10**9 + 1
        assert rows["transaction_id"].tolist() == list(range(first, first + len(rows)))
        ordered = rows.sort_values(["customer_id", "account_id", "txn_timestamp"], kind="stable")
        assert (ordered["transaction_id"] == rows["transaction_id"]).all()
        assert not rows.duplicated(["account_id", "txn_timestamp"]).any()


def test_an_average_day_has_4150_rows_and_the_last_of_the_month_the_most() -> None:
    per_day = month()["dt"].value_counts()
    assert per_day.mean() == pytest.approx(4_030, rel=0.05)
    assert 7_000 < per_day.max() < 8_300
    assert per_day.idxmax() == date(2024, 10, 31)


def test_six_in_ten_rows_are_card_postings_and_the_others_debits_to_credits_as_69_to_31() -> None:
    rows = month()
    by_card = rows["transaction_code"].isin(["card_purchase", "atm_withdrawal", "card_refund"])
    assert by_card.mean() == pytest.approx(0.61, abs=0.02)
    others = rows[~by_card]
    assert others["txn_type"].eq("debit").mean() == pytest.approx(0.69, abs=0.02)
    assert len(others) / 2_935 == pytest.approx(16.8, rel=0.05)


def test_every_code_has_its_type_and_sign() -> None:
    rows = month()
    pairs = set(zip(rows["transaction_code"], rows["transaction_type"], rows["txn_type"], strict=True))
    known = {(each.name, each.type, "credit" if each.sign > 0 else "debit") for each in CODES}
    assert pairs <= known
    assert len(pairs) >= 33


def test_first_digits_follow_benford() -> None:
    amounts = cents(month(), "amount")
    digit = amounts // 10 ** np.floor(np.log10(amounts)).astype(np.int64)
    shares = np.bincount(digit, minlength=10)[1:] / digit.size
    assert np.abs(shares - np.log10(1 + 1 / np.arange(1, 10))).mean() < 0.006


def test_three_in_ten_postings_not_made_by_card_are_released_by_someone_all_cash_and_wires_among_them() -> None:
    rows = month()
    manual = rows["processed_by"].notna()
    by_card = rows["transaction_code"].isin(CARD_CODES)
    assert not manual[by_card].any()
    assert manual[~by_card].mean() == pytest.approx(0.30, abs=0.01)
    always = rows["transaction_code"].isin(["cash_deposit", "cash_withdrawal", "wire_in", "wire_out"])
    assert manual[always].all()
    system = rows["transaction_type"].isin(["interest", "fee"])
    assert not manual[system].any()


def test_a_transfer_inside_the_bank_has_two_legs_that_name_each_other() -> None:
    rows = month()
    numbers = frame_of(clean_accounts(BANK, date(2024, 10, 31))).set_index("account_id")["account_number"]
    inside = rows[
        rows["counterparty_type"].isin(["internal", "self"])
        & rows["counterparty_account"].str.match(r"\d{12}$")
        & rows["reference_number"].str.startswith("TR-")
    ]
    assert len(inside) > 1_000
    legs = inside.assign(number=numbers.reindex(inside["account_id"]).to_numpy()).sort_values(
        ["reference_number", "txn_type"]
    )
    credit, debit = legs.iloc[::2].reset_index(), legs.iloc[1::2].reset_index()
    assert credit["txn_type"].eq("credit").all()
    assert debit["txn_type"].eq("debit").all()
    for column in ("reference_number", "amount", "currency", "dt"):
        assert (credit[column] == debit[column]).all()
    apart = pd.to_datetime(credit["txn_timestamp"]) - pd.to_datetime(debit["txn_timestamp"])
    assert (apart.abs() <= pd.Timedelta(seconds=1)).all()
    assert (credit["counterparty_account"] == debit["number"]).all()
    assert (debit["counterparty_account"] == credit["number"]).all()
    slots = [(leg["customer_id"].to_numpy(dtype=np.int64) - 1001) % 10_000_000 for leg in (credit, debit)]
    assert (slots[0] // 10 == slots[1] // 10).all()


def test_failed_attempts_leave_the_balance_as_it_was() -> None:
    rows = month()
    failed = rows["status"].eq("failed")
    assert failed.sum() > 15
    signed = np.where(rows["txn_type"].eq("credit"), 1, -1) * cents(rows, "amount") * (~failed).to_numpy()
    ordered = pd.DataFrame({"account": rows["account_id"], "at": rows["txn_timestamp"], "signed": signed})
    ordered["balance"] = cents(rows, "balance_after")
    ordered = ordered.sort_values(["account", "at"], kind="stable")
    before = ordered.groupby("account")["balance"].shift()
    known = before.notna()
    assert (before[known] + ordered["signed"][known] == ordered["balance"][known]).all()


def test_three_in_a_thousand_orders_to_pay_fail() -> None:
    rows = month()
    orders = rows[rows["transaction_code"].isin(["bill_payment", "p2p_out", "account_transfer_out"])]
    assert orders["status"].eq("failed").mean() == pytest.approx(0.003, abs=0.001)
    assert len(orders[orders["status"].eq("failed")]) == rows["status"].eq("failed").sum()


def test_a_fee_stands_beside_each_posting_that_says_it_caused_one() -> None:
    rows = month()
    caused = rows[rows["fees"] > 0]
    fees = rows[rows["transaction_code"].isin(["wire_fee", "atm_fee"])]
    pairs = caused.merge(fees, on=["reference_number", "account_id"], suffixes=("", "_of_fee"))
    assert len(pairs) == len(caused) == len(fees) > 0
    assert (pairs["fees"] == pairs["amount_of_fee"]).all()
    later = pd.to_datetime(pairs["txn_timestamp_of_fee"]) - pd.to_datetime(pairs["txn_timestamp"])
    assert (later == pd.Timedelta(seconds=1)).all()


def test_recurring_codes_and_card_subscriptions_are_marked_with_their_rhythm() -> None:
    rows = month()
    monthly = {each.name for each in CODES if each.frequency}
    recurring = rows["transaction_code"].isin(monthly) | (
        rows["transaction_code"].eq("card_purchase") & rows["txn_timestamp"].str.contains("T06:4")
    )
    assert (rows["is_recurring"] == recurring).all()
    marked = rows[rows["is_recurring"]].groupby("recurring_frequency")["transaction_code"]
    codes = {rhythm: set(names) for rhythm, names in marked}
    assert codes.pop("monthly") > {"premium_payment", "rent"}
    assert codes == {"semimonthly": {"salary"}, "quarterly": {"premium_payment"}, "annual": {"premium_payment"}}


def test_descriptions_say_what_the_code_says_and_name_the_other_side() -> None:
    rows = month()
    assert rows["description"].str.len().min() > 5
    assert rows.groupby("transaction_code")["description"].apply(lambda lines: lines.str[:6].nunique()).max() == 1
    named = rows["transaction_code"].isin(["rent", "salary", "p2p_out", "card_purchase", "account_transfer_out"])
    ends = [line.endswith(name) for line, name in rows.loc[named, ["description", "counterparty_name"]].to_numpy()]
    assert all(ends)


def test_an_external_payee_keeps_one_account() -> None:
    rows = month()
    merchants = rows[rows["merchant_id"].notna()]
    assert merchants.groupby("merchant_id")["counterparty_account"].nunique().max() == 1
    employers = rows[rows["transaction_code"].eq("salary")]
    assert employers.groupby("counterparty_name")["counterparty_account"].nunique().max() == 1


def test_taking_extra_rows_out_and_putting_original_values_back_gives_the_rows_of_a_bank_without_dirt() -> None:
    dirty = Bank(replace(SMALL.settings, defect_rate=0.2))
    spotless = Bank(replace(SMALL.settings, defect_rate=0))
    for day in (date(2024, 10, 1), date(2024, 10, 31)):
        feed = frame_of(generate(dirty, day))
        found = frame_of(planted_defects.generate(dirty, day))
        found = found[found["table_name"] == "transactions"]
        extra = found["is_extra_row"].to_numpy(dtype=bool)
        assert extra.sum() > 20
        keys = feed["transaction_id"].astype("string[pyarrow]")
        rejected = keys.isin(found.loc[extra, "row_key"]) & (
            keys.duplicated() | ~keys.isin(found.loc[extra, "source_row_key"])
        )
        kept = feed[~rejected.to_numpy()].set_index("transaction_id", drop=False)
        for row in found[~extra].itertuples():
            kept.loc[int(row.row_key), row.column_name] = row.original_value
        expected = frame_of(generate(spotless, day))
        pd.testing.assert_frame_equal(kept.reset_index(drop=True), expected)


def test_eight_defects_a_day_seven_of_them_extra_rows() -> None:
    found = pa.concat_tables([planted_defects.generate(BANK, day) for day in OCTOBER]).to_pandas()
    in_transactions = found[found["table_name"] == "transactions"]
    assert len(in_transactions) / 31 == pytest.approx(8.1, rel=0.2)
    assert in_transactions["is_extra_row"].mean() == pytest.approx(7 / 8, abs=0.06)


def test_a_day_has_the_same_bytes_alone_and_in_any_order() -> None:
    day = date(2024, 11, 30)
    alone = generate(Bank(SMALL.settings), day)
    wanderer = Bank(SMALL.settings)
    for other in (date(2024, 12, 2), date(2024, 10, 15), day):
        later = generate(wanderer, other)
    assert alone.equals(later)


def test_blocks_made_apart_give_the_rows_of_one_block() -> None:
    day = date(2024, 10, 31)
    pieces = Bank(SMALL.settings, slots_a_block=50)
    assert generate(pieces, day).combine_chunks().equals(generate(SMALL, day).combine_chunks())


def test_a_larger_bank_only_appends_rows() -> None:
    day = date(2024, 10, 4)
    few, many = clean_transactions(SMALL, day), clean_transactions(BANK, day)
    assert many.slice(0, few.num_rows).equals(few)
    planted = [frame_of(generate(bank, day).slice(rows.num_rows)) for bank, rows in ((SMALL, few), (BANK, many))]
    of_few = planted[1][planted[1]["transaction_id"].isin(planted[0]["transaction_id"])]
    pd.testing.assert_frame_equal(of_few.reset_index(drop=True), planted[0])


def test_the_feed_of_a_day_is_remembered_but_not_changed_by_asking_twice() -> None:
    day = date(2024, 10, 2)
    assert generate(SMALL, day).equals(transactions.feed_and_defects(SMALL, day)[0])
