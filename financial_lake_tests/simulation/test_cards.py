"""Cards: lines, cycles, losses and blocks follow one another as in a real wallet (R18 to R21)."""

from datetime import date

import numpy as np
import pytest

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import NEVER, day_number, is_weekday, month_end, month_of, weekday
from financial_lake.simulation.cards import ACTIVE, BLOCKED, EXPIRED, VIRTUAL, Cards, cards, renewal_day, states

Q4 = [day_number(date(2024, 10, 1)) + each for each in range(92)]


@pytest.fixture(scope="module")
def block() -> Block:
    return next(Bank().blocks())


def test_the_default_bank_has_4410_cards_of_which_93_in_100_are_active(block: Block) -> None:
    days = [day for day in Q4 if weekday(day) == 2]
    now = [states(block, day) for day in days]
    shown = np.array([each.is_shown.sum() for each in now])
    shares = np.mean(
        [np.bincount(each.status[each.is_shown], minlength=3) / each.is_shown.sum() for each in now], axis=0
    )
    assert shown.mean() == pytest.approx(4410, rel=0.05)
    assert shares == pytest.approx([0.927, 0.026, 0.047], abs=0.02)


def test_cards_are_issued_on_weekdays_and_expire_at_the_end_of_the_48th_month(block: Block) -> None:
    held = cards(block, 2024)
    first = held.where((held.replaces == 0) & (held.holder == VIRTUAL))
    assert is_weekday(held.issued_on).all()
    assert np.array_equal(first.expires_on, month_end(month_of(first.issued_on) + 48))
    assert np.array_equal(held.expires_on, month_end(month_of(held.expires_on)))


def test_term_deposits_have_no_card_and_every_open_checking_account_has_a_main_one(block: Block) -> None:
    held, lines = cards(block, 2024), accounts(block, 2024)
    day = Q4[40]
    now = states(block, day)
    carried = held.account[now.is_shown & (held.holder == 0)]
    open_checking = np.flatnonzero((lines.kind == 0) & (lines.opened_on <= day) & (lines.closed_on > day))
    assert not (lines.kind[held.account] == 3).any()
    assert np.isin(open_checking, carried).all()


def test_a_line_has_two_active_cards_only_in_the_month_of_its_renewal(block: Block) -> None:
    held = cards(block, 2024)
    line = held.account * 10 + held.holder
    for day in Q4[::6]:
        active = states(block, day)
        chosen = active.is_shown & (active.status == ACTIVE)
        lines, counts = np.unique(line[chosen], return_counts=True)
        assert counts.max() == 2
        double = chosen & np.isin(line, lines[counts == 2])
        first_expiry = np.full(line.max() + 1, NEVER)
        np.minimum.at(first_expiry, line[double], held.expires_on[double])
        assert (first_expiry[np.unique(line[double])] - day <= 30).all()


def test_a_replacement_names_the_lost_or_expiring_card_of_its_line(block: Block) -> None:
    held = cards(block, 2024)
    known = {int(each): place for place, each in enumerate(held.card_id)}
    pairs = [(place, known[int(old)]) for place, old in enumerate(held.replaces) if int(old) in known]
    new, old = np.array(pairs).T
    again = held.card_id[new] % 2 == 1
    assert len(pairs) > 300
    assert np.array_equal(held.account[new], held.account[old])
    assert np.array_equal(held.holder[new], held.holder[old])
    wait = held.issued_on[new] - held.blocked_on[old]
    assert set(wait[again]) <= {3, 4, 5}
    assert np.array_equal(held.expires_on[new][again], held.expires_on[old][again])
    assert np.array_equal(held.issued_on[new][~again], renewal_day(held.expires_on[old][~again]))


def test_27_of_100_cycles_end_in_loss_theft_or_fraud_in_the_ratio_50_20_30(block: Block) -> None:
    years = [cards(block, year) for year in range(2015, 2025)]
    every = Cards.joined(years)
    finished = every.where((every.card_id % 2 == 0) & (every.expires_on <= Q4[-1]))
    reason = np.full(len(finished), -1)
    ids, place = np.unique(finished.card_id, return_inverse=True)
    np.maximum.at(reason, place, finished.block_reason)
    reason = reason[: ids.size]
    kept_open = reason[reason != 3]
    lost = kept_open[kept_open >= 0]
    assert kept_open.size > 1500
    assert lost.size / kept_open.size == pytest.approx(0.27, abs=0.03)
    assert np.bincount(lost, minlength=3) / lost.size == pytest.approx([0.5, 0.2, 0.3], abs=0.06)


def test_status_follows_from_the_days_and_ended_cards_vanish_after_90_days(block: Block) -> None:
    held = cards(block, 2024)
    for day in Q4[::9]:
        now = states(block, day)
        shown = now.is_shown
        assert np.array_equal(now.status[shown] == BLOCKED, now.blocked_on[shown] <= day)
        assert (held.expires_on[shown & (now.status == EXPIRED)] < day).all()
        assert (held.expires_on[shown & (now.status == ACTIVE)] >= day).all()
        assert (day - held.ended_on[shown] <= 90).all()
        assert (held.issued_on[shown] <= day).all()


def test_closing_the_account_blocks_its_cards(block: Block) -> None:
    held, lines = cards(block, 2024), accounts(block, 2024)
    closed = lines.closed_on[held.account]
    gone = closed <= Q4[-1]
    assert gone.sum() > 30
    assert (held.ended_on[gone] <= closed[gone]).all()
    assert (held.issued_on[gone] < closed[gone]).all()


def test_a_later_year_changes_nothing_in_an_earlier_one(block: Block) -> None:
    day = Q4[-1]
    early, late = _known_by(cards(block, 2024), day), _known_by(cards(block, 2025), day)
    shared = sorted(set(early) & set(late))
    ended = {card for card, row in early.items() if row[1] < day - 90}
    assert set(late) <= set(early)
    assert set(early) - set(late) <= ended
    assert all(early[card] == late[card] for card in shared)


def _known_by(held: Cards, day: int) -> dict[int, tuple[int, ...]]:
    rows = held.where(held.issued_on <= day)
    known_end = np.where(rows.blocked_on <= day, rows.blocked_on, NEVER)
    columns = (rows.issued_on, np.minimum(rows.expires_on, known_end), known_end, rows.replaces)
    return dict(zip(rows.card_id.tolist(), zip(*(each.tolist() for each in columns), strict=True), strict=True))
