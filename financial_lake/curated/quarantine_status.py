"""Rejected rows with what has become of them since."""

import pandas as pd

from financial_lake.contract import Day, LoadPattern, Pii, Text, code, day, row_rule, text
from financial_lake.contract.given_columns import ExtendedTable
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.quarantine_decisions import DECISIONS


class QuarantineStatus(ExtendedTable, of=Quarantine, grain="rejected row", load=LoadPattern.FULL, owner="payments"):
    """Rejected rows with what has become of them since: open until a steward's latest decision.

    A later fate beside an earlier day, so it is rebuilt whole and no partition reads it.
    """

    resolution: Text = code("what was decided last", ("open", *DECISIONS))
    resolved_on: Day = day("day of that decision; missing while open", null=True)
    resolution_reason: Text = text("why, in the steward's words", null=True)
    maker: Text = text("who decided", pii=Pii.PERSONAL, null=True)
    checker: Text = text("who checked and approved it", pii=Pii.PERSONAL, null=True)

    @row_rule("a day of decision exactly when decided", {"resolution": "open", "resolved_on": "2024-10-07"})
    def resolved_iff_decided(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["resolution"].eq("open") == rows["resolved_on"].isna()
