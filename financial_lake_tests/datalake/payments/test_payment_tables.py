"""The payment tables of days and months: contracts hold, ids count on, days stand alone, a bank only appends."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from financial_lake.contract.discovery import SourceTable
from financial_lake.datalake.branches import branch_visits
from financial_lake.datalake.payments import card_transactions, cards, merchant_categories, merchants, wire_transfers
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.card_attempts import events
from financial_lake.simulation.ledger.postings import available_at
from financial_lake.simulation.population import customers

TABLES = {
    "cards": SourceTable(cards.Cards, cards.generate),
    "card_transactions": SourceTable(card_transactions.CardTransactions, card_transactions.generate),
    "wire_transfers": SourceTable(wire_transfers.WireTransfers, wire_transfers.generate),
    "branch_visits": SourceTable(branch_visits.BranchVisits, branch_visits.generate),
    "merchants": SourceTable(merchants.Merchants, merchants.generate),
    "merchant_categories": SourceTable(merchant_categories.MerchantCategories, merchant_categories.generate),
}
EVENTS = {"card_transactions": "card_txn_id", "wire_transfers": "wire_id", "branch_visits": "visit_id"}
DAYS = [date(2024, 11, 13) + timedelta(days=each) for each in range(5)]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


@pytest.mark.parametrize("name", TABLES)
def test_a_week_fits_its_contract(bank: Bank, name: str) -> None:
    table = TABLES[name]
    for day in DAYS:
        table.model.check_rows(table.generate(bank, day))


@pytest.mark.parametrize("name", TABLES)
def test_a_day_is_the_same_alone_after_others_and_in_small_blocks(bank: Bank, name: str) -> None:
    table = TABLES[name]
    alone = table.generate(Bank(), DAYS[3])
    in_blocks = table.generate(Bank(slots_a_block=500), DAYS[3])
    assert table.generate(bank, DAYS[3]).equals(alone)
    assert in_blocks.equals(alone)


@pytest.mark.parametrize("name", ["cards", *EVENTS])
def test_a_bank_that_grows_only_appends(name: str) -> None:
    table = TABLES[name]
    few = table.generate(Bank(BankSettings(customers=223)), DAYS[1])
    many = table.generate(Bank(BankSettings(customers=600)), DAYS[1])
    assert few.num_rows > 0
    assert many.num_rows > few.num_rows
    assert many.slice(0, few.num_rows).equals(few)


@pytest.mark.parametrize(("name", "key"), EVENTS.items())
def test_ids_are_the_day_and_the_place_in_it(bank: Bank, name: str, key: str) -> None:
    for day in DAYS:
        ids = TABLES[name].generate(bank, day).column(key).to_numpy()
        assert np.array_equal(ids, day_number(day) * 1_000_000_000 + 1 + np.arange(ids.size))


def test_cards_have_rows_on_weekdays_only(bank: Bank) -> None:
    counts = {day.weekday(): TABLES["cards"].generate(bank, day).num_rows for day in DAYS}
    assert [counts[place] > 0 for place in (2, 3, 4, 5, 6)] == [True, True, True, False, False]


def test_visits_are_absent_on_sundays_and_bank_holidays_only(bank: Bank) -> None:
    table = TABLES["branch_visits"]
    assert table.generate(bank, date(2024, 11, 17)).num_rows == 0
    assert table.generate(bank, date(2024, 11, 11)).num_rows == 0
    assert table.generate(bank, date(2024, 11, 16)).num_rows > 100


def test_every_attempt_is_made_with_a_card_account_and_customer_that_belong_together(bank: Bank) -> None:
    held = TABLES["cards"].generate(bank, DAYS[2]).select(["card_id", "account_id", "customer_id"])
    for day in DAYS[2:]:
        tried = TABLES["card_transactions"].generate(bank, day)
        used = tried.select(["card_id", "account_id", "customer_id"])
        assert used.join(held, keys=used.column_names, join_type="left anti").num_rows == 0


def test_who_is_declined_for_money_had_asked_for_more_than_there_was(bank: Bank) -> None:
    block = next(bank.blocks())
    month = (2024 - 1970) * 12 + 10
    of_month = events(block, month)
    seen: list[str] = []
    for number in range(1, 29):
        rows = TABLES["card_transactions"].generate(bank, date(2024, 11, number))
        today = of_month.where(of_month.day == day_number(date(2024, 11, number)))
        reason = np.array(rows.column("decline_reason").to_pylist(), dtype=object)
        short = np.isin(reason.astype(str), ("insufficient_funds", "limit_exceeded"))
        cents = pc.cast(pc.multiply(rows.column("amount"), pa.scalar(100)), pa.int64()).to_numpy()
        there = available_at(block, month, today.account[short], today.instant[short])
        assert (cents[short] > there).all()
        assert np.array_equal(cents[~short], today.cents[~short])
        seen += [each for each in reason if each is not None]
    share = np.isin(seen, ("insufficient_funds", "limit_exceeded")).mean()
    assert share == pytest.approx(0.25, abs=0.06)


def test_refunds_name_the_purchase_by_its_id(bank: Bank) -> None:
    table = TABLES["card_transactions"]
    month = pa.concat_tables([table.generate(bank, date(2024, 10, number)) for number in range(1, 32)])
    refunds = month.filter(pc.equal(month.column("card_txn_type"), "refund"))
    kept = ["card_id", "merchant_id", "amount"]
    bought = month.select(["card_txn_id", "card_txn_type", "authorization_status", *kept])
    pairs = refunds.select(["original_card_txn_id", *kept]).join(
        bought, keys=["original_card_txn_id", *kept], right_keys=["card_txn_id", *kept], join_type="inner"
    )
    assert refunds.num_rows > 300
    assert pairs.num_rows == refunds.num_rows
    assert set(pairs.column("card_txn_type").to_pylist()) == {"purchase"}
    assert set(pairs.column("authorization_status").to_pylist()) == {"approved"}


def test_nobody_has_events_from_the_leaving_day_on(bank: Bank) -> None:
    people = customers(next(bank.blocks()), 2024)
    gone = people.customer_id[people.left_on <= day_number(DAYS[0])]
    assert gone.size > 0
    for name in EVENTS:
        for day in DAYS:
            rows = TABLES[name].generate(bank, day)
            assert not np.isin(rows.column("customer_id").to_numpy(), gone).any()
