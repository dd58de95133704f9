"""How rows become bytes: derived tables are written with less effort, and hold the same rows."""

import pyarrow as pa

from financial_lake.contract import Id, LakeTable, LoadPattern, Text, key, text
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.parquet import encoded, opened
from financial_lake_tests.coins import OPENING


class Letters(LakeTable, grain="letter", load=LoadPattern.DAY, owner="tests"):
    """Letters by their hash."""

    letter_id: Id = key("the letter")
    row_sha256: Text = text("its hash")
    alphabet: Text = text("whose letter it is")

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the curated layer."""
        return ("curated", "letters")


class Delivered(Letters, grain="letter", load=LoadPattern.EVENTS, owner="tests"):
    """The same in the source layer."""

    @classmethod
    def address(cls) -> tuple[str, ...]:
        """A place in the source layer."""
        return ("datalake", "tests", "letters")


def _letters(model: type[LakeTable], count: int = 50) -> tuple[pa.Table, pa.Buffer]:
    columns = {
        "dt": [OPENING] * count,
        "letter_id": list(range(count)),
        "row_sha256": [f"{place:064x}" for place in range(count)],
        "alphabet": ["greek", "latin"] * (count // 2),
    }
    rows = pa.table(columns, schema=model.arrow_schema())
    return rows, encoded(model, rows, Manifest.of_rows(model, OPENING, rows, settings_seal="seal"))


def test_a_derived_table_lists_only_values_that_repeat_and_bounds_no_text() -> None:
    rows, content = _letters(Letters)
    file = opened(content)
    stored = file.metadata.row_group(0)
    told = {stored.column(place).path_in_schema: stored.column(place) for place in range(stored.num_columns)}
    assert [name for name, each in told.items() if each.has_dictionary_page] == ["alphabet"]
    assert [name for name, each in told.items() if each.is_stats_set] == ["dt", "letter_id"]
    assert file.read().equals(rows)


def test_the_source_layer_lists_and_bounds_every_column() -> None:
    rows, content = _letters(Delivered)
    stored = opened(content).metadata.row_group(0)
    columns = [stored.column(place) for place in range(stored.num_columns)]
    assert all(each.has_dictionary_page and each.is_stats_set for each in columns)
    assert opened(content).read().equals(rows)


def test_a_table_without_rows_is_written_too() -> None:
    rows, content = _letters(Letters, 0)
    assert opened(content).read().equals(rows)
