"""What broke a rule against money laundering, how serious it is, and how it was resolved."""

import pandas as pd

from financial_lake.contract import Day, Id, LakeTable, LoadPattern, Pii, Text, code, day, key, number, row_rule, text

SEVERITIES = ("low", "medium", "high", "critical")
STATUSES = ("open", "investigating", "resolved", "false_positive")
SETTLED = STATUSES[2:]


class RuleViolations(LakeTable, grain="violation", load=LoadPattern.FULL, owner="compliance"):
    """What broke a rule against money laundering, how serious it is, and how it was resolved.

    Alerts and the cases made of them, as of the latest stored day. It is serious by the alert's points: critical
    from 80, high from 60, medium from 40.
    """

    violation_id: Text = key("VI-, the rule, the day and the customer", pii=Pii.SENSITIVE)
    rule_id: Text = text("the rule")
    entity_type: Text = code("what broke it", ("customer",))
    entity_id: Id = number("the customer")
    violation_date: Day = day("the day it was found")
    severity: Text = code("how serious it is", SEVERITIES, pii=Pii.SENSITIVE)
    status: Text = code("how far the bank has come with it", STATUSES, pii=Pii.SENSITIVE)
    resolution_notes: Text = text("how it was resolved; missing until then", pii=Pii.SENSITIVE, null=True)
    resolved_by: Id = number("compliance officer who resolved it; missing until then", null=True)
    resolved_date: Day = day("the day it was resolved; missing until then", null=True)

    @row_rule("a day and a note exactly for what is resolved", {"status": "open", "resolution_notes": "explained"})
    def notes_iff_resolved(cls, rows: pd.DataFrame) -> pd.Series:
        known = rows[["resolution_notes", "resolved_date"]].notna()
        is_settled = rows["status"].isin(SETTLED)
        return known.all(axis=1).eq(is_settled) & known.any(axis=1).eq(is_settled)
