"""The customers' own money: who gets and pays what, how often, on which days, and never more than they may."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation.account_days import usable_days
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_start
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.investors import investments
from financial_lake.simulation.ledger.anchors import balance_at_month_start
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.flows import Flows, Party, Rhythm
from financial_lake.simulation.ledger.payers import checking_payers, monthly_pay, payers
from financial_lake.simulation.ledger.standing_flows import standing_flows
from financial_lake.simulation.population import customers, employment_on
from financial_lake.simulation.subscriptions import subscriptions
from financial_lake.simulation.vocabulary import party_start

OCTOBER = (2024 - 1970) * 12 + 9
CHECKING, CREDIT_CARD = 0, 4
BLOCK = next(Bank().blocks())
Arrays = npt.NDArray[np.int64]


@cache
def flows(month: int = OCTOBER) -> Flows:
    return standing_flows(BLOCK, month)


def of(name: str, month: int = OCTOBER) -> Flows:
    every = flows(month)
    return every.where(every.code == CODE[name])


def owner_of(found: Flows, block: Block = BLOCK) -> Arrays:
    return accounts(block, 2024).owner[found.account]


def day_of_month(found: Flows, month: int = OCTOBER) -> Arrays:
    return found.instant // MICROSECONDS_A_DAY - month_start(month) + 1


def time_of_day(found: Flows) -> Arrays:
    return found.instant % MICROSECONDS_A_DAY


def hours(count: float) -> int:
    return round(count * MICROSECONDS_A_DAY / 24)


def test_salaries_are_paid_at_six_on_the_first_or_the_fifteenth() -> None:
    salary = of("salary")
    assert set(day_of_month(salary).tolist()) == {1, 15}
    assert set(time_of_day(salary).tolist()) == {hours(6)}
    assert salary.cents.min() >= 1_000_00
    assert salary.cents.max() <= 8_000_00


def test_three_in_ten_salaries_come_on_the_first_three_on_the_fifteenth_and_four_are_halved() -> None:
    salary = of("salary")
    times = np.bincount(salary.account)
    days = np.bincount(salary.account, weights=day_of_month(salary))
    paid = np.flatnonzero(times)
    assert np.mean(days[paid] == 1) == pytest.approx(0.30, abs=0.06)
    assert np.mean(days[paid] == 15) == pytest.approx(0.30, abs=0.06)
    assert np.mean(times[paid] == 2) == pytest.approx(0.40, abs=0.06)
    assert set(salary.recurring[times[salary.account] == 2].tolist()) <= {Rhythm.SEMIMONTHLY, Rhythm.BY_CODE}
    both = np.isin(salary.account, paid[times[paid] == 2])
    assert (salary.recurring[both] == Rhythm.SEMIMONTHLY).mean() > 0.99


def test_only_the_salaried_earn_salaries_only_the_retired_pensions_only_students_allowances() -> None:
    status = employment_on(customers(BLOCK, 2024), int(month_start(OCTOBER)))
    for name, expected in (("salary", {0}), ("pension", {2}), ("allowance", {3}), ("business_receipt", {1, 4})):
        found = of(name)
        assert len(found) > 10
        assert set(status[owner_of(found)].tolist()) == expected
        assert set(accounts(BLOCK, 2024).kind[found.account].tolist()) == {CHECKING}


def test_fixed_payments_come_on_their_days_and_hours() -> None:
    assert set(day_of_month(of("pension")).tolist()) == {3}
    assert set(day_of_month(of("allowance")).tolist()) == {5}
    assert set(day_of_month(of("rent")).tolist()) == {1, 2, 3, 4}
    assert set(time_of_day(of("utility")).tolist()) == {hours(6) + 56 * 60_000_000}
    assert set(time_of_day(of("subscription")).tolist()) == {hours(6) + 40 * 60_000_000}
    for name in ("utility", "subscription"):
        assert day_of_month(of(name)).min() >= 1
        assert day_of_month(of(name)).max() <= 27
    receipts = time_of_day(of("business_receipt"))
    assert hours(11) <= receipts.min() < receipts.max() < hours(14)


@pytest.mark.parametrize("name", ["salary", "pension", "allowance", "rent", "subscription"])
def test_regular_flows_repeat_each_month_of_a_year_on_the_same_day_to_the_same_payee_and_amount(name: str) -> None:
    now, then = of(name), of(name, OCTOBER + 1)
    both = np.intersect1d(now.account, then.account)
    columns = []
    for found, month in ((now, OCTOBER), (then, OCTOBER + 1)):
        kept = found.where(np.isin(found.account, both))
        columns.append(
            {
                (account, day, cents, key)
                for account, day, cents, key in zip(
                    kept.account.tolist(),
                    day_of_month(kept, month).tolist(),
                    kept.cents.tolist(),
                    kept.party_key.tolist(),
                    strict=True,
                )
            }
        )
    assert len(columns[0] ^ columns[1]) <= 0.04 * len(columns[0])


def test_utility_bills_repeat_on_the_same_day_to_the_same_merchant_while_their_amounts_vary() -> None:
    now, then = of("utility"), of("utility", OCTOBER + 1)
    slots = [
        set(zip(found.account.tolist(), day_of_month(found, month).tolist(), found.merchant.tolist(), strict=True))
        for found, month in ((now, OCTOBER), (then, OCTOBER + 1))
    ]
    assert len(slots[0] & slots[1]) >= 0.95 * len(slots[0])
    assert len(now) / np.unique(now.account).size == pytest.approx(3.5, abs=0.15)


def test_rent_is_27_per_cent_of_pay_in_fives() -> None:
    rent = of("rent")
    pay = monthly_pay(BLOCK, OCTOBER)[owner_of(rent)]
    assert (rent.cents % 500 == 0).all()
    assert (np.abs(rent.cents - 0.27 * pay) <= 251).all()


@pytest.mark.parametrize(
    ("name", "mean"), [("bill_payment", 6.0), ("p2p_out", 7.5), ("p2p_in", 6.1), ("wallet_top_up", 8.0)]
)
def test_unplanned_payments_come_as_often_as_activity_says(name: str, mean: float) -> None:
    active = checking_payers(BLOCK, OCTOBER)
    exposure = (active.activity * usable_days(BLOCK, OCTOBER)[active.account].mean(axis=1)).sum()
    assert len(of(name)) / exposure == pytest.approx(mean, rel=0.06)


def test_savers_transfer_as_often_as_their_account_is_main() -> None:
    lines, active = accounts(BLOCK, 2024), payers(BLOCK, OCTOBER)
    savers = active.where(np.isin(lines.kind[active.account], (1, 2)))
    second = lines.line[savers.account] != 1
    exposure = usable_days(BLOCK, OCTOBER)[savers.account].mean(axis=1)
    times = np.bincount(of("account_transfer_in").account, minlength=lines.kind.size)[savers.account]
    assert times[~second].sum() / exposure[~second].sum() == pytest.approx(3.4, rel=0.08)
    assert times[second].sum() / exposure[second].sum() < 2.2


def test_no_discretionary_payment_exceeds_30_per_cent_of_opening_balance_and_pay() -> None:
    room = balance_at_month_start(BLOCK, OCTOBER) + monthly_pay(BLOCK, OCTOBER)[accounts(BLOCK, 2024).owner]
    for name in ("bill_payment", "p2p_out", "wallet_top_up", "account_transfer_in", "account_transfer_out"):
        found = of(name)
        assert (found.cents * 10 <= room[found.account] * 3).all()
        assert (found.cents > 0).all()


def test_flows_come_only_on_usable_days() -> None:
    every = flows()
    day = every.instant // MICROSECONDS_A_DAY - month_start(OCTOBER)
    assert usable_days(BLOCK, OCTOBER)[every.account, day].all()


def test_only_orders_to_pay_outside_the_circle_fail() -> None:
    every = Flows.joined([flows(OCTOBER + step) for step in range(3)])
    may_fail = np.isin(every.code, [CODE[each] for each in ("bill_payment", "p2p_out", "account_transfer_out")])
    may_fail &= every.party != Party.INTERNAL
    assert not every.fails[~may_fail].any()
    bills = every.code == CODE["bill_payment"]
    assert every.fails[bills].mean() == pytest.approx(0.003, abs=0.0012)


def test_payments_between_customers_have_two_legs_in_one_circle_on_accounts_usable_all_month() -> None:
    every = flows()
    inside = every.where(every.party == Party.INTERNAL)
    out, back = (inside.where(inside.code == CODE[name]) for name in ("p2p_out", "p2p_in"))
    assert len(out) == len(back) > 100
    out, back = (leg.where(np.argsort(leg.reference_number)) for leg in (out, back))
    for name in ("reference_number", "cents", "instant"):
        assert (getattr(out, name) == getattr(back, name)).all()
    assert (out.account == back.party_account).all()
    assert (back.account == out.party_account).all()
    slot = customers(BLOCK, 2024).slot
    assert (slot[owner_of(out)] // 10 == slot[owner_of(back)] // 10).all()
    assert (slot[owner_of(out)] != slot[owner_of(back)]).all()
    assert 22 not in (slot[owner_of(out)] // 10).tolist()
    throughout = usable_days(BLOCK, OCTOBER).all(axis=1)
    assert throughout[inside.account].all()


def test_six_in_ten_payments_to_circle_mates_go_to_one_favourite() -> None:
    every = Flows.joined([flows(OCTOBER + step) for step in range(3)])
    out = every.where((every.party == Party.INTERNAL) & (every.code == CODE["p2p_out"]))
    pair, times = np.unique(np.stack([out.account, out.party_account]), axis=1, return_counts=True)
    total = np.bincount(out.account)
    best = np.zeros(total.size)
    np.maximum.at(best, pair[0], times)
    often = total >= 6
    assert best[often].sum() / total[often].sum() == pytest.approx(0.62, abs=0.06)


def test_two_per_cent_of_customers_feed_brokers_outside_although_they_could_invest_here() -> None:
    people, lines, held = customers(BLOCK, 2024), accounts(BLOCK, 2024), investments(BLOCK, 2024)
    clients: set[int] = set()
    for step in range(3):
        out = of("account_transfer_out", OCTOBER + step)
        first = party_start("brokers")
        clients |= set(owner_of(out.where((out.party_name >= first) & (out.party_name < first + 3))).tolist())
    assert len(clients) / people.slot.size == pytest.approx(0.02, abs=0.008)
    assert clients <= set(lines.owner[lines.kind == CREDIT_CARD].tolist())
    assert not clients & set(held.owner[held.is_live(int(month_start(OCTOBER)))].tolist())


def test_a_customer_keeps_one_to_four_subscriptions_four_in_ten_paid_from_the_account() -> None:
    every = subscriptions(BLOCK, 2024)
    count = np.bincount(every.owner)
    assert set(count.tolist()) == {1, 2, 3, 4}
    assert every.on_card.mean() == pytest.approx(0.60, abs=0.03)
    assert set(every.cents.tolist()) == {499, 799, 999, 1199, 1499, 1799, 2299, 3999}
    assert np.unique(np.stack([every.owner, every.merchant]), axis=1).shape[1] == every.owner.size
    assert every.day.min() == 1
    assert every.day.max() == 27


def test_a_habit_changes_in_about_one_year_out_of_seven() -> None:
    before, after = habit_year(BLOCK, 2024, "rent"), habit_year(BLOCK, 2025, "rent")
    known = min(before.size, after.size)
    ids = customers(BLOCK, 2024).customer_id
    later = customers(BLOCK, 2025).customer_id
    same = np.searchsorted(later, ids) if (np.diff(later) > 0).all() else np.flatnonzero(np.isin(later, ids))
    assert known > 2000
    changed = before != after[same]
    assert changed.mean() == pytest.approx(0.15, abs=0.03)
    assert (after[same][changed] == 2025).all()


def test_a_larger_bank_has_the_same_flows_for_the_customers_of_the_smaller() -> None:
    small = next(Bank(BankSettings(customers=223)).blocks())
    few = standing_flows(small, OCTOBER)
    many = flows()
    ids = accounts(BLOCK, 2024).account_id
    kept = customers(BLOCK, 2024).slot[owner_of(many)] < 223

    def seen(found: Flows, account_id: Arrays) -> list[tuple[int, ...]]:
        columns = (account_id, found.instant, found.code, found.cents, found.party_key, found.reference_number)
        return sorted(zip(*(column.tolist() for column in columns), strict=True))

    assert seen(few, accounts(small, 2024).account_id[few.account]) == seen(many.where(kept), ids[many.account[kept]])
