"""Opening capital grows with the customers a bank is founded for, and with nothing else."""

from datetime import date
from decimal import Decimal

from financial_lake.curated.opening_capital import INSTRUMENTS, OpeningCapital
from financial_lake.production.whole_tables import rows_of
from financial_lake.settings import BankSettings


def test_each_customer_brings_a_part_of_every_instrument() -> None:
    bank = BankSettings(customers=10, opening_day=date(2025, 5, 30))
    rows = rows_of(OpeningCapital, settings=bank).to_pylist()
    assert [row["instrument"] for row in rows] == list(INSTRUMENTS)
    assert [row["amount"] for row in rows] == [Decimal("27000.00"), Decimal("2500.00"), Decimal("4500.00")]
    assert {row["issued_on"] for row in rows} == {date(2025, 5, 30)}


def test_the_rows_keep_the_contract_for_the_usual_bank() -> None:
    rows = rows_of(OpeningCapital)
    OpeningCapital.check_rows(rows)
    assert rows.to_pylist()[0]["amount"] == 2_230 * 2_700
