"""The accounts of a bank: who holds what, what closes and comes again, what is frozen, what is agreed."""

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation import account_lines as lines
from financial_lake.simulation import personas, population
from financial_lake.simulation.account_days import days_of, usable_days
from financial_lake.simulation.account_lines import Accounts, accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import (
    NEVER,
    add_months,
    day_number,
    is_weekday,
    month_of,
    year_of,
    year_start,
)
from financial_lake.simulation.population import customers
from financial_lake.simulation.product_catalogue import (
    HIGHEST_RATE,
    LOWEST_RATE,
    PRODUCTS,
    indicative_rate,
)
from financial_lake.simulation.streams import Ints

FIRST, MIDDLE, LAST = (day_number(date(2024, *day)) for day in ((10, 1), (11, 15), (12, 31)))
CHECKING, SAVINGS, MONEY_MARKET, CD, CREDIT_CARD = range(5)


def block_of(count: int, *, slots_a_block: int = 5_000) -> Block:
    return next(Bank(BankSettings(customers=count), slots_a_block=slots_a_block).blocks())


@pytest.fixture(scope="module")
def default() -> Block:
    return block_of(2_230)


@pytest.fixture(scope="module")
def large() -> Block:
    return block_of(20_000, slots_a_block=20_000)


def in_quarter(days: Ints) -> int:
    return int(((days >= FIRST) & (days <= LAST)).sum())


def test_the_default_bank_has_as_many_accounts_of_each_kind_as_the_specification_counts(default: Block) -> None:
    held = accounts(default, 2024)
    shown = lines.is_shown(held, MIDDLE)
    assert abs(shown.sum() / 2_935 - 1) < 0.05
    kinds = np.bincount(held.kind[shown], minlength=5) / shown.sum() * 100
    assert np.abs(kinds - [37, 21, 10, 4, 28]).max() < 2
    status = np.bincount(lines.account_status(default, MIDDLE)[shown], minlength=3) / shown.sum() * 100
    assert np.abs(status - [93, 3, 4]).max() < 2
    assert abs(lines.is_open(held, MIDDLE).sum() / 2_830 - 1) < 0.05


def test_a_quarter_of_the_default_bank_sees_its_openings_closings_freezes_and_thaws(default: Block) -> None:
    held = accounts(default, 2024)
    _, first, last = lines.freezes(default, 2024)
    for seen, expected in ((held.opened_on, 31), (held.closed_on, 34), (first, 53), (last + 1, 53)):
        assert abs(in_quarter(seen) - expected) < 3 * expected**0.5


def test_everybody_holds_an_account_at_any_time_and_only_on_weekdays_is_one_opened(large: Block) -> None:
    people, held = customers(large, 2026), accounts(large, 2026)
    assert is_weekday(held.opened_on).all()
    for day in (FIRST, LAST, day_number(date(2026, 9, 1))):
        owners = np.unique(held.owner[lines.is_open(held, day)])
        assert np.array_equal(owners, np.flatnonzero(population.is_client(people, day)))
    assert (held.opened_on >= people.joined_on[held.owner]).all()
    assert (held.opened_on < people.left_on[held.owner]).all()
    assert (held.opened_on < held.closed_on).all()


def test_a_quarter_of_customers_holds_a_credit_card_only(large: Block) -> None:
    people, held = customers(large, 2024), accounts(large, 2024)
    has_deposit = np.zeros(len(people), dtype=np.bool_)
    has_deposit[held.owner[held.kind != CREDIT_CARD]] = True
    for persona in range(5):
        assert abs((~has_deposit)[people.persona == persona].mean() - personas.CARD_ONLY[persona]) < 0.03


def test_leaving_closes_every_account_and_nothing_opens_afterwards(large: Block) -> None:
    people, held = customers(large, 2026), accounts(large, 2026)
    left = people.left_on[held.owner]
    assert (held.closed_on <= left).all()
    shown = lines.is_shown(held, LAST)
    assert population.is_present(people, LAST)[held.owner[shown]].all()


def test_account_ids_are_composed_and_replacements_carry_their_year(large: Block) -> None:
    people, held = customers(large, 2026), accounts(large, 2026)
    version = held.account_id % 100
    assert np.array_equal(held.account_id, people.customer_id[held.owner] * 1_000 + held.line * 100 + version)
    assert np.unique(held.account_id).size == len(held)
    again = version > 0
    assert (version[again] == year_of(held.opened_on[again]) - 2_022).all()
    order = np.lexsort((held.opened_on, held.line, held.owner))
    ordered = held.where(order)
    follows = np.flatnonzero(ordered.account_id % 100 > 0)
    assert (ordered.owner[follows] == ordered.owner[follows - 1]).all()
    assert (ordered.line[follows] == ordered.line[follows - 1]).all()
    assert (ordered.kind[follows] == ordered.kind[follows - 1]).all()
    assert (ordered.opened_on[follows] - ordered.closed_on[follows - 1] >= 60).all()


def test_no_account_closes_while_it_pays_a_loan_or_its_owner_is_inactive(large: Block) -> None:
    held = accounts(large, 2026)
    bound = lines.bound_to_loans(large, 2026)
    row = np.searchsorted(np.sort(held.account_id), bound.account_id)
    account = np.argsort(held.account_id)[row]
    closed, left = held.closed_on[account], customers(large, 2026).left_on[held.owner[account]]
    asked_itself = (closed < left) & (closed < NEVER)
    assert not (asked_itself & (bound.first <= closed) & (closed <= bound.last)).any()
    person, first, last = population.inactive_stretches(large, 2026)
    ended = np.flatnonzero((held.closed_on < NEVER) & (held.closed_on < customers(large, 2026).left_on[held.owner]))
    silent = (held.owner[ended, None] == person) & (first <= held.closed_on[ended, None])
    assert not (silent & (held.closed_on[ended, None] <= last)).any()


def test_term_deposits_close_only_when_a_term_ends(large: Block) -> None:
    held = accounts(large, 2026)
    terms = held.where(held.kind == CD)
    left = customers(large, 2026).left_on[terms.owner]
    ended = terms.where((terms.closed_on < NEVER) & (terms.closed_on < left))
    months = month_of(ended.closed_on) - month_of(ended.opened_on)
    assert (months % ended.term_months == 0).all()
    assert np.array_equal(add_months(ended.opened_on, months), ended.closed_on)
    assert set(terms.term_months.tolist()) == {12, 24, 60}
    assert terms.opened_on[terms.term_months == 60].max() < year_start(2023)
    assert (terms.product_id == np.select([terms.term_months == 12, terms.term_months == 24], [7, 8], 9)).all()


def test_freezes_never_meet_a_salary_a_loan_or_a_silent_owner(large: Block) -> None:
    people, held = customers(large, 2026), accounts(large, 2026)
    row, first, last = lines.freezes(large, 2025)
    row_now = np.searchsorted(held.owner * 1_000 + held.account_id % 1_000, _address(large, 2025)[row])
    assert np.array_equal(held.account_id[row_now], accounts(large, 2025).account_id[row])
    for day in (first, last):
        salaried = population.employment_on(people.where(held.owner[row_now]), day) == personas.SALARIED
        assert not (salaried & (held.kind[row_now] == CHECKING)).any()
    bound = lines.bound_to_loans(large, 2026)
    same = held.account_id[row_now][:, None] == bound.account_id
    assert not (same & (bound.first <= last[:, None]) & (first[:, None] <= bound.last)).any()
    person, asleep, awake = population.inactive_stretches(large, 2026)
    same = held.owner[row_now][:, None] == person
    assert not (same & (asleep <= last[:, None]) & (first[:, None] <= awake)).any()


def _address(block: Block, year: int) -> Ints:
    """Places of a year's accounts in the order of a later year: rows of customers may have moved on."""
    held, then, later = accounts(block, year), customers(block, year), customers(block, year + 1)
    order = np.argsort(later.customer_id)
    owner = order[np.searchsorted(later.customer_id, then.customer_id, sorter=order)]
    return owner[held.owner] * 1_000 + held.account_id % 1_000


def test_freezes_last_two_to_eight_months_with_two_months_between(large: Block) -> None:
    held = accounts(large, 2026)
    row, first, last = lines.freezes(large, 2026)
    closing = held.closed_on[row] == last + 1
    days = last - first + 1
    assert days.max() <= 240
    assert days[~closing].min() >= 60
    assert (first >= held.opened_on[row] + 60).all()
    assert (last < held.closed_on[row]).all()
    order = np.lexsort((first, row))
    again = np.flatnonzero(row[order][1:] == row[order][:-1])
    assert (first[order][again + 1] - last[order][again] >= 60).all()
    assert CD not in held.kind[row]
    assert abs(lines.is_frozen(large, LAST).sum() / lines.is_open(accounts(large, 2024), LAST).sum() - 0.03) < 0.01


def test_the_main_account_is_the_open_dollar_account_first_in_rank(default: Block) -> None:
    held = accounts(default, 2024)
    main = lines.main_account(default, MIDDLE)
    live = lines.is_open(held, MIDDLE) & (held.currency == 0)
    for person, row in enumerate(main):
        mine = np.flatnonzero(live & (held.owner == person))
        ranks = [kind for kind in (CHECKING, MONEY_MARKET, SAVINGS) if kind in held.kind[mine]]
        assert (row == -1) == (not ranks)
        if ranks:
            assert row in mine
            assert held.kind[row] == ranks[0]


@pytest.mark.parametrize("month", [date(2024, 10, 1), date(2024, 12, 1), date(2026, 2, 1)])
def test_an_account_can_be_used_from_the_day_after_its_opening_on_every_usable_day(default: Block, month: date) -> None:
    number = int(month_of(day_number(month)))
    opened_on, usable = accounts(default, month.year).opened_on, usable_days(default, number)
    for day, can_be_used in zip(days_of(number), usable.T, strict=True):
        assert np.array_equal(can_be_used, lines.is_usable(default, int(day)) & (opened_on < day))


def test_limits_are_multiples_of_500_and_rise_by_a_fifth_at_most_three_times(large: Block) -> None:
    held = accounts(large, 2026)
    cards = held.kind == CREDIT_CARD
    years = [lines.credit_limit_on(large, day_number(date(2026, 1, 1)) + 30 * step) for step in range(12)]
    limit = years[0][cards & lines.is_open(held, day_number(date(2026, 1, 1)))]
    assert (limit % 500_00 == 0).all()
    assert limit.min() >= 1_000_00
    assert limit.max() <= 100_000_00
    rising = np.diff(np.stack(years)[:, cards & (held.opened_on < year_start(2026))], axis=0)
    assert (rising >= 0).all()
    assert 0.05 < (rising > 0).any(axis=0).mean() < 0.10
    assert not lines.credit_limit_on(large, LAST)[accounts(large, 2024).kind != CREDIT_CARD].any()


def test_rates_lie_in_the_bands_of_their_products_and_move_on_quarter_starts_only(default: Block) -> None:
    held = accounts(default, 2024)
    rates = {day: lines.interest_rate_on(default, day) for day in range(FIRST - 1, LAST + 1, 23)}
    rates[FIRST] = lines.interest_rate_on(default, FIRST)
    low, high = LOWEST_RATE[held.product_id - 1], HIGHEST_RATE[held.product_id - 1]
    deposit = held.kind != CREDIT_CARD
    for rate in rates.values():
        assert ((rate >= low) & (rate <= high))[deposit].all()
    moved = rates[FIRST - 1] != rates[FIRST]
    assert not moved[(held.kind != SAVINGS) & (held.kind != MONEY_MARKET)].any()
    assert moved[(held.kind == SAVINGS) | (held.kind == MONEY_MARKET)].mean() > 0.5
    assert all(np.array_equal(rate, rates[FIRST]) for day, rate in rates.items() if day >= FIRST)
    charged = lines.apr(default, 2024)
    assert ((charged >= low) & (charged <= high))[~deposit].all()


def test_the_catalogue_has_26_products_and_quotes_rates_inside_their_bands() -> None:
    assert len(PRODUCTS) == 26
    assert len({product.name for product in PRODUCTS}) == 26
    product_id = np.arange(1, 18)
    for quarter in range(20):
        rate = indicative_rate(Bank(), product_id, year_start(2023) + 92 * quarter)
        assert ((rate >= LOWEST_RATE[:17]) & (rate <= HIGHEST_RATE[:17])).all()


def test_only_second_savings_and_money_market_accounts_are_in_foreign_currency(large: Block) -> None:
    people, held = customers(large, 2024), accounts(large, 2024)
    foreign = held.currency > 0
    assert set(held.line[foreign].tolist()) == {2}
    assert set(held.kind[foreign].tolist()) == {SAVINGS, MONEY_MARKET}
    second = (held.line == 2) & ((held.kind == SAVINGS) | (held.kind == MONEY_MARKET))
    in_canada = people.country[held.owner] == 1
    assert abs((held.currency[second & in_canada] == 1).mean() - 0.60) < 0.04
    others = held.currency[second & ~in_canada]
    assert abs((others == 2).mean() - 0.04) < 0.015
    assert abs((others == 3).mean() - 0.02) < 0.015


def test_account_numbers_have_twelve_digits_and_are_unique_over_blocks() -> None:
    bank = Bank(BankSettings(customers=2_230), slots_a_block=500)
    numbers = np.concatenate([lines.account_numbers(block, 2026) for block in bank.blocks()])
    assert np.unique(numbers).size == numbers.size
    assert (np.char.str_len(numbers.astype(str)) == 12).all()
    assert np.abs(np.diff(numbers)).min() > 1, "neighbours do not have neighbouring numbers"


def test_a_larger_bank_or_other_blocks_only_append_accounts(default: Block) -> None:
    grown, people = accounts(default, 2025), customers(default, 2025)
    for block in (block_of(223), block_of(2_230, slots_a_block=150)):
        few = accounts(block, 2025)
        same = grown.where(people.slot[grown.owner] < block.end_slot)
        for each in fields(Accounts):
            assert np.array_equal(getattr(few, each.name), getattr(same, each.name)), each.name
        count = len(few)
        assert np.array_equal(
            lines.is_frozen(block, LAST), lines.is_frozen(default, LAST)[: len(accounts(block, 2024))]
        )
        assert np.array_equal(lines.account_numbers(block, 2025), lines.account_numbers(default, 2025)[:count])


def test_a_later_year_changes_nothing_in_the_accounts_of_the_years_before(large: Block) -> None:
    then, later = accounts(large, 2024), accounts(large, 2026)
    known = later.where(later.opened_on < year_start(2025))
    then, known = (each.where(np.argsort(each.account_id)) for each in (then, known))
    for each in fields(Accounts):
        if each.name not in {"owner", "closed_on"}:
            assert np.array_equal(getattr(then, each.name), getattr(known, each.name)), each.name
    assert np.array_equal(then.closed_on, np.where(known.closed_on <= LAST, known.closed_on, NEVER))
    frozen = []
    for year in (2024, 2026):
        row, first, last = lines.freezes(large, year)
        begun = first <= LAST
        ids = accounts(large, year).account_id[row[begun]]
        frozen.append(
            set(zip(ids.tolist(), first[begun].tolist(), np.minimum(last[begun], LAST).tolist(), strict=True))
        )
    assert frozen[0] == frozen[1]
