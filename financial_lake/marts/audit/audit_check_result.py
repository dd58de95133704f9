"""What every audit check found on a day in a table: what must be, what is, and the keys that disagree.

Rows are made by the audit itself (`financial_lake.audit.making`), which recounts what is stored; no SQL.
"""

import pandas as pd

from financial_lake.contract import Flag, LakeTable, LoadPattern, Pii, Text, code, flag, key, row_rule, text

GROUPS = tuple(f"G{number}" for number in range(1, 15))
SEVERITIES = ("blocking", "error", "warn")


class AuditCheckResult(LakeTable, grain="check and table", load=LoadPattern.DAY, owner="audit"):
    """What every audit check found on a day in a table: what must be, what is, and the keys that disagree."""

    check_name: Text = key("name of the check")
    check_group: Text = code("what kind of truth it holds", GROUPS)
    table_name: Text = key("table it judged; missing when it concerns none in particular", null=True)
    severity: Text = code("what a failure does: stop what follows, ask for somebody, be looked at", SEVERITIES)
    expected: Text = text("what must be")
    actual: Text = text("what is")
    difference: Text = text("actual less expected, where both are numbers", null=True)
    is_passed: Flag = flag("whether it holds; missing when what it needs is not stored", null=True)
    sample: Text = text("up to ten keys or comparisons that disagree, as a JSON list", pii=Pii.SENSITIVE)
    rule: Text = text("reconciliation rule or section it comes from")

    @row_rule("a failure shows something", {"is_passed": False, "expected": "1", "actual": "1", "sample": "[]"})
    def failure_shows_something(cls, rows: pd.DataFrame) -> pd.Series:
        failed = rows["is_passed"].eq(False).fillna(value=False)
        return ~failed | rows["expected"].ne(rows["actual"]) | rows["sample"].ne("[]")
