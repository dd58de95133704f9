"""Dirt: each kind shows what it should, and every true row survives."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract.frames import decimals
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.dirt import EXTRA_ROWS, dirty_accounts, dirty_customers, dirty_transactions

DAY, ROWS = date(2024, 10, 1), 20_000
DIRTY = Bank(BankSettings(defect_rate=0.05))
NEW_ID = 19_997 * 10**9 + 500_000_001


def clean_rows() -> pa.Table:
    place = np.arange(ROWS)
    same = {
        "txn_timestamp": "2024-10-01T09:00:00.000007Z",
        "txn_type": "debit",
        "transaction_type": "payment",
        "transaction_code": "bill_payment",
        "channel": "mobile_app",
        "payment_method": "bank_transfer",
    }
    return pa.table(
        {
            "transaction_id": 19_997 * 10**9 + 1 + place,
            "account_id": (1001 + place) * 1000 + 100,
            "customer_id": 1001 + place,
            "amount": decimals(place + 100, pa.decimal128(18, 2)),
            **{name: pa.repeat(value, ROWS) for name, value in same.items()},
        }
    )


def feed_and_defects(bank: Bank = DIRTY) -> tuple[pd.DataFrame, pd.DataFrame]:
    feed, defects = dirty_transactions(bank, DAY, clean_rows(), np.arange(ROWS) * 7)
    return feed.to_pandas(types_mapper=pd.ArrowDtype), defects.to_pandas(types_mapper=pd.ArrowDtype)


def rows_of(kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The extra rows of a kind, and the true rows they were copied from."""
    feed, defects = feed_and_defects()
    extra = feed.iloc[ROWS:].assign(kind=defects.loc[defects["is_extra_row"], "defect_type"].to_numpy())
    sources = defects.loc[defects["defect_type"] == kind, "source_row_key"].astype("int64[pyarrow]")
    chosen = extra.loc[extra["kind"] == kind].drop(columns="kind").reset_index(drop=True)
    return chosen, feed.iloc[:ROWS].set_index("transaction_id").loc[sources].reset_index()


def test_one_row_in_twenty_is_dirtied_and_the_eight_kinds_are_alike_often() -> None:
    _, defects = feed_and_defects()
    assert len(defects) / ROWS == pytest.approx(0.05, abs=0.005)
    shares = defects["defect_type"].value_counts(normalize=True)
    assert len(shares) == 8
    assert shares.min() > 0.09
    assert shares.max() < 0.16


def test_at_rate_zero_the_feed_is_the_clean_table() -> None:
    feed, defects = dirty_transactions(Bank(BankSettings(defect_rate=0)), DAY, clean_rows(), np.arange(ROWS))
    assert feed.equals(clean_rows())
    assert defects.num_rows == 0


@pytest.mark.parametrize("kind", [each for each in EXTRA_ROWS if each != "duplicate_transaction_id"])
def test_an_extra_row_has_a_planted_id_and_differs_from_its_source_in_one_column_only(kind: str) -> None:
    extra, source = rows_of(kind)
    column = {"non_positive_amount": "amount", "unknown_account": "account_id"}.get(kind, "txn_timestamp")
    column = kind.removeprefix("null_") if kind.startswith("null_") else column
    assert (extra["transaction_id"] >= NEW_ID).all()
    pd.testing.assert_frame_equal(
        extra.drop(columns=["transaction_id", column]), source.drop(columns=["transaction_id", column])
    )
    assert (extra[column].isna() | (extra[column] != source[column]).fillna(value=True)).all()


def test_missing_ids_are_missing() -> None:
    for column in ("account_id", "customer_id"):
        extra, _ = rows_of(f"null_{column}")
        assert len(extra) > 50
        assert extra[column].isna().all()


def test_a_duplicate_is_the_same_row_again_under_the_same_id() -> None:
    extra, source = rows_of("duplicate_transaction_id")
    assert len(extra) > 50
    pd.testing.assert_frame_equal(extra, source)


def test_four_in_ten_bad_amounts_are_zero_and_the_others_negative() -> None:
    extra, source = rows_of("non_positive_amount")
    is_zero = extra["amount"] == 0
    assert is_zero.mean() == pytest.approx(0.4, abs=0.13)
    assert (extra["amount"][~is_zero] == -source["amount"][~is_zero]).all()


def test_unparseable_timestamps_are_the_four_known_ones() -> None:
    extra, _ = rows_of("unparseable_timestamp")
    assert set(extra["txn_timestamp"]) == {"2024-13-45T10:00:00Z", "31/12/24 25:61", "n/a", ""}


def test_unknown_accounts_belong_to_nobody() -> None:
    extra, _ = rows_of("unknown_account")
    unknown = extra["account_id"].to_numpy(dtype=np.int64)
    assert unknown.min() >= 9_900_000_000
    assert unknown.max() <= 9_999_999_999
    assert not np.isin(unknown % 1000 // 100, [1, 2, 3]).any()


def test_future_timestamps_lie_one_to_thirty_days_ahead_at_the_same_time_of_day() -> None:
    extra, source = rows_of("future_timestamp")
    ahead = (pd.to_datetime(extra["txn_timestamp"]) - pd.to_datetime(source["txn_timestamp"])).dt.days
    assert ahead.min() >= 1
    assert ahead.max() <= 30
    assert (extra["txn_timestamp"].str[10:] == source["txn_timestamp"].str[10:]).all()


def test_a_malformed_enumeration_is_the_row_itself_and_trimming_and_lowering_repairs_it() -> None:
    feed, defects = feed_and_defects()
    true = clean_rows().to_pandas(types_mapper=pd.ArrowDtype)
    malformed = defects[defects["defect_type"] == "malformed_enumeration"]
    assert not malformed["is_extra_row"].any()
    assert set(malformed["column_name"]) == {
        "txn_type", "transaction_type", "transaction_code", "channel", "payment_method"
    }  # fmt: skip
    assert (malformed["planted_value"] != malformed["original_value"]).all()
    assert (malformed["planted_value"].str.strip().str.lower() == malformed["original_value"]).all()
    repaired = feed.iloc[:ROWS].copy()
    changed = (repaired != true).any(axis=1)
    assert set(repaired.loc[changed, "transaction_id"].astype(str)) == set(malformed["row_key"])
    for column in malformed["column_name"].unique():
        repaired[column] = repaired[column].str.strip().str.lower()
    pd.testing.assert_frame_equal(repaired, true)


def test_which_rows_are_dirty_depends_on_the_posting_and_not_on_its_id() -> None:
    shifted = clean_rows().set_column(0, "transaction_id", pa.array(np.arange(ROWS) + 12_345))
    _, now = dirty_transactions(DIRTY, DAY, clean_rows(), np.arange(ROWS) * 7)
    _, then = dirty_transactions(DIRTY, DAY, shifted, np.arange(ROWS) * 7)
    for column in ("customer_id", "defect_type", "column_name", "original_value"):
        assert now[column].equals(then[column])


def test_names_and_accounts_are_dirtied_in_place_at_a_tenth_of_the_rate() -> None:
    ids = np.arange(ROWS)
    people = pa.table(
        {"customer_id": ids, "first_name": pa.repeat("Zoë", ROWS), "last_name": pa.repeat("de la Cruz", ROWS)}
    )
    kinds = pa.table(
        {
            "account_id": ids,
            "customer_id": ids,
            "account_type": pa.repeat("money_market", ROWS),
            "account_status": pa.repeat("active", ROWS),
        }
    )
    for (feed, defects), clean in (
        (dirty_customers(DIRTY, DAY, people), people),
        (dirty_accounts(DIRTY, DAY, kinds), kinds),
    ):
        assert feed.num_rows == ROWS
        assert defects.num_rows / ROWS == pytest.approx(0.005, abs=0.0015)
        assert not any(defects["is_extra_row"].to_pylist())
        differing = sum(
            one != other
            for name in clean.column_names
            for one, other in zip(feed[name].to_pylist(), clean[name].to_pylist(), strict=True)
        )
        assert differing == defects.num_rows
