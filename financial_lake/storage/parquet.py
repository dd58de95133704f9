"""Rows as Parquet bytes and back: the same rows give the same bytes."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from financial_lake.contract import LakeTable
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.storage.manifests import FOOTER_KEY, Manifest

WRITING: dict[str, Any] = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 3,  # level 1 is no faster and no smaller on our rows, level 6 takes twice the time
    "row_group_size": 122_880,  # DuckDB's own row group: one thread a group
    "use_dictionary": True,
    "write_statistics": True,
    "write_page_checksum": True,  # an altered byte is found on reading, even without the manifest
    "store_decimal_as_integer": True,  # DECIMAL(18,2) as INT64 instead of sixteen bytes
    "store_schema": True,
}

DERIVED: dict[str, Any] = {"compression_level": 1}
"""What is made by SQL is made anew more often than it is read: half the time of level 3, and no larger."""
LOOKED_AT = 1000
"""First values of a text column that tell whether a list of its values is worth keeping."""


def encoded(model: type[LakeTable], rows: pa.Table, manifest: Manifest) -> pa.Buffer:
    """The bytes of a partition: contract schema, column meanings, and the manifest in the footer.

    Nothing of the machine or the moment enters, nor how the rows were chunked in memory.
    """
    schema = model.arrow_schema().with_metadata({FOOTER_KEY: manifest.to_footer()})
    whole = rows.combine_chunks()
    plain = pa.Table.from_arrays(whole.columns, schema=schema)
    sink = pa.BufferOutputStream()
    pq.write_table(plain, sink, **_writing(model, plain))
    return sink.getvalue()


def _writing(model: type[LakeTable], rows: pa.Table) -> dict[str, Any]:
    """The source layer keeps the bytes it always had; derived tables list only texts whose values repeat.

    Least and greatest texts help no reader: rows lie in order of days and numbers.
    """
    if model.address()[0] == SOURCE_LAYER:
        return WRITING
    texts = [field.name for field in rows.schema if pa.types.is_string(field.type)]
    others = [name for name in rows.schema.names if name not in texts]
    repeating = [name for name in texts if _repeat(rows.column(name).slice(0, LOOKED_AT))]
    return WRITING | DERIVED | {"use_dictionary": repeating, "write_statistics": others}


def _repeat(values: pa.ChunkedArray) -> bool:
    """Whether less than nine tenths of the values are different; hashes and numbers in letters are all different."""
    return len(values.unique()) * 10 < len(values) * 9


def opened(content: bytes | pa.Buffer) -> pq.ParquetFile:
    """A partition's bytes, ready to be read with its checksums verified."""
    return pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
