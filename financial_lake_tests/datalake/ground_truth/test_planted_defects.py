"""The truth about dirt: every dirty row is listed, no clean one is, and the list undoes it."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from financial_lake.datalake.accounts import accounts
from financial_lake.datalake.customers import customers
from financial_lake.datalake.ground_truth.planted_defects import PlantedDefects, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number

DIRTY = Bank(BankSettings(customers=223, defect_rate=0.5))
SPOTLESS = Bank(replace(DIRTY.settings, defect_rate=0.0))
DAY = date(2024, 10, 3)
SNAPSHOTS = {
    "customers": (customers.generate, "customer_id", {"padded_name"}, {"first_name", "last_name"}),
    "accounts": (accounts.generate, "account_id", {"malformed_enumeration"}, {"account_type", "account_status"}),
}


def test_the_list_fits_its_contract_and_is_numbered_from_the_day() -> None:
    rows = generate(DIRTY, DAY)
    PlantedDefects.check_rows(rows)
    first = day_number(DAY) * 10**9 + 1
    assert rows["defect_id"].to_pylist() == list(range(first, first + rows.num_rows))


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_dirty_snapshot_is_the_clean_one_with_exactly_the_listed_values_changed(name: str) -> None:
    make, key, kinds, columns = SNAPSHOTS[name]
    feed, clean = (make(bank, DAY).to_pandas().set_index(key) for bank in (DIRTY, SPOTLESS))
    found = generate(DIRTY, DAY).to_pandas()
    found = found[found["table_name"] == name]
    assert len(found) > 3
    assert set(found["defect_type"]) == kinds
    assert set(found["column_name"]) <= columns
    for row in found.itertuples():
        assert feed.loc[int(row.row_key), row.column_name] == row.planted_value != row.original_value
        feed.loc[int(row.row_key), row.column_name] = row.original_value
    pd.testing.assert_frame_equal(feed, clean)


def test_a_weekend_has_defects_in_transactions_only() -> None:
    assert set(generate(DIRTY, date(2024, 10, 5))["table_name"].to_pylist()) == {"transactions"}


def test_a_bank_without_dirt_has_nothing_to_tell() -> None:
    assert generate(SPOTLESS, DAY).num_rows == 0
