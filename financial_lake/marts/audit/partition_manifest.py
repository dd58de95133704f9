"""What every partition of a day says it holds, and where it came from.

Rows are made by the audit itself (`financial_lake.audit.making`), from the manifests; no SQL.
"""

from financial_lake.contract import Count, LakeTable, LoadPattern, Pii, Text, count, key, text


class PartitionManifest(LakeTable, grain="table", load=LoadPattern.DAY, owner="audit"):
    """What every partition of a day says it holds, and where it came from."""

    table_name: Text = key("SQL name of the table")
    layer: Text = text("layer of the table")
    row_count: Count = count("rows of the partition", ge=0)
    control_totals: Text = text("sum and count of every money column, as JSON", pii=Pii.SENSITIVE)
    first_key: Text = text("key of the first row; empty without rows", pii=Pii.PERSONAL)
    last_key: Text = text("key of the last row; empty without rows", pii=Pii.PERSONAL)
    content_sha256: Text = text("hash of the rows as they are stored")
    file_sha256: Text = text("hash of the file's bytes")
    file_bytes: Count = count("length of the file", ge=0)
    settings_seal: Text = text("bank that made it")
    code_version: Text = text("version of the code that made it")
    engine: Text = text("who made the rows")
    planted_defects: Text = text("rows dirtied on purpose by kind, as JSON; empty but for source tables")
    inputs: Text = text("content hash of every partition it was made from, as JSON")
