"""Links between accounts: how many there are, whom they join, and when they come and go."""

from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest

from financial_lake.datalake.accounts import account_relationships, accounts
from financial_lake.datalake.customers import customers
from financial_lake.settings import BankSettings
from financial_lake.simulation.account_lines import accounts as held_by
from financial_lake.simulation.account_links import named_links
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number

BANK = Bank(BankSettings())
A_DAY = date(2024, 11, 15)


@cache
def links_on(day: date) -> pd.DataFrame:
    """Links of a day."""
    return account_relationships.generate(BANK, day).to_pandas().set_index("relationship_id", drop=False)


@cache
def open_accounts_on(day: date) -> pd.DataFrame:
    """Accounts of a weekday that are not closed."""
    held = accounts.generate(Bank(BankSettings(defect_rate=0.0)), day).to_pandas().set_index("account_id", drop=False)
    return held[held["account_status"] != "closed"]


@cache
def register_on(day: date) -> pd.DataFrame:
    """Customers of a weekday."""
    return customers.clean_customers(BANK, day).to_pandas().set_index("customer_id")


@pytest.mark.parametrize("day", [date(2024, 10, 1), A_DAY, date(2024, 12, 29), date(2026, 3, 2), date(2028, 5, 6)])
def test_a_day_holds_the_specified_links(day: date) -> None:
    assert len(links_on(day)) == pytest.approx(845, rel=0.05 if day.year == 2024 else 0.10)


def test_a_fifth_of_the_open_accounts_has_one_link_a_twentieth_two() -> None:
    held = open_accounts_on(A_DAY)
    count = links_on(A_DAY).groupby("primary_account_id").size().reindex(held.index, fill_value=0)
    assert (count == 1).mean() == pytest.approx(0.20, abs=0.025)
    assert (count == 2).mean() == pytest.approx(0.05, abs=0.013)
    assert count.max() == 2


def test_links_join_open_accounts_as_their_type_says() -> None:
    links, held, register = links_on(A_DAY), open_accounts_on(A_DAY), register_on(A_DAY)
    own, other = held.loc[links["primary_account_id"]], held.loc[links["related_account_id"]]
    assert (other["customer_id"].to_numpy() == links["related_customer_id"].to_numpy()).all()
    circle = (own["customer_id"].to_numpy() - 1001) // 10
    assert (circle == (other["customer_id"].to_numpy() - 1001) // 10).all()
    is_own = (links["relationship_type"] == "linked_savings").to_numpy()
    assert (is_own == (own["customer_id"].to_numpy() == other["customer_id"].to_numpy())).all()
    assert set(own["account_type"][is_own]) == {"checking"}
    assert set(other["account_type"][is_own]) == {"savings"}
    house = register["household_id"]
    same_house = house.loc[own["customer_id"]].to_numpy() == house.loc[other["customer_id"]].to_numpy()
    assert ((links["relationship_type"] == "joint_owner").to_numpy() == (same_house & ~is_own)).all()
    others = links["relationship_type"][links["relationship_type"].isin(["beneficiary", "authorized_user"])]
    assert (others == "beneficiary").mean() == pytest.approx(0.5, abs=3.5 * (0.25 / len(others)) ** 0.5)


def test_own_savings_come_first_then_the_household() -> None:
    links, held = links_on(A_DAY), open_accounts_on(A_DAY)
    checking = set(held["account_id"][held["account_type"] == "checking"])
    saver = set(held["customer_id"][held["account_type"] == "savings"])
    first = links[links["relationship_id"] % 10 == 1]
    could = first[
        first["primary_account_id"].isin(checking)
        & held["customer_id"].loc[first["primary_account_id"]].isin(saver).to_numpy()
    ]
    young = (pd.Timestamp(A_DAY) - pd.to_datetime(could["created_on"])).dt.days < 200
    assert (could["relationship_type"][~young] == "linked_savings").mean() > 0.95
    rank = {"linked_savings": 0, "joint_owner": 1, "beneficiary": 2, "authorized_user": 2}
    order = links.assign(rank=links["relationship_type"].map(rank)).groupby("primary_account_id")["rank"]
    assert order.apply(lambda ranks: ranks.is_monotonic_increasing).all()


def test_customers_of_the_unlinked_circle_link_their_own_savings_only() -> None:
    for day in (A_DAY, date(2026, 3, 2), date(2028, 5, 5)):
        slot = (links_on(day)["related_customer_id"] - 1001) % 10_000_000
        straddling = links_on(day)[slot // 10 == 22]
        assert set(straddling["relationship_type"]) <= {"linked_savings"}


def test_a_link_is_made_within_200_days_and_shows_from_that_day() -> None:
    before = links_on(date(2024, 9, 30))
    for day in (date(2024, 10, 1) + timedelta(days=step) for step in range(92)):
        links = links_on(day)
        assert (links["created_on"] <= day).all()
        last = day - timedelta(days=max(0, day.weekday() - 4))
        held = open_accounts_on(last)["open_date"]
        younger = pd.concat(
            [
                pd.to_datetime(held.loc[links[column]]).reset_index(drop=True)
                for column in ("primary_account_id", "related_account_id")
            ],
            axis=1,
        ).max(axis=1)
        delay = (pd.to_datetime(links["created_on"]).reset_index(drop=True) - younger).dt.days
        assert delay.between(0, 200).all()
        stays = links.index.intersection(before.index)
        same = links.loc[stays, "related_account_id"] == before.loc[stays, "related_account_id"]
        assert same.mean() > 0.99
        before = links


def test_a_bank_of_223_shows_the_same_links_first() -> None:
    small = account_relationships.generate(Bank(BankSettings(customers=223)), A_DAY)
    assert small.num_rows > 50
    assert small.equals(account_relationships.generate(BANK, A_DAY).slice(0, small.num_rows))


def test_a_later_year_changes_no_link_of_the_years_before() -> None:
    block = next(BANK.blocks())
    day = day_number(date(2024, 12, 31))
    now, later = named_links(block, 2024), named_links(block, 2027)
    known = [
        set(zip(held.account_id[links.primary], held.account_id[links.related], links.created_on, strict=True))
        for held, links in (
            (held_by(block, 2024), now.where(now.created_on <= day)),
            (held_by(block, 2027), later.where(later.created_on <= day)),
        )
    ]
    assert known[0] == known[1]
