"""The rules: all nineteen, each threshold its parameter, and every parameter they read on file."""

import json

from financial_lake.curated.regulatory_parameters import RegulatoryParameters
from financial_lake.production.whole_tables import rows_of
from financial_lake.regulatory.aml.compliance_rules import ComplianceRules

RULES = {row["rule_id"]: row for row in rows_of(ComplianceRules).to_pylist()}
PARAMETERS = {row["parameter_id"]: row["value"] for row in rows_of(RegulatoryParameters).to_pylist()}
RUNNING = ("AML-01", "AML-02", "AML-11", "AML-15", "AML-16", "AML-17", "AML-18")


def test_nineteen_rules_are_registered_and_those_that_run_are_told() -> None:
    assert list(RULES) == [f"AML-{number:02}" for number in range(1, 20)]
    assert tuple(rule for rule, row in RULES.items() if row["is_active"]) == RUNNING


def test_what_a_running_rule_reads_is_on_file_and_holds_its_threshold() -> None:
    for rule in RUNNING:
        named = json.loads(RULES[rule]["parameters"])
        assert set(named) == {each for each in PARAMETERS if each.startswith(f"{rule}.")}
        assert RULES[rule]["threshold_value"] in {PARAMETERS[each] for each in named}


def test_the_bank_sells_no_monetary_instruments() -> None:
    assert RULES["AML-19"]["is_active"] is False
