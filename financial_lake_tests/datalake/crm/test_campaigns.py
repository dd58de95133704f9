"""Campaigns and what customers do with them; who unsubscribes is left in peace for a year."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from financial_lake.datalake.crm import campaign_responses, campaigns
from financial_lake.datalake.customers import customer_preferences, customer_profiles
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER, date_of, day_number, month_of
from financial_lake.simulation.plain_preferences import MARKETING_EMAIL, PREFERENCE_TYPES, plain_steps
from financial_lake.simulation.population import customers, is_client, is_inactive
from financial_lake.simulation.preferences import preferences_on
from financial_lake.simulation.service.responses import responses, unsubscribed

FIRST, LAST = date(2024, 10, 1), date(2024, 12, 31)
QUARTER = [FIRST + timedelta(days=step) for step in range(92)]


@pytest.fixture(scope="module")
def large() -> Bank:
    return Bank(BankSettings(customers=40_000))


@pytest.fixture(scope="module")
def answered(large: Bank) -> pd.DataFrame:
    """The responses of a quarter."""
    return pd.concat([campaign_responses.generate(large, day).to_pandas() for day in QUARTER], ignore_index=True)


@pytest.mark.parametrize("day", [date(2023, 1, 1), FIRST, LAST, date(2025, 2, 28), date(2027, 8, 8)], ids=str)
def test_twelve_campaigns_of_fixed_kinds_lie_inside_their_quarter(day: date) -> None:
    table = campaigns.generate(Bank(), day)
    campaigns.Campaigns.check_rows(table)
    rows = table.to_pandas()
    quarter = pd.Timestamp(day).to_period("Q")
    assert rows["campaign_id"].tolist() == [day.year * 1000 + quarter.quarter * 100 + each for each in range(1, 13)]
    assert rows["campaign_type"].value_counts().to_dict() == {
        "email": 5,
        "digital": 4,
        "cross_sell": 2,
        "direct_mail": 1,
    }
    targets = {"retail": 4, "premium": 3, "all": 3, "corporate": 1, "private_banking": 1}
    assert rows["target_segment"].value_counts().to_dict() == targets
    assert rows["start_date"].ge(quarter.start_time.date()).all()
    assert rows["end_date"].le(quarter.end_time.date()).all()
    assert rows["campaign_name"].is_unique


def test_plans_stay_as_they_are_for_a_quarter_and_differ_from_the_next(large: Bank) -> None:
    plans = [campaigns.generate(large, day).drop_columns(["dt"]) for day in (FIRST, LAST, LAST + timedelta(days=1))]
    assert plans[0].equals(plans[1])
    ends = [plan["end_date"].to_pylist() for plan in plans]
    assert [each - timedelta(days=92) for each in ends[2]] != ends[1]


def test_a_quarter_has_142_responses() -> None:
    small = Bank()
    count = sum(campaign_responses.generate(small, day).num_rows for day in QUARTER)
    assert abs(count - 142) < 3 * np.sqrt(142)


def test_five_per_cent_respond_to_one_or_two_campaigns(large: Bank, answered: pd.DataFrame) -> None:
    shown = customer_profiles.generate(large, date(2024, 11, 15)).num_rows
    each = answered.groupby("customer_id")["campaign_id"].agg(["size", "nunique"])
    assert abs(len(each) / shown - 0.05) < 0.004
    assert (each["size"] == each["nunique"]).all()
    assert each["size"].max() == 2
    assert abs(each["size"].eq(2).mean() - 0.28) < 0.04  # a second one may come too late, or after leaving


def test_kinds_of_responses_and_conversions_have_their_shares(answered: pd.DataFrame) -> None:
    found = answered["response_type"].value_counts(normalize=True)
    for name, percent in {"opened": 40, "clicked": 30, "purchased": 20, "unsubscribed": 10}.items():
        assert abs(found[name] - percent / 100) < 0.04, name
    converted = answered.groupby("response_type")["converted"].mean()
    assert converted["unsubscribed"] == 0
    assert abs(converted["purchased"] - 0.30) < 0.06
    assert abs(converted["clicked"] - 0.05) < 0.03
    assert converted["opened"] < 0.03


def test_who_responds_is_meant_by_a_running_campaign_and_may_be_written_to(large: Bank, answered: pd.DataFrame) -> None:
    planned = campaigns.generate(large, LAST).to_pandas().set_index("campaign_id")
    for day in QUARTER[20::12]:
        rows = answered[answered["dt"] == day].join(planned.drop(columns="dt"), on="campaign_id")
        segment = customer_profiles.generate(large, day).to_pandas().set_index("customer_id")["customer_segment"]
        mail = customer_preferences.generate(large, day).to_pandas()
        mail = mail[mail["preference_type"] == "marketing_email"].set_index("customer_id")["opted_in"]
        assert len(rows)
        assert (rows["start_date"].le(day) & rows["end_date"].ge(day)).all()
        assert (rows["target_segment"].eq("all") | rows["target_segment"].eq(rows["customer_id"].map(segment))).all()
        by_mail = rows["campaign_type"].isin(["email", "cross_sell"])
        assert rows.loc[by_mail, "customer_id"].map(mail).all()
        assert not rows.loc[~by_mail, "customer_id"].map(mail).all() or len(rows) < 20
        number = day_number(day)
        for block in large.blocks():
            people = customers(block, 2024)
            absent = ~is_client(people, number) | is_inactive(block, number)
            assert not set(rows["customer_id"]) & set(people.customer_id[absent])


def test_nobody_responds_in_the_year_after_unsubscribing(large: Bank) -> None:
    last_quarter = int(month_of(day_number(LAST))) // 3
    last_word: dict[int, int] = {}
    kept = 0
    for quarter in range(last_quarter - 8, last_quarter + 1):
        for block in large.blocks():
            shown = responses(block, quarter)
            ids = customers(block, quarter // 4 + 1970).customer_id[shown.who]
            for who, day, kind in zip(ids.tolist(), shown.day.tolist(), shown.kind.tolist(), strict=True):
                assert not 0 < day - last_word.get(who, -NEVER) <= 365
                kept += 1
                if kind == 3:
                    last_word[who] = day
    assert kept > 10_000
    assert len(last_word) > 1_000


def test_marketing_e_mail_stops_for_365_days_and_then_counts_as_before(large: Bank) -> None:
    place, off, on_again, checked = PREFERENCE_TYPES.index("marketing_email"), 0, 0, 0
    for block in large.blocks():
        who, day = unsubscribed(block, 2025)
        once = np.flatnonzero(np.bincount(who, minlength=who.max() + 1)[who] == 1)
        chosen = once[(day[once] >= day_number(date(2024, 3, 1))) & (day[once] < day_number(date(2024, 12, 1)))][:8]
        for person, when in zip(who[chosen], day[chosen], strict=True):
            ids = customers(block, 2025).customer_id[person]

            def said(number: int, ids: int = ids, block: object = block) -> tuple[bool, int]:
                year_of_day = date_of(number).year
                row = np.flatnonzero(customers(block, year_of_day).customer_id == ids)[0]  # type: ignore[arg-type]
                agreed, since = preferences_on(block, number)  # type: ignore[arg-type]
                return bool(agreed[row, place]), int(since[row, place])

            plain = plain_steps(block, 2025).at(
                np.array([person * 5 + MARKETING_EMAIL] * 2), np.array([when, when + 366])
            )
            assert said(when)[0] == plain[0]
            for later in (1, 180, 365):
                assert said(when + later) == (False, when + 1)
            assert said(when + 366)[0] == plain[1]
            assert said(when + 366)[1] == (when + 366 if plain[1] else when + 1)
            off, on_again, checked = off + int(plain[0]), on_again + int(plain[1]), checked + 1
    assert checked > 20
    assert off
    assert on_again


def test_other_preferences_know_nothing_of_campaigns(large: Bank) -> None:
    number = day_number(LAST)
    for block in large.blocks():
        agreed, _ = preferences_on(block, number)
        plain = plain_steps(block, 2024).on(number).reshape(agreed.shape).astype(bool)
        differ = agreed != plain
        assert differ[:, MARKETING_EMAIL].any()
        assert not np.delete(differ, MARKETING_EMAIL, axis=1).any()
        assert not (agreed & ~plain).any()
