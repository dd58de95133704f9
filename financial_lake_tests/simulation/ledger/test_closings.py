"""Whatever flows a month brings, closing leads every account exactly to its target, never through forbidden ground."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_end, month_start
from financial_lake.simulation.ledger.card_closing import close_cards
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.deposit_closing import close_deposits
from financial_lake_tests.simulation.ledger import closing_worlds as worlds

SEEDS = st.integers(0, 2**40)
SIZES = st.integers(1, 40)
ROWS = st.integers(0, 600)
HOUR = 3_600_000_000


@settings(deadline=None, max_examples=150)
@given(SEEDS, SIZES, ROWS, st.booleans())
def test_deposits_close_exactly_on_their_targets_and_never_go_below_zero(
    seed: int, size: int, rows: int, round_instants: bool
) -> None:
    world = worlds.deposits(seed, size, rows, round_instants=round_instants)
    moves = close_deposits(
        world.path, world.lines, worlds.MONTH, worlds.deposit_terms(world, overdraft_chance=0.0), world.chance
    )
    path = worlds.closed(world, moves)
    assert (moves.cents > 0).all()
    assert (path.closing == world.lines.target).all()
    assert path.balance.min(initial=0) >= 0
    assert (np.diff(path.instant)[np.diff(path.account) == 0] > 0).all()


@settings(deadline=None, max_examples=100)
@given(SEEDS, SIZES, ROWS, st.booleans())
def test_an_overdrawn_account_crosses_zero_once_is_cured_within_72_hours_and_still_closes(
    seed: int, size: int, rows: int, round_instants: bool
) -> None:
    world = worlds.deposits(seed, size, rows, round_instants=round_instants)
    terms = worlds.deposit_terms(world, overdraft_chance=0.8)
    moves = close_deposits(world.path, world.lines, worlds.MONTH, terms, world.chance)
    path = worlds.closed(world, moves)
    assert (path.closing == world.lines.target).all()
    below = path.balance < 0
    crossing = np.flatnonzero(below & (path.balance - path.signed >= 0))
    assert np.unique(path.account[crossing]).size == crossing.size
    planned = np.unique(moves.account[moves.rank == 0][moves.code[moves.rank == 0] == CODE["account_transfer_out"]])
    assert set(path.account[crossing]) == set(planned)
    assert ((-path.balance[crossing] >= 1_00) & (-path.balance[crossing] <= 501_00)).all()
    assert world.lines.throughout[path.account[crossing]].all()
    for row in crossing:
        after = np.arange(row, path.starts[path.account[row] + 1])
        cured = after[path.balance[after] >= 0][0]
        assert path.instant[cured] - path.instant[row] <= 72 * HOUR
        assert path.instant[cured] < (month_end(worlds.MONTH) + 1) * MICROSECONDS_A_DAY


@settings(deadline=None, max_examples=60)
@given(SEEDS, SIZES, ROWS)
def test_interest_is_what_the_balances_of_the_month_earn(seed: int, size: int, rows: int) -> None:
    world = worlds.deposits(seed, size, rows)
    moves = close_deposits(world.path, world.lines, worlds.MONTH, worlds.deposit_terms(world), world.chance)
    path = worlds.closed(world, moves)
    begin, end = int(month_start(worlds.MONTH)), int(month_end(worlds.MONTH))
    earned = np.zeros(size, dtype=np.int64)
    posted = moves.where(moves.code == CODE["interest_credit"])
    earned[posted.account] = posted.cents
    for account in range(size):
        total = int(path.opening[account])
        for day in range(begin, end):
            rows_so_far = np.flatnonzero((path.account == account) & (path.instant < (day + 1) * MICROSECONDS_A_DAY))
            total += int(path.balance[rows_so_far[-1]]) if rows_so_far.size else int(path.opening[account])
        expected = (2 * 25_000 * total + 365_000_000) // (2 * 365_000_000) if world.lines.earns[account] else 0
        assert earned[account] == expected


@settings(deadline=None, max_examples=150)
@given(SEEDS, SIZES, ROWS)
def test_cards_close_exactly_between_limit_and_zero(seed: int, size: int, rows: int) -> None:
    world, terms = worlds.cards(seed, size, rows)
    moves = close_cards(world.path, world.lines, worlds.MONTH, terms, world.chance)
    path = worlds.closed(world, moves)
    assert (moves.cents > 0).all()
    assert (path.closing == world.lines.target).all()
    assert path.balance.max(initial=0) <= 0
    assert (path.balance >= -terms.limits.at(path.account, path.instant)).all()
