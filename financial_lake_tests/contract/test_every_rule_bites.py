"""Law L10: for each declared rule of each table the smallest row that breaks it turns it red."""

from datetime import date, timedelta
from functools import cache, lru_cache

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models, source_table
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.engines.queries import has_query, query_of
from financial_lake.engines.views import register_days
from financial_lake.errors import ContractViolation
from financial_lake.production.whole_tables import rows_of
from financial_lake.renderings.counterexamples import Counterexample, counterexamples
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake_tests.contract.rare_rows import RARE_ROWS
from financial_lake_tests.worked_examples import table_of

DAYS = [date(2024, 10, 1) + timedelta(days=step) for step in range(35)]
ROWS_KEPT = 300
each_table = pytest.mark.parametrize("model", all_models(), ids=lambda model: model.sql_name())


@lru_cache(maxsize=1)
def smallest_bank() -> Bank:
    """The original 223 customers."""
    return Bank(BankSettings(customers=223))


@cache
def good_rows(model: type[LakeTable]) -> pa.Table:
    """Rows of five weeks of the smallest bank, made as in the lake but without storing them."""
    if model.address()[0] == SOURCE_LAYER:
        generate = source_table(model.short_name()).generate
        made = pa.concat_tables([generate(smallest_bank(), day) for day in DAYS])
    elif has_query(model):
        made = answer(model)
    else:  # a list by rule, or what the audit found
        made = model.arrow_schema().empty_table() if model.is_dated() else rows_of(model)
    return made if made.num_rows else table_of(model, RARE_ROWS.get(model.sql_name(), []))


def answer(model: type[LakeTable]) -> pa.Table:
    """What the table's SQL makes of the good rows of its inputs."""
    query = query_of(model)
    with duckdb.connect() as database:
        for each in query.inputs:
            layer, stand_in = each.address()[0], f"rows_of_{each.address()[0]}_{each.short_name()}"
            database.register(stand_in, good_rows(each))
            database.execute(f"CREATE SCHEMA IF NOT EXISTS {layer}")
            database.execute(f"CREATE VIEW {layer}.{each.short_name()} AS FROM {stand_in}")
        register_days(database, DAYS)
        rows = database.sql(query.text).to_arrow_table()
    return rows.select(model.arrow_schema().names).cast(model.arrow_schema())


def broken_rules(model: type[LakeTable], rows: pa.Table) -> set[tuple[str, str]]:
    """(column, rule) of every failure case; for a rule across columns the column says nothing."""
    try:
        model.check_rows(rows)
    except ContractViolation as violation:
        cases = violation.failures
        assert isinstance(cases, pd.DataFrame)
        return set(zip(cases["column"].astype(str), cases["check"].astype(str), strict=True))
    return set()


def bites(model: type[LakeTable], example: Counterexample, rows: pa.Table) -> bool:
    """Whether some good row, changed as the counterexample says, turns exactly this rule red (at least this one)."""
    return any(
        rule == example.rule and (not example.columns or column in example.columns)
        for place in range(rows.num_rows)
        for column, rule in broken_rules(model, example.applied(rows, place))
    )


@each_table
def test_every_declared_rule_turns_red_on_its_counterexample(model: type[LakeTable]) -> None:
    rows = good_rows(model).slice(0, ROWS_KEPT)
    assert rows.num_rows, f"{model.sql_name()} has no row in five weeks"
    model.check_rows(rows)
    blunt = [each.label for each in counterexamples(model, rows) if not bites(model, each, rows)]
    assert not blunt, f"{model.sql_name()} declares rules that never fail: {blunt}"


@each_table
def test_a_lost_column_and_a_strange_type_are_refused(model: type[LakeTable]) -> None:
    rows = good_rows(model).slice(0, 1)
    last = rows.schema.names[-1]
    with pytest.raises(ContractViolation, match=last):
        model.check_rows(rows.drop_columns([last]))
    strange = pa.array(["x"] * rows.num_rows, pa.large_string())
    with pytest.raises(ContractViolation, match=last):
        model.check_rows(rows.set_column(rows.num_columns - 1, last, strange))
