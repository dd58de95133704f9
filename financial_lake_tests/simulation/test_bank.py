"""A bank remembers, forgets and works side by side without changing an answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank, Block, remembered

ASKED: list[tuple[int, int]] = []


@remembered(keep=2)
def slow_square(bank: Bank, number: int) -> int:
    del bank
    ASKED.append((-1, number))
    sleep(0.05)
    return number * number


@remembered(keep=3, most_rows=10)
def rows_of(block: Block, count: int) -> list[int]:
    ASKED.append((block.first_slot, count))
    return [block.first_slot] * count


@remembered(keep=1)
def refuses(bank: Bank) -> int:
    del bank
    raise ValueError("no")


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    ASKED.clear()


def test_what_one_thread_computes_others_wait_for() -> None:
    bank = Bank()
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: slow_square(bank, 7), range(4))) == [49] * 4
    assert ASKED == [(-1, 7)]


def test_the_oldest_answer_is_forgotten_first() -> None:
    bank = Bank()
    for number in (1, 2, 1, 3, 1, 2):
        slow_square(bank, number)
    assert [number for _, number in ASKED] == [1, 2, 3, 2]


def test_answers_with_many_rows_push_older_ones_out_but_leave_one_a_block() -> None:
    bank = Bank(BankSettings(customers=200), slots_a_block=100)
    for count in (2, 2, 3, 2, 20, 20):
        bank.by_block(rows_of, count)
    assert [count for first, count in ASKED if first == 0] == [2, 3, 20]
    bank.by_block(rows_of, 2)
    assert len(ASKED) == 8


def test_a_failed_answer_is_asked_for_again() -> None:
    bank = Bank()
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            refuses(bank)


@pytest.mark.parametrize("name", ["transactions", "accounts", "customer_profiles", "card_transactions"])
def test_blocks_side_by_side_make_the_same_rows(name: str) -> None:
    table, day = source_table(name), date(2024, 12, 31)
    one = Bank(BankSettings(customers=300), slots_a_block=50)
    several = Bank(BankSettings(customers=300), slots_a_block=50, blocks_at_once=4)
    assert table.generate(one, day).equals(table.generate(several, day))
