"""Days that were delivered again with other rows: what changed, why, and who answers for it.

Rows are made by the audit itself (`financial_lake.audit.making`), from the journal of the lake; no SQL.
"""

import pandas as pd

from financial_lake.contract import Count, Int, LakeTable, LoadPattern, Pii, Text, count, key, row_rule, text


class PartitionRevisions(LakeTable, grain="table and revision", load=LoadPattern.DAY, owner="audit"):
    """Days that were delivered again with other rows: what changed, why, and who answers for it.

    A day is delivered by a landing file or a run of the simulation; what queries make of it follows and has no row.
    The first delivery has none, nor has one of equal content.
    """

    table_name: Text = key("SQL name of the table")
    revision: Int = key("1, 2, ... of the table's day")
    rows_added: Count = count("rows whose key was not there; missing when the rows before could not be read", null=True)
    rows_removed: Count = count("rows whose key is there no more", null=True)
    rows_changed: Count = count("rows whose key stays and whose values do not", null=True)
    old_sha256: Text = text("hash of the rows before", pattern="[0-9a-f]{64}$")
    new_sha256: Text = text("hash of the rows after", pattern="[0-9a-f]{64}$")
    reason: Text = text("why, as the deliverer says, or else what the manifests tell")
    made_by: Text = text("who delivered it; missing when nobody said", pii=Pii.PERSONAL, null=True)
    approved_by: Text = text("who approved it; missing when nobody did", pii=Pii.PERSONAL, null=True)

    @row_rule("a revision has other content", {"old_sha256": "0" * 64, "new_sha256": "0" * 64})
    def revision_has_other_content(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["old_sha256"] != rows["new_sha256"]

    @row_rule("the maker does not approve", {"made_by": "Ana Ruiz", "approved_by": " ANA RUIZ "})
    def maker_does_not_approve(cls, rows: pd.DataFrame) -> pd.Series:
        made, approved = (rows[name].str.strip().str.lower() for name in ("made_by", "approved_by"))
        return approved.isna() | approved.ne(made).fillna(value=True).astype(bool)
