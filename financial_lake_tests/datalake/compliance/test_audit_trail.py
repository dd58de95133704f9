"""The audit trail: what became another from day to day, who did it, and that nothing else is told."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.datalake.compliance.audit_trail import AuditTrail, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, is_business_day

DAYS = [date(2024, 12, 20) + timedelta(days=step) for step in range(21)]  # holidays, weekends and a year's end


@cache
def bank() -> Bank:
    return Bank(BankSettings(customers=2_230, defect_rate=0))


@cache
def rows_of(table: str, day: date) -> pd.DataFrame:
    return source_table(table).generate(bank(), day).to_pandas()


@pytest.fixture(scope="module")
def trail() -> pd.DataFrame:
    return pd.concat([generate(bank(), day).to_pandas() for day in DAYS], ignore_index=True)


def test_a_quarter_has_10_600_actions() -> None:
    first = date(2024, 10, 1)
    rows = sum(generate(bank(), first + timedelta(days=step)).num_rows for step in range(92))
    assert abs(rows / 10_600 - 1) < 0.05


def test_rows_keep_the_contract_and_staff_come_first(trail: pd.DataFrame) -> None:
    for day in DAYS[::4]:
        table = generate(bank(), day)
        AuditTrail.check_rows(table)
        assert (table["audit_id"].to_numpy() % 1_000_000_000 == np.arange(1, table.num_rows + 1)).all()
    for _, of_day in trail.groupby("dt"):
        owner = of_day["customer_id"]
        of_staff = owner.isna().to_numpy()
        assert not of_staff[of_staff.sum() :].any()
        known = owner[~of_staff].astype(int)
        slot = (known - 1_001) % 10_000_000
        assert slot.is_monotonic_increasing


@pytest.mark.parametrize(
    ("entity", "table", "key", "columns"),
    [
        ("preference", "customer_preferences", "preference_id", ["opted_in"]),
        ("kyc", "kyc_records", "kyc_id", ["kyc_status"]),
        ("phone", "phone_numbers", "phone_id", ["phone_number"]),
        ("address", "addresses", "address_id", ["end_date"]),
        ("customer", "customer_profiles", "customer_id", ["customer_segment", "customer_status", "assigned_agent_id"]),
        ("policy", "policies", "policy_id", ["policy_status", "agent_id", "linked_account_id"]),
        ("employee", "employees", "employee_id", ["employment_status"]),
    ],
)
def test_daily_tables_differ_as_the_trail_says(
    trail: pd.DataFrame, entity: str, table: str, key: str, columns: list[str]
) -> None:
    told = 0
    for before, after in pairwise(DAYS):
        old, new = (rows_of(table, day).set_index(key)[columns] for day in (before, after))
        own = trail[(trail["dt"] == after) & (trail["entity_type"] == entity) & (trail["audit_action"] != "view")]
        assert set(own.loc[own["audit_action"] == "create", "entity_id"]) == set(new.index) - set(old.index)
        assert set(own.loc[own["audit_action"] == "delete", "entity_id"]) == set(old.index) - set(new.index)
        kept = old.index.intersection(new.index)
        for column in columns:
            was, now = (_texts(rows.loc[kept, column]) for rows in (old, new))
            changed = was[was != now].index
            updates = own[own["column_name"] == column].set_index("entity_id")
            assert updates.index.is_unique
            assert set(updates.index) == set(changed)
            assert updates["old_value"].fillna("").to_dict() == was[changed].to_dict()
            assert updates["new_value"].fillna("").to_dict() == now[changed].to_dict()
            told += len(changed)
        told += len(own)
    assert told or entity == "employee"


def _texts(column: pd.Series) -> pd.Series:
    if column.dtype == bool:
        return column.map({True: "true", False: "false"})
    if column.dtype == float:
        return column.map(lambda value: "" if np.isnan(value) else str(int(value)))
    return column.map(lambda value: "" if value is None or value is pd.NaT else str(value))


def test_weekday_tables_change_as_the_trail_says(trail: pd.DataFrame) -> None:
    weekdays = [day for day in DAYS if day.weekday() < 5]
    for entity, table, column in (
        ("account", "accounts", "account_status"),
        ("card", "cards", "card_status"),
        ("loan", "loan_accounts", "loan_status"),
    ):
        key, told = f"{entity}_id", 0
        for before, after in pairwise(weekdays):
            old, new = (rows_of(table, day).set_index(key)[column] for day in (before, after))
            since = trail["dt"].map(lambda day, before=before, after=after: before < day <= after)
            own = trail[since & (trail["entity_type"] == entity)]
            updates = own[own["column_name"] == column].groupby("entity_id")
            first, last = updates["old_value"].first(), updates["new_value"].last()
            kept = old.index.intersection(new.index)
            changed = kept[(old[kept] != new[kept]).to_numpy()]
            assert set(changed) <= set(last.index)
            assert (first[changed] == old[changed]).all()
            assert (last[changed] == new[changed]).all()
            assert set(own.loc[own["audit_action"] == "create", "entity_id"]) >= set(new.index) - set(old.index)
            told += len(changed)
        assert told, entity


def test_whoever_handled_a_contact_looked_at_the_customer(trail: pd.DataFrame) -> None:
    contacts = pd.concat([rows_of("interactions", day) for day in DAYS])
    handled = contacts[contacts["handled_by"].notna()]
    views = trail[trail["audit_action"] == "view"]
    expected = zip(handled["customer_id"], handled["handled_by"], handled["interaction_at"], strict=True)
    found = zip(views["entity_id"], views["performed_by"], views["performed_at"], strict=True)
    assert sorted(found) == sorted(expected)
    assert views["entity_type"].eq("customer").all()


def test_every_wire_is_entered_when_it_is_instructed(trail: pd.DataFrame) -> None:
    wires = pd.concat([rows_of("wire_transfers", day) for day in DAYS])
    entered = trail[trail["entity_type"] == "transaction"]
    assert entered["audit_action"].eq("create").all()
    assert sorted(entered["entity_id"]) == sorted(wires["wire_id"])
    when = wires.set_index("wire_id")["wire_timestamp"]
    assert (entered["entity_id"].map(when) == entered["performed_at"]).all()


def test_employees_change_things_on_business_days_from_eight_to_six(trail: pd.DataFrame) -> None:
    changed = trail[(trail["audit_action"] != "view") & trail["performed_by"].notna()]
    assert len(changed) > 300
    assert is_business_day(changed["dt"].map(day_number).to_numpy()).all()
    assert changed["performed_at"].dt.hour.between(8, 17).all()
    by_system = trail[trail["performed_by"].isna()]
    assert by_system["ip_address"].isna().all()
    assert set(by_system["audit_action"]) == {"create", "update", "delete"}


def test_an_employee_sits_at_one_desk(trail: pd.DataFrame) -> None:
    desks = trail[trail["performed_by"].notna()].groupby("performed_by")["ip_address"].nunique()
    assert desks.eq(1).all()


def test_a_verified_identity_names_the_officer_of_the_file(trail: pd.DataFrame) -> None:
    verified = trail[
        (trail["entity_type"] == "kyc") & trail["new_value"].eq("verified") & trail["performed_by"].notna()
    ]
    assert len(verified) > 10
    for day, rows in verified.groupby("dt"):
        officer = rows_of("kyc_records", day).set_index("kyc_id")["verified_by"]
        assert (rows["entity_id"].map(officer) == rows["performed_by"]).all()
