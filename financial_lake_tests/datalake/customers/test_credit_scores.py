"""The table credit_scores: three a customer, on weekdays."""

from datetime import date

import pyarrow.compute as pc

from financial_lake.datalake.customers.credit_scores import CreditScores, generate
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank

BANK = Bank(BankSettings())


def test_a_weekday_holds_three_scores_for_each_customer() -> None:
    rows = generate(BANK, date(2024, 11, 15))
    CreditScores.check_rows(rows)
    assert abs(rows.num_rows - 6_642) <= 0.05 * 6_642
    assert pc.count_distinct(rows["customer_id"]).as_py() * 3 == rows.num_rows
    assert rows.filter(pc.equal(rows["customer_id"], 1001))["bureau"].to_pylist() == ["atlas", "beacon", "civic"]


def test_a_weekend_holds_none() -> None:
    assert generate(BANK, date(2024, 11, 16)).schema == CreditScores.arrow_schema()
    assert generate(BANK, date(2024, 11, 17)).num_rows == 0


def test_each_bureau_shows_its_latest_refresh() -> None:
    rows = generate(BANK, date(2024, 11, 15)).slice(0, 3)
    assert rows["scored_on"].to_pylist() == [date(2024, 11, 5), date(2024, 11, 12), date(2024, 10, 19)]


def test_a_bank_of_223_shows_the_same_scores() -> None:
    small = generate(Bank(BankSettings(customers=223)), date(2024, 10, 1))
    assert small.equals(generate(BANK, date(2024, 10, 1)).slice(0, small.num_rows))
