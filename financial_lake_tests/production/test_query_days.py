"""Days made by SQL: how many are asked for together never shows, and what has rows once a month is asked once."""

from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import source_tables
from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customer_contact import CustomerContact
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.customers import Customers
from financial_lake.curated.fx_rates import FxRates
from financial_lake.curated.judged_transactions import JudgedTransactions
from financial_lake.curated.transactions import Transactions
from financial_lake.production import query_days
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.partitions import read_manifest
from financial_lake.warehouse_facts.fact_account_snapshot import FactAccountSnapshot
from financial_lake.warehouse_facts.fact_balance import FactBalance

FIRST = date(2024, 11, 28)
DAYS = [FIRST + timedelta(days=each) for each in range(5)]
LAST_OF_NOVEMBER = date(2024, 11, 30)
BANK = Bank(BankSettings(customers=50, employees=20, opening_day=FIRST))
ASKED = (Accounts, Customers, CustomerContact, CustomerRecords, FxRates, JudgedTransactions, Transactions, FactBalance)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake whose source days reach over the end of a month."""
    lake = Lake.found_or_create(tmp_path_factory.mktemp("query_days"), BANK.settings)
    list(make_days(lake, BANK, source_tables(), DAYS))
    return lake


def contents(lake: Lake) -> dict[str, str]:
    """Make all days of some tables; what every partition holds."""
    for model in ASKED:
        list(make_query_days(lake, model, DAYS))
    return {
        f"{model.sql_name()} {day}": read_manifest(lake, model.address(), day).content_sha256
        for model in ASKED
        for day in DAYS
    }


def test_how_many_days_are_asked_for_together_never_shows(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    together = contents(lake)
    for limit in ("BYTES_AT_FIRST", "BYTES_READ", "BYTES_GIVEN"):
        monkeypatch.setattr(query_days, limit, 1)
    assert contents(lake) == together


def test_a_query_is_asked_for_as_many_days_as_the_one_before_let_expect(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = questions(monkeypatch)
    monkeypatch.setattr(query_days, "BYTES_AT_FIRST", 1)
    list(make_query_days(lake, CustomerContact, DAYS))
    assert asked == [DAYS[:1], DAYS[1:3], DAYS[3:]]  # never days of two months


def test_a_month_end_table_is_asked_for_the_last_day_of_the_month_alone(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents(lake)
    asked = questions(monkeypatch)
    made = {each.day: each.rows for each in make_query_days(lake, FactAccountSnapshot, DAYS)}
    assert asked == [[LAST_OF_NOVEMBER]]
    assert sorted(made) == DAYS
    assert {day for day, rows in made.items() if rows} == {LAST_OF_NOVEMBER}


def questions(monkeypatch: pytest.MonkeyPatch) -> list[list[date]]:
    """The days of every query from now on."""
    asked: list[list[date]] = []
    answer = query_days._answer

    def noted(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> pa.Table:
        asked.append(list(days))
        return answer(lake, model, days)

    monkeypatch.setattr(query_days, "_answer", noted)
    return asked


def test_derived_tables_list_texts_alone_and_source_tables_keep_the_layout_they_always_had(lake: Lake) -> None:
    list(make_query_days(lake, Accounts, [FIRST]))
    for model, listed in ((source(Accounts), {"account_id", "account_type"}), (Accounts, {"account_type"})):
        file = pq.ParquetFile(str(lake.partition_file(model.address(), FIRST)))
        columns = [file.metadata.row_group(0).column(each) for each in range(file.metadata.num_columns)]
        by_name = {each.path_in_schema: "RLE_DICTIONARY" in each.encodings for each in columns}
        assert {name for name in ("account_id", "account_type") if by_name[name]} == listed


def source(curated: type[LakeTable]) -> type[LakeTable]:
    """The source table of the same name."""
    (found,) = [each.model for each in source_tables() if each.model.short_name() == curated.short_name()]
    return found
