"""Compliance incidents: how many, how they end, and that each row changes only once."""

from datetime import date, timedelta

import numpy as np
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.datalake.compliance.compliance_events import ComplianceEvents, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

DAY = date(2024, 12, 20)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


@pytest.fixture(scope="module")
def large() -> Bank:
    return Bank(BankSettings(customers=50_000))


def test_a_quarter_holds_10_260_rows(bank: Bank) -> None:
    rows = [generate(bank, date(2024, 10, 1) + timedelta(days=step)).num_rows for step in range(92)]
    assert abs(sum(rows) / 10_260 - 1) < 0.05
    assert abs(np.mean(rows) / 111.5 - 1) < 0.05


def test_rows_keep_the_contract_and_lie_in_the_window(bank: Bank) -> None:
    table = generate(bank, DAY)
    ComplianceEvents.check_rows(table)
    rows = table.to_pandas()
    assert rows["event_date"].between(DAY - timedelta(days=91), DAY).all()
    assert rows["review_date"].dropna().le(DAY).all()
    assert set(rows["customer_id"]) <= set(source_table("customers").generate(bank, DAY)["customer_id"].to_pylist())


def test_three_quarters_are_reviewed_within_30_days_and_14_per_cent_of_those_escalated(large: Bank) -> None:
    rows = generate(large, DAY).to_pandas()
    old = rows[rows["event_date"] <= DAY - timedelta(days=30)]
    reviewed = old[old["status"] != "open"]
    assert abs(len(reviewed) / len(old) - 0.75) < 0.04
    assert abs(reviewed["status"].eq("escalated").mean() - 0.14) < 0.03
    days = (reviewed["review_date"] - reviewed["event_date"]).map(lambda span: span.days)
    assert (days.min(), days.max()) == (1, 30)


def test_high_risk_customers_are_flagged_three_times_as_often(large: Bank) -> None:
    rows = generate(large, DAY).to_pandas()
    profiles = source_table("customer_profiles").generate(large, DAY).to_pandas().set_index("customer_id")
    is_high = profiles["risk_rating"].reindex(rows["customer_id"]).eq("high").to_numpy()
    is_flag = rows["event_type"].eq("aml_flag").to_numpy()
    assert abs(is_flag[is_high].mean() - 3 / 7) < 0.12
    assert abs(is_flag[~is_high].mean() - 0.2) < 0.03


def test_a_row_changes_only_once_on_its_review_day(bank: Bank) -> None:
    before = (
        generate(bank, DAY - timedelta(days=1))
        .to_pandas()
        .set_index("event_id")
        .drop(columns="dt")
        .astype(str)
        .fillna("")
    )
    for step in range(30):
        day = DAY + timedelta(days=step)
        now = generate(bank, day).to_pandas().set_index("event_id").drop(columns="dt").astype(str).fillna("")
        both = now.index.intersection(before.index)
        changed = both[(now.loc[both] != before.loc[both]).any(axis=1)]
        assert (before.loc[changed, "status"] == "open").all()
        assert (now.loc[changed, "review_date"] == str(day)).all()
        before = now


def test_ids_are_the_day_and_the_place_inside_it_over_all_blocks() -> None:
    whole, parts = Bank(), Bank(slots_a_block=500)
    rows = generate(parts, DAY)
    assert rows.equals(generate(whole, DAY))
    ids = rows["event_id"].to_numpy()
    assert np.unique(ids).size == ids.size
    assert (ids % 1_000_000_000 >= 1).all()


def test_the_incidents_of_the_first_customers_are_the_same_in_a_smaller_bank(bank: Bank) -> None:
    small = generate(Bank(BankSettings(customers=223)), DAY).to_pandas().drop(columns="event_id")
    large = generate(bank, DAY).to_pandas().drop(columns="event_id")
    mine = large[(large["customer_id"] - 1_001) % 10_000_000 < 223].reset_index(drop=True)
    assert small.equals(mine)
