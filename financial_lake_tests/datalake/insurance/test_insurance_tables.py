"""The insurance tables: rows a day, parts that add up, people who are named, and what postings say of them."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from financial_lake.contract.frames import units_of
from financial_lake.datalake.insurance import beneficiaries, claims, coverages, policies, premium_payments
from financial_lake.datalake.payments.transactions import clean_transactions
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

BANK, SMALL = Bank(), Bank(BankSettings(customers=223))
DAYS = [date(2024, 10, 1), date(2024, 11, 17), date(2024, 12, 31)]
EARLY, LATE = date(2023, 1, 2), date(2027, 3, 31)


def rows(table: pa.Table) -> pd.DataFrame:
    return table.to_pandas(types_mapper=pd.ArrowDtype)


@pytest.mark.parametrize("module", [policies, coverages, beneficiaries, claims, premium_payments])
@pytest.mark.parametrize("day", [EARLY, *DAYS, LATE])
def test_rows_keep_their_contract(module: object, day: date) -> None:
    model = next(each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__)  # type: ignore[attr-defined]
    model.check_rows(module.generate(SMALL, day))  # type: ignore[attr-defined]


@pytest.mark.parametrize("day", DAYS)
def test_there_are_as_many_rows_as_expected(day: date) -> None:
    assert policies.generate(BANK, day).num_rows == pytest.approx(660, rel=0.05)
    assert coverages.generate(BANK, day).num_rows == pytest.approx(1_400, rel=0.05)
    assert beneficiaries.generate(BANK, day).num_rows == pytest.approx(970, rel=0.05)
    assert abs(claims.generate(BANK, day).num_rows - 100) <= 30


@pytest.mark.parametrize("day", DAYS)
def test_coverages_split_amount_and_premium_to_the_cent(day: date) -> None:
    held, parts = rows(policies.generate(BANK, day)), rows(coverages.generate(BANK, day))
    total = parts.groupby("policy_id")[["limit_amount", "premium_share_amount"]].sum()
    held = held.set_index("policy_id").loc[total.index]
    assert total["limit_amount"].tolist() == held["coverage_amount"].tolist()
    assert total["premium_share_amount"].tolist() == held["premium_amount"].tolist()
    kinds = parts.groupby("policy_id")["coverage_type"].agg("+".join)
    life = held["policy_type"].eq("life")
    assert set(kinds[life]) == {"death", "death+disability"}
    share = kinds[life].eq("death+disability").mean()
    assert abs(share - 0.40) <= 3 * np.sqrt(0.24 / life.sum())
    assert set(kinds[held["policy_type"].eq("vehicle")]) == {"collision+comprehensive+bodily_injury"}
    assert set(parts["deductible_amount"].astype(float)) == {0.0, 250.0, 500.0, 1000.0, 2500.0}


@pytest.mark.parametrize("day", DAYS)
def test_beneficiaries_share_all_of_it(day: date) -> None:
    held, named = rows(policies.generate(BANK, day)), rows(beneficiaries.generate(BANK, day))
    count = named.groupby("policy_id").size()
    assert named.groupby("policy_id")["percentage"].sum().eq(100).all()
    of_life = held.loc[held["policy_type"].eq("life"), "policy_id"]
    assert of_life.isin(count.index).all()
    counts = count.loc[of_life]
    for size, share in zip((1, 2, 3, 4), (0.30, 0.30, 0.25, 0.15), strict=True):
        assert abs(counts.eq(size).mean() - share) <= 3 * np.sqrt(share * (1 - share) / len(counts))
    others = held.loc[held["policy_type"].ne("life"), "policy_id"]
    assert abs(others.isin(count.index).mean() - 0.40) <= 3 * np.sqrt(0.24 / len(others))
    assert count[count.index.isin(others)].max() <= 2
    for kind, share in (("spouse", 0.5), ("child", 0.3), ("parent", 0.1), ("other", 0.1)):
        assert abs(named["relationship"].eq(kind).mean() - share) <= 3 * np.sqrt(share * (1 - share) / len(named))


def test_a_policy_names_other_persons_once_in_its_life() -> None:
    sets = {}
    for day in [date(2023, 1, 1) + timedelta(days=61 * step) for step in range(25)]:
        named = rows(beneficiaries.generate(SMALL, day))
        for policy, people in named.groupby("policy_id")["beneficiary_id"].agg(tuple).items():
            sets.setdefault(policy, []).append(people)
    changes = [sum(one != other for one, other in pairwise(each)) for each in sets.values()]
    assert max(changes) == 1
    assert 0 < np.mean(changes) < 0.4


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2024, 12, 13)])
def test_r51_each_premium_paid_has_its_posting_and_failed_ones_have_none(day: date) -> None:
    made, posted = premium_payments.generate(BANK, day), clean_transactions(BANK, day)
    posted = posted.filter(pc.equal(posted.column("transaction_code"), "premium_payment"))
    paid = made.filter(pc.equal(made.column("payment_status"), "completed"))
    names = {"from_account_id": "account_id", "customer_id": "customer_id", "reference_number": "reference_number"}
    order = paid.sort_by("reference_number"), posted.sort_by("reference_number")
    assert paid.num_rows == posted.num_rows > 0
    for own, other in names.items():
        assert order[0].column(own).to_pylist() == order[1].column(other).to_pylist()
    assert np.array_equal(units_of(order[0].column("amount")), units_of(order[1].column("amount")))
    assert set(posted.column("is_recurring").to_pylist()) == {True}


def test_r52_claims_settled_in_a_quarter_are_paid_out_once() -> None:
    settled, paid = {}, {}
    for day in [date(2024, 10, 1) + timedelta(days=step) for step in range(92)]:
        made = claims.generate(SMALL, day)
        made = made.filter(pc.equal(made.column("settlement_date"), pa.scalar(day)))
        posted = clean_transactions(SMALL, day)
        posted = posted.filter(pc.equal(posted.column("transaction_code"), "claim_payout"))
        settled |= dict(
            zip(made.column("reference_number").to_pylist(), made.column("approved_amount").to_pylist(), strict=True)
        )
        paid |= dict(
            zip(posted.column("reference_number").to_pylist(), posted.column("amount").to_pylist(), strict=True)
        )
    assert settled == paid
    assert settled


def test_an_ended_policy_stays_for_a_year_and_shows_its_ending_day() -> None:
    day = date(2024, 12, 31)
    shown = rows(policies.generate(BANK, day))
    ended = shown[shown["policy_status"].ne("active")]
    assert (ended["end_date"].astype(object) <= day).all()
    assert (ended["end_date"].astype(object) >= day - timedelta(days=365)).all()
    days = (
        pd.to_datetime(shown["end_date"].astype(object)) - pd.to_datetime(shown["start_date"].astype(object))
    ).dt.days
    assert days.ge(1).all()
