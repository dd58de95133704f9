"""The verdict of the audit on a day: green, amber or red, and how many checks of which kind failed."""

import pandas as pd

from financial_lake.contract import Int, LakeTable, LoadPattern, Text, code, number, row_rule

VERDICTS = ("green", "amber", "red")


class AuditDay(LakeTable, grain="day", load=LoadPattern.DAY, owner="audit"):
    """The verdict of the audit on a day: green, amber or red, and how many checks of which kind failed."""

    verdict: Text = code("red when a blocking check failed or nothing was audited, amber when another did", VERDICTS)
    checks: Int = number("checks asked, each table by itself", ge=0)
    passed: Int = number("checks that hold", ge=0)
    failed: Int = number("checks that do not", ge=0)
    not_evaluated: Int = number("checks whose tables or days are not stored", ge=0)
    failed_blocking: Int = number("failures that stop what follows", ge=0)
    failed_error: Int = number("failures somebody must mend", ge=0)
    failed_warn: Int = number("failures to look at", ge=0)
    failed_completeness: Int = number("failures of group G1", ge=0)
    failed_uniqueness: Int = number("failures of group G2", ge=0)
    failed_references: Int = number("failures of group G3", ge=0)
    failed_history: Int = number("failures of group G4", ge=0)
    failed_validity: Int = number("failures of group G5", ge=0)
    failed_domains: Int = number("failures of group G6", ge=0)
    failed_conservation: Int = number("failures of group G7", ge=0)
    failed_planted_truth: Int = number("failures of group G8", ge=0)
    failed_ledger: Int = number("failures of group G9", ge=0)
    failed_subledgers: Int = number("failures of group G10", ge=0)
    failed_reports: Int = number("failures of group G11", ge=0)
    failed_repetition: Int = number("failures of group G12", ge=0)
    failed_behaviour: Int = number("failures of group G13", ge=0)
    failed_compliance: Int = number("failures of group G14", ge=0)

    @row_rule("every check passed, failed or was not evaluated", {"checks": 5, "passed": 1, "failed": 1})
    def checks_add_up(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["passed"] + rows["failed"] + rows["not_evaluated"] == rows["checks"]

    @row_rule("a green day has no failure", {"verdict": "green", "failed": 1, "failed_warn": 1})
    def green_without_failure(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["verdict"].ne("green") | rows["failed"].eq(0)
