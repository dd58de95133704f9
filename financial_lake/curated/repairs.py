"""What was put right in accepted rows: which column, from what, to what, by which rule."""

import pandas as pd

from financial_lake.contract import LakeTable, LoadPattern, Text, code, key, row_rule, text


class Repairs(LakeTable, grain="repaired value", load=LoadPattern.DAY, owner="payments", rules=("C5",)):
    """What was put right in accepted rows: which column, from what, to what, by which rule."""

    table_name: Text = key("raw feed it was delivered in")
    row_key: Text = key("key of the row")
    column_name: Text = key("column put right")
    raw_value: Text = text("as delivered")
    repaired_value: Text = text("as it is used")
    repair_rule: Text = code("how it was put right", ("trim_lower", "synonym", "name_case"))

    @row_rule("a repair changes the value", {"raw_value": "debit", "repaired_value": "debit"})
    def repair_changes_the_value(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["raw_value"] != rows["repaired_value"]
