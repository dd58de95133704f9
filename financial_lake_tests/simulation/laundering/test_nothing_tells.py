"""No column of any table tells the postings of patterns, or those who are in them, from all others.

Held by small trees that judge circles of customers they have not seen. Amounts are left out: the specification fixes
them for every typology, and 8,400 in cash is told by that alone.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from financial_lake.audit.leaks import LEAK, told_by_all, told_by_column
from financial_lake.contract.discovery import source_table, source_tables
from financial_lake.datalake.payments.transactions import clean_transactions
from financial_lake.settings import BankSettings
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, month_of
from financial_lake.simulation.laundering.casting import circles
from financial_lake.simulation.population import customers

DAYS = [date(2024, 11, 1) + timedelta(days=step) for step in range(30)]
FRIDAY = DAYS[28]
BANKS = [Bank(BankSettings(seed=seed, customers=1_000, laundering_rate=0.006, defect_rate=0.0)) for seed in range(4)]
MADE_OF = ("amount", "balance_after", "cash_amount")
"""The typologies fix amounts, and a balance is high where a large amount has just come."""
BESIDE = ("dt", "is_labelled", "half", "transaction_code", "txn_timestamp")
FEWEST = 60
"""Labelled rows; fewer say nothing."""
ATTEMPTED = ("cash_deposit", "p2p_in", "p2p_out", "account_transfer_in", "account_transfer_out", "wire_out")
"""Codes of which patterns have so many postings."""


def _columns(rows: pa.Table) -> pa.Table:
    return rows.drop_columns([name for name in (*MADE_OF, *BESIDE) if name in rows.column_names])


def _is_in(rows: pa.Table, name: str, values: Sequence[object]) -> pa.ChunkedArray:
    kind = rows.schema.field(name).type
    return pc.is_in(rows[name], value_set=pa.array(values, kind))


def _labelled(rows: pa.Table, name: str, values: Sequence[object], seed: int) -> pa.Table:
    """Rows with what is to be told of them, and which half of the circles of customers they belong to."""
    circle = (rows["customer_id"].to_numpy() % 10_000_000 - 1001) // 10
    marked = rows.append_column("is_labelled", _is_in(rows, name, values))
    return marked.append_column("half", pa.array((circle + seed) % 2 == 0))


def _asked(rows: pa.Table) -> tuple[pa.Table, object, object]:
    return _columns(rows), rows["is_labelled"].to_numpy(), rows["half"].to_numpy()


@cache
def _labels(seed: int) -> pa.Table:
    return pa.concat_tables([source_table("aml_typologies").generate(BANKS[seed], day) for day in DAYS])


@pytest.fixture(scope="module")
def postings() -> pa.Table:
    """A month's postings of several banks, but those with which the ledger closes the month in its last hour."""
    found = []
    for seed, bank in enumerate(BANKS):
        ids = _labels(seed)["transaction_id"].to_pylist()
        for day in DAYS:
            rows = clean_transactions(bank, day)
            rows = rows.append_column("posted_at", pc.cast(rows["txn_timestamp"], pa.timestamp("us", "UTC")))
            rows = rows.filter(pc.is_in(rows["transaction_code"].cast(pa.string()), value_set=pa.array(ATTEMPTED)))
            if day == DAYS[-1]:
                rows = rows.filter(pc.less(pc.hour(rows["posted_at"]), 23))
            found.append(_labelled(rows, "transaction_id", ids, seed))
    return pa.concat_tables(found)


@pytest.mark.parametrize("code", ATTEMPTED)
def test_no_column_of_a_posting_tells_it_from_others_of_its_code_nor_do_all_together(
    postings: pa.Table, code: str
) -> None:
    rows = postings.filter(pc.equal(postings["transaction_code"].cast(pa.string()), code))
    assert pc.sum(rows["is_labelled"]).as_py() >= FEWEST
    told = told_by_column(*_asked(rows))
    assert {name: auc for name, auc in told.items() if auc >= LEAK} == {}
    assert told_by_all(*_asked(rows)) < LEAK


def test_no_column_of_a_visit_or_wire_tells_that_its_posting_is_labelled(postings: pa.Table) -> None:
    """Among visits with cash and wires that went through, as postings are."""
    references = {
        seed: postings.filter(_is_in(postings, "transaction_id", _labels(seed)["transaction_id"].to_pylist()))
        for seed in range(len(BANKS))
    }
    for name, group, values in (
        ("branch_visits", "visit_purpose", ("deposit",)),
        ("wire_transfers", "status", ("completed",)),
    ):
        made = [
            _labelled(rows.filter(_is_in(rows, group, values)), "reference_number", reference, seed)
            for seed, bank in enumerate(BANKS)
            for reference in [references[seed]["reference_number"].to_pylist()]
            for rows in [pa.concat_tables([source_table(name).generate(bank, day) for day in DAYS])]
        ]
        rows = pa.concat_tables(made)
        assert pc.sum(rows["is_labelled"]).as_py() >= FEWEST
        told = told_by_column(*_asked(rows))
        assert {column: auc for column, auc in told.items() if auc >= LEAK} == {}


OF_CUSTOMERS = [
    table.name
    for table in source_tables()
    if "customer_id" in table.model.arrow_schema().names and not table.model.about().load.name.startswith("EVENTS")
]


@pytest.mark.parametrize("name", OF_CUSTOMERS)
def test_no_column_of_a_snapshot_tells_who_is_in_a_pattern(name: str) -> None:
    """Of those who could be: in any circle, main accounts that are usable all month and their holders."""
    month = int(month_of(day_number(DAYS[0])))
    key = "account_id" if "account_id" in source_table(name).model.arrow_schema().names else "customer_id"
    made = []
    for seed, bank in enumerate(BANKS):
        rows, labels = source_table(name).generate(bank, FRIDAY), _labels(seed)
        for block in bank.blocks():
            member = circles(block, month).member
            lines = accounts(block, DAYS[0].year)
            able = lines.account_id[member[member >= 0]]
            if key == "customer_id":
                owner = lines.owner[member[member >= 0]]
                able = customers(block, DAYS[0].year).customer_id[owner]
            made.append(_labelled(rows.filter(_is_in(rows, key, able.tolist())), key, labels[key].to_pylist(), seed))
    rows = pa.concat_tables(made)
    told = told_by_column(*_asked(rows))
    assert {column: auc for column, auc in told.items() if auc >= LEAK} == {}


def test_the_measure_sees_what_is_told_and_only_that() -> None:
    """Also where a value between others tells, which no rank would show; columns of chance stay near a half."""
    number = pa.array(range(20_000))
    spread = pc.bit_wise_and(pc.shift_right(pc.multiply(number, pa.scalar(2_654_435_761)), 7), 1023)
    is_labelled = pc.and_(pc.greater(spread, 450), pc.less(spread, 560)).to_numpy(zero_copy_only=False)
    half = pc.equal(pc.bit_wise_and(number, 1), 0).to_numpy(zero_copy_only=False)
    chance = pc.bit_wise_and(pc.shift_right(pc.multiply(number, pa.scalar(40_503)), 3), 255)
    told = told_by_column(pa.table({"between": spread, "chance": chance}), is_labelled, half)
    assert told["between"] > 0.95
    assert told["chance"] == pytest.approx(0.5, abs=0.1)
