"""The diagrams in the documentation are those of the contracts."""

from pathlib import Path

import pytest

from financial_lake.contract.discovery import models, source_tables
from financial_lake.renderings.er_diagram import FOLDER, pages, source_layer, star

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", pages())
def test_the_diagrams_are_up_to_date(name: str) -> None:
    stored = (ROOT / FOLDER / name).read_text(encoding="utf-8")
    assert stored == pages()[name], "run `python -m financial_lake.renderings.er_diagram`"


def test_every_table_and_every_reference_is_drawn() -> None:
    drawn = source_layer()
    for table in source_tables():
        assert f"    {table.name} {{" in drawn
        for column, reference in table.model.references():
            assert f"{reference.table} : {column}" in drawn


def test_a_reference_that_may_be_missing_ends_in_a_circle() -> None:
    assert "transactions }o--o| merchants : merchant_id" in source_layer()
    assert "cards }o--|| accounts : account_id" in source_layer()


def test_a_key_is_drawn_to_the_dimension_whose_own_it_is() -> None:
    drawn = star()
    assert "fact_transaction }o--|| dim_customer : customer_key" in drawn
    for fact in models("warehouse_facts"):
        for bound in fact.about().bound_keys:
            line = next(
                each for each in drawn.splitlines() if each.endswith(f" : {bound.key}") and fact.short_name() in each
            )
            assert "dim_geography" in line or bound.key != "geo_key"
