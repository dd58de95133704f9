"""What stewards decided about rejected rows: release or discard, by one person, checked by another.

Days are landed, not made by SQL: see `financial_lake.curated.deciding`.
"""

import pandas as pd

from financial_lake.contract import LakeTable, LoadPattern, Pii, Text, code, key, row_rule, text

DECISIONS = ("released", "discarded")
ID = r"Q-\d{4}-\d\d-\d\d-[0-9a-f]{12}-\d+$"


class QuarantineDecisions(LakeTable, grain="decided row and day of decision", load=LoadPattern.DAY, owner="payments"):
    """What stewards decided about rejected rows: release or discard, by one person, checked by another.

    Released says that a corrected row is delivered on a later day; nothing is changed in quarantine.
    """

    quarantine_id: Text = key("the rejected row")
    decision: Text = code("whether it comes back corrected or is given up", DECISIONS)
    reason: Text = text("why, in the steward's words", pattern=r"\s*\S")
    maker: Text = text("who decided", pii=Pii.PERSONAL, pattern=r"\s*\S")
    checker: Text = text("who checked and approved it", pii=Pii.PERSONAL, pattern=r"\s*\S")

    @row_rule("the maker is not the checker", {"maker": "Ana Ruiz", "checker": " ANA RUIZ "})
    def maker_is_not_checker(cls, rows: pd.DataFrame) -> pd.Series:
        return _plain(rows["maker"]) != _plain(rows["checker"])

    @row_rule(
        "the id is that of a row that arrived no later than it was decided",
        {"quarantine_id": "Q-2999-12-31-0123456789ab-1"},
    )
    def decided_after_arrival(cls, rows: pd.DataFrame) -> pd.Series:
        arrived = pd.to_datetime(rows["quarantine_id"].str.slice(2, 12).astype("object"), errors="coerce")
        is_id = rows["quarantine_id"].str.match(ID).fillna(value=False).astype(bool)
        return is_id & (arrived <= pd.to_datetime(rows["dt"].astype("object")))


def _plain(names: pd.Series) -> pd.Series:
    return names.str.strip().str.lower()
