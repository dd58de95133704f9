"""Loans on a day and the money they move: any day alone, any horizon, any size of the bank."""

from datetime import date

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.account_lines import accounts, freezes
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.credit_officers import decides, takes
from financial_lake.simulation.credit_records import Outcome, Records
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.lending import credit_histories, loan_flows, loan_payments, loan_states
from financial_lake.simulation.loan_numbers import loan_numbers
from financial_lake.simulation.loan_products import SETTLES_ASSET
from financial_lake.simulation.loan_state import DEFAULTED, DELINQUENT, PAID_OFF, RESTRUCTURED, states_on
from financial_lake.simulation.population import customers

DAYS = [cal.day_number(day) for day in (date(2023, 1, 2), date(2024, 2, 29), date(2024, 10, 14), date(2024, 12, 31))]
OCTOBER = (2024 - 1970) * 12 + 9


@pytest.fixture(scope="module")
def block() -> Block:
    """The default bank, one block."""
    return next(Bank(BankSettings()).blocks())


def equal(one: Records, other: Records) -> bool:
    names = one.__dataclass_fields__
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("day", DAYS, ids=cal.date_of)
def test_what_is_owed_is_the_loan_less_what_was_paid_plus_what_was_capitalised(block: Block, day: int) -> None:
    lived = credit_histories(block, int(cal.year_of(day)))
    states, loans, owed = loan_states(block, day), lived.loans, lived.instalments
    done = owed.settled_on <= day
    paid, capital = done & (owed.outcome == Outcome.PAID), done & (owed.outcome == Outcome.RESTRUCTURED)
    repaid = np.bincount(owed.loan, (owed.principal + owed.extra) * paid, len(loans)).astype(np.int64)
    added = np.bincount(owed.loan, owed.interest * capital, len(loans)).astype(np.int64)
    assert (states.balance == (loans.principal - repaid + added)[states.loan]).all()
    assert ((states.balance == 0) == (states.status == PAID_OFF)).all()
    counted = np.bincount(owed.loan, paid, len(loans)).astype(np.int64)
    assert (states.instalments_paid == counted[states.loan]).all()


@pytest.mark.parametrize("day", DAYS, ids=cal.date_of)
def test_days_and_amounts_past_due_count_from_the_oldest_unpaid_instalment(block: Block, day: int) -> None:
    lived = credit_histories(block, int(cal.year_of(day)))
    states, owed = loan_states(block, day), lived.instalments
    ended = states.status >= PAID_OFF
    unpaid = (owed.due_on < day) & (owed.settled_on > day)
    amount = np.bincount(owed.loan, (owed.principal + owed.interest) * unpaid, len(lived.loans)).astype(np.int64)
    assert (states.past_due == np.where(ended, 0, amount[states.loan])).all()
    oldest = np.full(len(lived.loans), cal.NEVER)
    np.minimum.at(oldest, owed.loan[unpaid], owed.due_on[unpaid])
    days = np.where(ended, 0, np.maximum(day - oldest[states.loan], 0))
    assert (states.days_past_due == days).all()
    assert ((states.status == DELINQUENT) == (~ended & (days >= 5))).all()
    assert (days < 180).all()
    assert (lived.loans.closed_on[states.loan][states.status == DEFAULTED] <= day).all()


def test_what_is_owed_never_rises_except_by_restructuring(block: Block) -> None:
    first = cal.day_number(date(2024, 1, 1))
    before = states_on(credit_histories(block, 2024), first)
    for day in range(first + 3, first + 360, 3):
        now = states_on(credit_histories(block, 2024), day)
        _, here, there = np.intersect1d(now.loan, before.loan, return_indices=True)
        risen = now.balance[here] > before.balance[there]
        assert (now.status[here][risen] == RESTRUCTURED).all()
        before = now


def test_a_later_year_changes_nothing_in_the_years_before(block: Block) -> None:
    for day in (*DAYS, cal.day_number(date(2024, 12, 30))):
        states = [states_on(credit_histories(block, year), day) for year in (int(cal.year_of(day)), 2026)]
        ids = [
            credit_histories(block, year).loans.loan_id[each.loan]
            for year, each in zip((int(cal.year_of(day)), 2026), states, strict=True)
        ]
        assert np.array_equal(*ids)
        for name in states[0].__dataclass_fields__:
            if name != "loan":
                assert np.array_equal(*(getattr(each, name) for each in states)), name


def test_successors_have_credit_histories_of_their_own(block: Block) -> None:
    lived, people = credit_histories(block, 2027), customers(block, 2027)
    later = people.occupant[lived.loans.owner] > 0
    assert later.any()
    assert (lived.loans.originated_on[later] > cal.day_number(date(2025, 1, 1))).all()
    assert (lived.loans.loan_id // 100 == people.customer_id[lived.loans.owner]).all()
    assert (lived.loans.loan_id == lived.applications.application_id[lived.loans.application]).all()
    assert (lived.loans.owner == lived.applications.owner[lived.loans.application]).all()
    assert (np.diff(lived.instalments.loan) >= 0).all()
    assert (lived.spells.owner == lived.loans.owner[lived.spells.loan]).all()
    assert (lived.left_on == people.left_on).all()


def test_a_bank_grows_by_appending() -> None:
    small = credit_histories(next(Bank(BankSettings(customers=223)).blocks()), 2024)
    large = credit_histories(next(Bank(BankSettings(customers=1_000)).blocks()), 2024)
    for name in ("applications", "decisions", "loans", "instalments"):
        less, more = getattr(small, name), getattr(large, name)
        assert equal(less, more.where(np.arange(len(less))))


def test_blocks_made_apart_say_the_same() -> None:
    whole = credit_histories(next(Bank(BankSettings(customers=1_000)).blocks()), 2024)
    apart = [credit_histories(each, 2024) for each in Bank(BankSettings(customers=1_000), slots_a_block=250).blocks()]
    ids = np.concatenate([each.loans.loan_id for each in apart])
    assert np.array_equal(ids, whole.loans.loan_id)
    assert np.array_equal(np.concatenate([each.loans.closed_on for each in apart]), whole.loans.closed_on)


def test_the_linked_account_is_open_and_never_frozen_while_the_loan_runs() -> None:
    block = next(Bank(BankSettings()).blocks())
    loans, held = credit_histories(block, 2026).loans, accounts(block, 2026)
    row = {int(account): place for place, account in enumerate(held.account_id)}
    linked = np.array([row[int(account)] for account in loans.account_id])
    until = np.minimum(loans.closed_on, cal.year_start(2027) - 1)
    assert (held.opened_on[linked] <= loans.applied_on).all()
    assert (held.closed_on[linked] >= until).all()
    assert (held.owner[linked] == loans.owner).all()
    assert (held.currency[linked] == 0).all()
    account, first, last = freezes(block, 2026)
    for each, begin, end in zip(account, first, last, strict=True):
        mine = linked == each
        assert not ((loans.applied_on[mine] <= end) & (begin <= until[mine])).any()


def test_payments_of_a_month_are_numbered_inside_their_day(block: Block) -> None:
    paid, lived = loan_payments(block, OCTOBER), credit_histories(block, 2024)
    for day in np.unique(paid.paid_on):
        rows = paid.paid_on == day
        assert paid.ordinal[rows].tolist() == list(range(1, rows.sum() + 1))
        assert (np.diff(lived.loans.owner[paid.loan[rows]]) >= 0).all()
    owed = lived.instalments.where(paid.instalment)
    assert (paid.cents == owed.principal + owed.interest + owed.extra + owed.late_fee).all()
    assert len(paid) * 3 == pytest.approx(2_450, rel=0.08)


def test_flows_of_a_month_are_its_disbursements_settlements_and_payments(block: Block) -> None:
    flows, lived = loan_flows(block, OCTOBER), credit_histories(block, 2024)
    held, loans = accounts(block, 2024), lived.loans
    new = loans.where(cal.month_of(loans.originated_on) == OCTOBER)
    out = flows.where(flows.code == CODE["loan_disbursement"])
    assert sorted(out.cents) == sorted(new.principal)
    assert (out.instant == cal.at(new.originated_on, 10)).all()
    assert (held.account_id[out.account] == new.account_id).all()
    settled = flows.where(flows.code == CODE["asset_settlement"])
    assert len(settled) == SETTLES_ASSET[new.loan_type].sum()
    assert (settled.instant % cal.MICROSECONDS_A_DAY == 11 * 3_600_000_000).all()
    paid = flows.where(flows.code == CODE["loan_payment"])
    assert (paid.instant == cal.at(paid.reference_day, 7, 10)).all()
    assert (paid.reference == Reference.LP).all()
    assert (paid.reference_number >= 1).all()
    assert len(paid) == len(loan_payments(block, OCTOBER))
    assert len(flows) == len(out) + len(settled) + len(paid)
    assert (flows.cents > 0).all()


def test_another_officer_than_the_applications_decides_and_a_manager_above_250000(block: Block) -> None:
    loans = credit_histories(block, 2024).loans
    ids = (loans.loan_id, loans.applied_on)
    first, second = takes(block.bank, *ids), decides(block.bank, *ids, loans.approved_on, loans.principal)
    recent = loans.applied_on > cal.day_number(date(2019, 1, 1))
    assert (first != second)[recent].all()


def test_loan_numbers_are_a_bijection_of_ten_digits() -> None:
    bank = Bank(BankSettings(customers=223))
    loan_id = np.concatenate([np.arange(100_100, 150_100), 1_000_100_100 + np.arange(50_000)])
    numbers = loan_numbers(bank, loan_id)
    assert np.unique(numbers).size == loan_id.size
    assert ((numbers >= 0) & (numbers < 10**10)).all()
    assert not np.array_equal(numbers, loan_numbers(Bank(BankSettings(customers=223, seed=7)), loan_id))
