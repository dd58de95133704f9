"""What a rule needs: each partition once, or its rows would be held, and counted, twice."""

from datetime import date

from financial_lake.reconciliation.rule import Rule, same_day

DAY = date(2024, 10, 3)


def test_a_table_is_needed_once_however_it_is_called() -> None:
    needs = (same_day("loan_payments", "curated.accounts"), same_day("datalake.loan_payments"))
    rule = Rule("R0", "loan_payments", "nothing", "select 1", needs)
    assert rule.needed(DAY) == [("loan_payments", DAY), ("curated.accounts", DAY)]


def test_raw_postings_come_with_their_labels() -> None:
    rule = Rule("R0", "transactions", "nothing", "select 1", (same_day("datalake.transactions"),))
    assert rule.needed(DAY) == [("transactions", DAY), ("planted_defects", DAY)]
