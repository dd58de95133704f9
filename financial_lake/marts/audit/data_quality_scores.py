"""How well cleaning finds what was planted: precision and recall of each reason, told to auditors only."""

import pandas as pd

from financial_lake.contract import Count, LakeTable, LoadPattern, Ratio, Text, count, key, rate, row_rule


class DataQualityScores(LakeTable, grain="raw feed and reason", load=LoadPattern.DAY, owner="audit"):
    """How well cleaning finds what was planted: precision and recall of each reason, told to auditors only.

    Reads the labels of the simulation, which nothing else may; `operations/data_quality_daily` is the same without.
    """

    table_name: Text = key("raw feed the rows were delivered in")
    reason_code: Text = key("why they could not stay as they were")
    bad_rows: Count = count("rows cleaning found bad for this reason", ge=0)
    planted_rows: Count = count("rows made bad on purpose for it", ge=0)
    detected_planted_rows: Count = count("of these, found, and for the same reason", ge=0)
    precision: Ratio = rate("found on purpose over found; none when nothing was found", null=True, ge=0, le=1)
    recall: Ratio = rate("found on purpose over planted; none when nothing was planted", null=True, ge=0, le=1)

    @row_rule("no more is detected than planted or found", {"detected_planted_rows": 999_999})
    def detected_within_both(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["detected_planted_rows"] <= rows["planted_rows"]) & (
            rows["detected_planted_rows"] <= rows["bad_rows"]
        )
