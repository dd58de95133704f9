"""Law L10: for each declared rule of each table the smallest row that breaks it turns it red."""

from datetime import date, timedelta
from functools import cache, lru_cache

import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import models, source_table
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.errors import ContractViolation
from financial_lake.renderings.counterexamples import Counterexample, counterexamples
from financial_lake.renderings.sql_ddl import sql_name
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

MODELS = [model for layer in ("datalake", "curated", "warehouse", "marts") for model in models(layer)]
FIRST_DAY, DAYS_TRIED, ROWS_KEPT = date(2024, 10, 31), 40, 300
each_table = pytest.mark.parametrize("model", MODELS, ids=sql_name)


@lru_cache(maxsize=1)
def smallest_bank() -> Bank:
    """The original 223 customers."""
    return Bank(BankSettings(customers=223))


@cache
def good_rows(model: type[LakeTable]) -> pa.Table:
    """Rows of the first day, from the end of October 2024 on, on which the table has any."""
    if model.address()[0] != SOURCE_LAYER:
        pytest.skip("rows of later layers come from the engine")
    table = source_table(model.table_name())
    for step in range(DAYS_TRIED):
        rows = table.generate(smallest_bank(), FIRST_DAY + timedelta(days=step))
        if rows.num_rows:
            return rows.slice(0, ROWS_KEPT)
    raise LookupError(f"{model.table_name()} has no rows in {DAYS_TRIED} days")


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
    rows = good_rows(model)
    model.check_rows(rows)
    blunt = [each.label for each in counterexamples(model, rows) if not bites(model, each, rows)]
    assert not blunt, f"{sql_name(model)} declares rules that never fail: {blunt}"


@each_table
def test_a_lost_column_and_a_strange_type_are_refused(model: type[LakeTable]) -> None:
    rows = good_rows(model)
    last = rows.schema.names[-1]
    with pytest.raises(ContractViolation, match=last):
        model.check_rows(rows.drop_columns([last]))
    strange = pa.array(["x"] * rows.num_rows, pa.large_string())
    with pytest.raises(ContractViolation, match=last):
        model.check_rows(rows.set_column(rows.num_columns - 1, last, strange))
