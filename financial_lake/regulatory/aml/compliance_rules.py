"""The rules that watch for money laundering: what each looks for, from which amount on, and whether it runs."""

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Flag,
    Int,
    LakeTable,
    LoadPattern,
    Ratio,
    Text,
    code,
    day,
    flag,
    key,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.contract.listed_rows import listed_rows

RULE_TYPES = ("transaction_limit", "velocity_check", "geographic_restriction", "amount_threshold", "pattern")
RULE_ID = r"AML-\d{2}$"


class ComplianceRules(LakeTable, grain="rule", load=LoadPattern.FULL, owner="compliance"):
    """The rules that watch for money laundering: what each looks for, from which amount on, and whether it runs.

    Thresholds and windows are regulatory parameters, named here; the threshold shown is the one in force since the
    rule was created. A rule that does not run raises no alerts, nor does a duty, which is worth no points.
    """

    rule_id: Text = key("AML- and a number")
    rule_name: Text = text("its name", pattern=r"[a-z0-9_]+$")
    rule_type: Text = code("what kind of limit it sets", RULE_TYPES)
    description: Text = text("what it looks for")
    threshold_value: Ratio = rate("the number that matters most in it; none for a list of names", null=True, gt=0)
    is_active: Flag = flag("it runs every day")
    created_date: Day = day("first day it holds")
    parameters: Text = text("regulatory parameters it reads, as a JSON list", pattern=r"\[.*\]$")
    typology: Text = text("laundering pattern it is meant to find; none when it serves no single one", null=True)
    base_score: Int = number("points an alert of it starts with; none for a duty", null=True, ge=0, le=100)
    version: Int = number("counts its changes", ge=1)

    @row_rule("what runs reads a parameter", {"is_active": True, "parameters": "[]"})
    def active_reads_parameters(cls, rows: pd.DataFrame) -> pd.Series:
        return ~rows["is_active"] | rows["parameters"].ne("[]")


def rows() -> pa.Table:
    """The list beside this file."""
    return listed_rows(ComplianceRules)
