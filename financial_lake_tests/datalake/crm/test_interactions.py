"""Contacts: how many, who, when, by what means, and in which mood."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.datalake.crm.interactions import Interactions, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER, day_number, is_bank_holiday
from financial_lake.simulation.population import customers, is_client, is_inactive

QUARTER = [date(2024, 10, 1) + timedelta(days=step) for step in range(92)]


def quarter_of(bank: Bank) -> pd.DataFrame:
    return pd.concat([generate(bank, day).to_pandas() for day in QUARTER], ignore_index=True)


@pytest.fixture(scope="module")
def contacts() -> pd.DataFrame:
    """The fourth quarter of 2024 of the default bank."""
    return quarter_of(Bank())


@pytest.fixture(scope="module")
def large() -> Bank:
    return Bank(BankSettings(customers=20_000))


@pytest.fixture(scope="module")
def many(large: Bank) -> pd.DataFrame:
    """The same quarter of a bank nine times as large."""
    return quarter_of(large)


def shares(column: pd.Series) -> dict[str, float]:
    return column.value_counts(normalize=True).to_dict()


def test_a_quarter_has_3_690_contacts_most_of_them_on_weekdays(contacts: pd.DataFrame, many: pd.DataFrame) -> None:
    assert abs(len(contacts) / 3_690 - 1) < 0.05
    by_day = many.groupby("dt").size()
    weekday = by_day.index.map(lambda day: day.weekday())
    usual = by_day[weekday < 5].mean()
    assert abs(by_day[weekday == 5].mean() / usual - 0.5) < 0.05
    assert abs(by_day[weekday == 6].mean() / usual - 0.29) < 0.05  # visitors of a branch come on Monday


def test_rows_keep_the_contract_and_ids_count_from_one(contacts: pd.DataFrame) -> None:
    for day in (QUARTER[0], QUARTER[54], QUARTER[91]):
        rows = generate(Bank(), day)
        Interactions.check_rows(rows)
        assert (rows["interaction_id"].to_numpy() % 1_000_000_000 == np.arange(1, rows.num_rows + 1)).all()
    assert contacts["interaction_id"].is_unique


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (
            "interaction_type",
            {"inquiry": 35, "support": 30, "complaint": 15, "account_update": 10, "product_inquiry": 10},
        ),
        ("channel", {"phone": 30, "email": 25, "web": 20, "mobile_app": 15, "branch": 10}),
        ("service_mode", {"agent": 80, "chatbot": 20}),
        ("outcome", {"resolved": 70, "follow_up_needed": 20, "escalated": 10}),
    ],
)
def test_shares_are_as_specified(many: pd.DataFrame, column: str, expected: dict[str, int]) -> None:
    found = shares(many[column])
    assert found.keys() == expected.keys()
    for name, percent in expected.items():
        error = 4 * np.sqrt(percent / 100 * (1 - percent / 100) / len(many))
        assert abs(found[name] - percent / 100) < error, name
    assert abs(many["notes"].notna().mean() - 0.40) < 0.015


def test_customers_have_none_to_five_contacts_a_quarter(large: Bank, many: pd.DataFrame) -> None:
    first, last = day_number(QUARTER[0]), day_number(QUARTER[-1])
    active = []
    for block in large.blocks():
        people = customers(block, 2024)
        there = (people.joined_on < first) & (people.left_on > last)
        for day in range(first, last + 1, 7):
            there &= ~is_inactive(block, day)
        active.append(people.customer_id[there])
    counts = many.groupby("customer_id").size().reindex(np.concatenate(active), fill_value=0)
    found = counts.value_counts(normalize=True)
    assert found.index.max() == 5
    for count, percent in enumerate((20, 25, 25, 15, 10, 5)):
        assert abs(found[count] - percent / 100) < 0.012, count


def test_only_clients_who_are_awake_get_in_touch(large: Bank, many: pd.DataFrame) -> None:
    for day in QUARTER[::13]:
        number, who = day_number(day), set(many.loc[many["dt"] == day, "customer_id"])
        assert who
        for block in large.blocks():
            people = customers(block, 2024)
            absent = ~is_client(people, number) | is_inactive(block, number)
            assert not who & set(people.customer_id[absent])


def test_branch_contacts_begin_and_end_while_the_branch_is_open(many: pd.DataFrame) -> None:
    at_branch = many[many["channel"] == "branch"]
    begin = at_branch["interaction_at"] - at_branch["interaction_at"].dt.floor("D")
    end = begin + pd.to_timedelta(at_branch["duration_seconds"], unit="s")
    weekday = at_branch["interaction_at"].dt.day_of_week
    closes = pd.to_timedelta(np.where(weekday == 5, 13, 17), unit="h")
    assert (begin >= pd.Timedelta(hours=9)).all()
    assert (end <= closes + pd.Timedelta(seconds=1)).all()
    assert weekday.max() == 5
    days = at_branch["dt"].map(day_number).to_numpy()
    assert not is_bank_holiday(days).any()


def test_employees_answer_from_eight_to_six_and_chatbots_at_night_too(many: pd.DataFrame) -> None:
    hour = many["interaction_at"].dt.hour
    by_agent = many["service_mode"] == "agent"
    assert hour[by_agent].between(8, 17).all()
    assert abs(hour[~by_agent].lt(8).mean() - 1 / 3) < 0.03


def test_talks_last_as_long_as_their_channel_lets_them(many: pd.DataFrame) -> None:
    bounds = {
        "phone": (300, 2_700),
        "branch": (300, 2_700),
        "web": (120, 900),
        "email": (60, 600),
        "mobile_app": (60, 600),
    }
    for channel, (shortest, longest) in bounds.items():
        seconds = many.loc[many["channel"] == channel, "duration_seconds"]
        assert seconds.between(shortest, longest).all()
        assert seconds.min() < 1.1 * shortest
        assert seconds.max() > 0.9 * longest


def test_type_reason_and_channel_agree(many: pd.DataFrame) -> None:
    reasons = many.groupby("interaction_type")["reason"].agg(set).to_dict()
    assert reasons["complaint"] == {"complaint", "fee_dispute"}
    assert reasons["product_inquiry"] == {"loan_application", "general_info"}
    assert {"login", "card_issue"} <= reasons["support"]
    assert set(many["reason"]) == {
        "login", "account_inquiry", "fee_dispute", "card_issue",
        "loan_application", "general_info", "complaint", "support",
    }  # fmt: skip
    assert "login" not in set(many.loc[many["channel"] == "branch", "reason"])


def test_moods_are_good_worse_in_complaints_and_sink_before_leaving(large: Bank, many: pd.DataFrame) -> None:
    people = [customers(block, 2025) for block in large.blocks()]
    left_on = pd.Series(
        np.concatenate([each.left_on for each in people]), np.concatenate([each.customer_id for each in people])
    )
    gap = many["customer_id"].map(left_on) - many["dt"].map(day_number)
    mood = many["sentiment_score"].astype(float)
    for (first, last), (low, high) in {
        (1, 14): (0.05, 0.35),
        (15, 30): (0.15, 0.45),
        (31, 60): (0.25, 0.55),
        (61, 90): (0.35, 0.65),
    }.items():
        near = mood[gap.between(first, last)]
        assert len(near) > 5
        assert near.between(low, high).all()
    happy = gap.gt(NEVER // 2) & mood.ge(0.4)
    is_complaint = many["interaction_type"] == "complaint"
    assert mood[happy & ~is_complaint].ge(0.55).mean() > 0.99  # but for some whom a loan will keep
    assert abs(mood[happy & ~is_complaint].mean() - 0.775) < 0.01
    assert abs(mood[happy & is_complaint].mean() - 0.625) < 0.01


def test_representatives_answer_and_at_a_branch_its_manager_may(large: Bank, many: pd.DataFrame) -> None:
    day = QUARTER[45]
    handled = many[(many["dt"] == day) & many["handled_by"].notna()]
    staff = source_table("employees").generate(large, day).to_pandas().set_index("employee_id")
    roles = handled["handled_by"].map(staff["job_role"])
    assert handled["handled_by"].map(staff["employment_status"]).eq("active").all()
    assert set(roles[handled["channel"] == "branch"]) == {"customer_service_rep", "branch_manager"}
    assert set(roles[handled["channel"] != "branch"]) == {"customer_service_rep"}
