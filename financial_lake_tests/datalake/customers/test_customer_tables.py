"""The customers' tables agree on any day, have the rows the specification counts, and say what changed."""

from datetime import date, timedelta
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

RANDOM_DAYS = (date(2023, 2, 28), date(2024, 10, 1), date(2024, 12, 31), date(2025, 9, 1), date(2028, 2, 29))
TABLES = (
    "customers",
    "customer_profiles",
    "addresses",
    "phone_numbers",
    "email_addresses",
    "customers_segments",
    "customer_preferences",
)
each_day = pytest.mark.parametrize("day", RANDOM_DAYS, ids=str)


@cache
def bank_of(customers: int, slots_a_block: int = 5_000) -> Bank:
    return Bank(BankSettings(customers=customers, defect_rate=0), slots_a_block=slots_a_block)


@cache
def rows_of(table: str, day: date, customers: int = 2_230) -> pa.Table:
    return source_table(table).generate(bank_of(customers), day)


def answer(question: str, day: date) -> list[tuple[object, ...]]:
    """Rows of a question over the tables of a day."""
    with duckdb.connect() as shell:
        for table in (*TABLES, "segments", "branches"):
            shell.register(table, rows_of(table, day))
        return shell.execute(question).fetchall()


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("customers", 2_214), ("customer_profiles", 2_214), ("addresses", 2_269), ("phone_numbers", 4_222),
        ("email_addresses", 3_111), ("customers_segments", 2_949), ("customer_preferences", 11_070),
    ],
)  # fmt: skip
def test_tables_have_the_rows_the_specification_counts(table: str, rows: int) -> None:
    days = [date(2024, 10, 1) + timedelta(days=7 * week) for week in range(13)]
    mean = np.mean([source_table(table).generate(bank_of(2_230), day).num_rows for day in days])
    assert abs(mean / rows - 1) < 0.02


@each_day
@pytest.mark.parametrize("table", TABLES)
def test_every_row_keeps_the_contract(table: str, day: date) -> None:
    source_table(table).model.check_rows(rows_of(table, day))


def test_the_register_is_empty_at_the_weekend_and_the_profiles_are_not() -> None:
    saturday = date(2024, 10, 5)
    assert rows_of("customers", saturday).num_rows == 0
    assert rows_of("customer_profiles", saturday).num_rows > 2_000


@each_day
def test_profiles_are_kept_of_exactly_the_customers(day: date) -> None:
    assert rows_of("customers", day)["customer_id"].equals(rows_of("customer_profiles", day)["customer_id"])


@each_day
def test_everyone_has_one_current_address_and_addresses_follow_without_gap(day: date) -> None:
    rows = rows_of("addresses", day).to_pandas().sort_values(["customer_id", "start_date"])
    current = rows[rows["end_date"].isna() | (rows["end_date"] >= day)]
    assert current["customer_id"].is_unique
    assert set(current["customer_id"]) == set(rows_of("customer_profiles", day)["customer_id"].to_pylist())
    following = rows.groupby("customer_id")["start_date"].shift(-1)
    gap = (pd.to_datetime(following) - pd.to_datetime(rows["end_date"]))[following.notna()]
    assert (gap == pd.Timedelta(days=1)).all()
    assert rows["end_date"].dropna().le(day).all()
    assert rows["end_date"].dropna().gt(day - timedelta(days=90)).all()


@each_day
def test_members_of_a_household_share_the_address(day: date) -> None:
    shared = answer(
        f"""select household_id, count(*), count(distinct (address_line1, city, postal_code))
        from customers join addresses using (customer_id)
        where end_date is null or end_date >= date '{day}'
        group by household_id having count(*) > 1""",  # noqa: S608 - the day is ours
        day,
    )
    assert len(shared) > 250
    assert {count for _, _, count in shared} == {1}


@each_day
def test_everyone_has_one_mobile_phone_and_one_personal_address(day: date) -> None:
    everyone = rows_of("customer_profiles", day)["customer_id"].to_pylist()
    for table, kind, primary in (
        ("phone_numbers", "phone_type", "mobile"),
        ("email_addresses", "email_type", "personal"),
    ):
        rows = rows_of(table, day).to_pandas()
        assert rows.loc[rows[kind] == primary, "customer_id"].tolist() == everyone
        assert not rows.duplicated(["customer_id", kind]).any()


@each_day
def test_everyone_is_in_the_regional_segment_of_the_country_and_in_none_twice(day: date) -> None:
    strays = answer(
        """select customer_id from customer_profiles
        left join customers_segments using (customer_id) left join segments using (segment_id)
        group by customer_id, country
        having count(*) filter (segment_code in ('USRET', 'CANRET')) <> 1
            or bool_or(segment_code = 'USRET') <> (country = 'US') or count(*) <> count(distinct segment_id)""",
        day,
    )
    assert strays == []


@each_day
def test_everyone_has_five_preferences_none_changed_later(day: date) -> None:
    rows = rows_of("customer_preferences", day).to_pandas()
    assert (rows.groupby("customer_id")["preference_type"].nunique() == 5).all()
    assert rows["customer_id"].nunique() == rows_of("customer_profiles", day).num_rows
    assert rows["updated_date"].max() <= day


@each_day
def test_profiles_repeat_what_the_other_tables_say(day: date) -> None:
    strays = answer(
        f"""select profile.customer_id
        from customer_profiles as profile
        join customers as customer using (customer_id)
        join phone_numbers as phone on phone.customer_id = profile.customer_id and phone_type = 'mobile'
        join email_addresses as email on email.customer_id = profile.customer_id and email_type = 'personal'
        join addresses as address on address.customer_id = profile.customer_id
            and (end_date is null or end_date >= date '{day}')
        join branches as branch on branch.branch_id = customer.home_branch_id
        where full_name <> customer.first_name || ' ' || customer.last_name
            or profile.email <> email.email_address or profile.phone <> phone.phone_number
            or (profile.address_line1, profile.city, profile.state_province, profile.country)
                <> (address.address_line1, address.city, address.state_province, address.country)
            or (branch.city, branch.state_province) <> (profile.city, profile.state_province)
            or onboarding_date <> customer_since""",  # noqa: S608 - the day is ours
        day,
    )
    assert strays == []


def test_late_2024_has_the_shares_of_the_specification() -> None:
    day = date(2024, 11, 15)
    rows = source_table("customer_profiles").generate(bank_of(20_000), day).to_pandas()

    def shares(column: str) -> dict[str, float]:
        return rows[column].value_counts(normalize=True).to_dict()

    wanted = {
        "customer_segment": {"retail": 0.61, "premium": 0.24, "corporate": 0.10, "private_banking": 0.05},
        "customer_status": {"active": 0.90, "dormant": 0.07, "closed": 0.03},
        "kyc_status": {"verified": 0.85, "pending": 0.10, "expired": 0.05},
        "risk_rating": {"low": 0.70, "medium": 0.25, "high": 0.05},
        "country": {"US": 0.60, "CA": 0.40},
        "gender": {"female": 0.49, "male": 0.49, "other": 0.01, "undisclosed": 0.01},
    }
    for column, expected in wanted.items():
        found = shares(column)
        assert all(abs(found[name] - share) < 0.015 for name, share in expected.items()), (column, found)
    assert 0.55 < shares("home_ownership")["own"] < 0.64
    assert abs(rows["assigned_agent_id"].notna().mean() - 0.80) < 0.01
    parents = rows[rows["persona"] == "young_parent"]
    assert parents["num_dependents"].between(1, 4).all()
    assert rows.loc[rows["employment_status"] == "self_employed", "customer_segment"].eq("corporate").all()


def test_preferences_meet_their_targets_and_flip_330_times_a_quarter() -> None:
    rows = source_table("customer_preferences").generate(bank_of(20_000), date(2024, 12, 31)).to_pandas()
    targets = {
        "paper_statements": 0.30, "e_statements": 0.80, "marketing_email": 0.50, "marketing_sms": 0.25,
        "push_notifications": 0.60,
    }  # fmt: skip
    found = rows.groupby("preference_type")["opted_in"].mean().astype(float)
    assert all(abs(found[name] - share) < 0.015 for name, share in targets.items())
    profiles = source_table("customer_profiles").generate(bank_of(20_000), date(2024, 12, 31)).to_pandas()
    known = profiles.loc[profiles["onboarding_date"] < date(2024, 10, 1), "customer_id"]
    flips = rows["customer_id"].isin(known) & (rows["updated_date"] >= date(2024, 10, 1))
    assert abs(flips.sum() * 2_230 / 20_000 / 330 - 1) < 0.08


def test_ten_per_cent_of_customers_move_and_five_per_cent_get_a_new_mobile_number_a_year() -> None:
    def texts(table: str, kind: str, primary: str, column: str, day: date) -> pd.Series:
        rows = source_table(table).generate(bank_of(20_000), day).to_pandas()
        return rows[rows[kind] == primary].set_index("customer_id")[column]

    first, last = date(2025, 1, 1), date(2026, 1, 1)
    for table, kind, primary, column, rate in (
        ("phone_numbers", "phone_type", "mobile", "phone_number", 0.05),
        ("email_addresses", "email_type", "personal", "email_address", 0.03 + 0.009),
    ):
        old, new = (texts(table, kind, primary, column, day) for day in (first, last))
        assert abs((old != new.reindex(old.index))[old.index.isin(new.index)].mean() - rate) < 0.006
    homes = [
        source_table("customer_profiles").generate(bank_of(20_000), day).to_pandas().set_index("customer_id")
        for day in (first, last)
    ]
    both = homes[0].index.intersection(homes[1].index)
    old, new = homes[0].loc[both], homes[1].loc[both]
    moved = old["address_line1"] != new["address_line1"]
    assert abs(moved.mean() - 0.10) < 0.008
    assert abs((old["city"] == new["city"])[moved].mean() - 0.70) < 0.04
    assert abs((old["country"] != new["country"])[moved].mean() - 0.03) < 0.015


@pytest.mark.parametrize("table", TABLES)
def test_a_bank_grown_tenfold_only_appends_and_blocks_do_not_matter(table: str) -> None:
    day = date(2025, 10, 1)
    small, large = rows_of(table, day, 223), rows_of(table, day)
    mine = (large["customer_id"].to_numpy() - 1_001) % 10_000_000 < 223
    assert large.filter(pa.array(mine)).equals(small)
    assert source_table(table).generate(bank_of(2_230, 500), day).equals(large)


@pytest.mark.parametrize("table", ["customers", "customer_profiles"])
@pytest.mark.parametrize("start", [date(2024, 10, 28), date(2025, 12, 29), date(2028, 8, 29)], ids=str)
def test_updated_at_moves_exactly_when_another_column_does(table: str, start: date) -> None:
    before, last_day, changes = None, start, 0
    for step in range(8):
        day = start + timedelta(days=step)
        now = rows_of(table, day).drop_columns(["dt"]).to_pandas().set_index("customer_id")
        if now.empty:
            continue
        if before is not None:
            both = now.index.intersection(before.index)
            old, new = before.loc[both].astype(str).fillna(""), now.loc[both].astype(str).fillna("")
            differs = (old != new).drop(columns="updated_at").any(axis=1)
            stamped = now.loc[both, "updated_at"] != before.loc[both, "updated_at"]
            changed_on = now.loc[both, "updated_at"].dt.date
            assert differs.equals(stamped)
            assert changed_on[differs].gt(last_day).all()
            assert changed_on.le(day).all()
            changes += int(differs.sum())
        before, last_day = now, day
    assert changes > 0


def test_days_asked_backwards_in_a_fresh_bank_are_the_same() -> None:
    fresh = Bank(BankSettings(defect_rate=0))
    for day in reversed(RANDOM_DAYS):
        assert source_table("customer_profiles").generate(fresh, day).equals(rows_of("customer_profiles", day))


def test_one_register_row_in_five_thousand_is_misspelled_and_the_profile_is_not() -> None:
    dirty = Bank(BankSettings(customers=20_000, defect_rate=0.2))
    rows = source_table("customers").generate(dirty, date(2024, 10, 1)).to_pandas()
    clean = source_table("customers").generate(bank_of(20_000), date(2024, 10, 1)).to_pandas()
    spoiled = (rows["first_name"] != clean["first_name"]) | (rows["last_name"] != clean["last_name"])
    assert abs(spoiled.mean() - 0.02) < 0.004
    for name in ("first_name", "last_name"):
        assert rows[name].str.strip().str.lower().equals(clean[name].str.lower())
