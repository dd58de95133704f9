"""A path keeps each account's postings apart and in order, and knows its balance at any instant."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY
from financial_lake.simulation.ledger.paths import Path, first_by_account, in_order, moved_apart

MONTH = 20_000 * MICROSECONDS_A_DAY
ROWS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 31 * MICROSECONDS_A_DAY - 1) | st.sampled_from([0, 5, 6]),
        st.integers(0, 41),
        st.integers(-(10**9), 10**9),
    ),
    max_size=40,
)


def columns(rows: list[tuple[int, int, int, int]]) -> list[np.ndarray]:
    account, instant, rank, signed = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return [account, instant + MONTH, rank, signed]


@settings(deadline=None)
@given(ROWS)
def test_rows_are_put_in_order_and_equal_ones_stay_as_they_came(rows: list[tuple[int, int, int, int]]) -> None:
    account, instant, rank, _ = columns(rows)
    expected = sorted(range(len(rows)), key=lambda row: (account[row], instant[row], rank[row], row))
    assert in_order(account, instant, rank).tolist() == expected


@settings(deadline=None)
@given(ROWS, st.lists(st.integers(-(10**9), 10**9), min_size=5, max_size=5))
def test_balances_run_from_the_opening_of_each_account(
    rows: list[tuple[int, int, int, int]], opening: list[int]
) -> None:
    path = Path.laid(np.array(opening), *columns(rows))
    running = list(opening)
    for account, signed, balance in zip(path.account, path.signed, path.balance, strict=True):
        running[account] += int(signed)
        assert balance == running[account]
    assert path.closing.tolist() == running


@settings(deadline=None)
@given(ROWS, st.lists(st.tuples(st.integers(0, 4), st.integers(-(10**16), 10**16)), min_size=1, max_size=9))
def test_the_balance_at_an_instant_counts_what_was_posted_up_to_it(
    rows: list[tuple[int, int, int, int]], asked: list[tuple[int, int]]
) -> None:
    path = Path.laid(np.arange(5) * 1000, *columns(rows))
    account, instant = np.array(asked, dtype=np.int64).T
    found = path.before(account, path.rows_until(account, instant + MONTH))
    for place, (one, until) in enumerate(asked):
        posted = sum(signed for owner, when, _, signed in rows if owner == one and when <= until)
        assert found[place] == one * 1000 + posted


@settings(deadline=None)
@given(ROWS)
def test_extremes_reach_from_a_row_to_the_end_of_its_account(rows: list[tuple[int, int, int, int]]) -> None:
    path = Path.laid(np.arange(5) * 1000, *columns(rows))
    number = np.arange(5)
    row = (path.starts[:-1] + path.starts[1:]) // 2
    lowest, highest = path.smallest_from(number, row), path.highest_from(number, row)
    for each in number:
        later = [int(path.before(np.array([each]), row[each : each + 1])[0])]
        later += path.balance[row[each] : path.starts[each + 1]].tolist()
        assert (lowest[each], highest[each]) == (min(later), max(later))


@settings(deadline=None)
@given(ROWS)
def test_equal_instants_are_moved_apart_by_as_little_as_possible(rows: list[tuple[int, int, int, int]]) -> None:
    account, instant, rank, _ = columns(rows)
    order = in_order(account, instant, rank)
    account, instant = account[order], instant[order]
    apart = moved_apart(account, instant)
    assert (apart >= instant).all()
    assert (np.diff(apart)[np.diff(account) == 0] > 0).all()
    assert (apart - instant <= len(rows)).all()


def test_the_first_chosen_row_of_each_account_is_found() -> None:
    account = np.array([0, 0, 1, 1, 1, 3])
    chosen = np.array([False, True, False, True, True, True])
    assert first_by_account(account, chosen).tolist() == [1, 3, 5]
