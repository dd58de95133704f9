"""The page on reconciliation says what the rules are, and every rule of the specification has its place."""

from pathlib import Path

from financial_lake.contract.discovery import source_tables
from financial_lake.reconciliation.page import ELSEWHERE, PAGE, RULES_OF_THE_SPECIFICATION, WAITING, page, rules_told
from financial_lake.reconciliation.registry import all_rules, rules_of, tables_read
from financial_lake.reconciliation.relations import RELATIONS

ROOT = Path(__file__).parents[2]
HOW_TO_MEND = "run `python -m financial_lake.reconciliation.page`"


def test_the_page_is_as_the_rules_say() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), HOW_TO_MEND


def test_every_rule_of_the_specification_is_evaluated_held_by_a_test_or_waiting() -> None:
    assert set(RULES_OF_THE_SPECIFICATION) <= rules_told()
    assert not {rule.name for rule in all_rules()} & set(ELSEWHERE)


def test_no_rule_waits_for_tables_that_have_come() -> None:
    here = {f"{table.domain}/{table.name}" for table in source_tables()}
    awaited = {place for _, places in WAITING.values() for place in places.split(", ")}
    assert not awaited & here


def test_a_rule_is_evaluated_once_a_table_and_says_it_in_one_line() -> None:
    names = [(rule.table, rule.name) for rule in all_rules()]
    assert len(names) == len(set(names))
    assert all(rule.meaning and "\n" not in rule.meaning for rule in all_rules())


def test_rules_use_the_relations_they_name_and_no_relation_is_idle() -> None:
    for rule in all_rules():
        named = {name for name in RELATIONS if f"simulated.{name}" in rule.sql}
        assert named == set(rule.relations), rule.name
    assert {name for rule in all_rules() for name in rule.relations} == set(RELATIONS)


def test_a_table_knows_the_tables_its_rules_read() -> None:
    assert {"accounts", "transactions", "planted_defects"} <= tables_read("accounts")
    assert rules_of("transactions")


def test_every_table_is_named_by_the_rules_its_contract_claims() -> None:
    told = rules_told()
    for table in source_tables():
        assert set(table.model.about().rules) <= told, table.name
