"""The date key of a fact names its day; of an instalment its due day, also after the loan has ended."""

from contextlib import closing
from datetime import date

import pytest

from financial_lake.audit.star import star_checks
from financial_lake.engines import connect
from financial_lake.warehouse_facts.fact_claim import FactClaim
from financial_lake.warehouse_facts.fact_loan_schedule import FactLoanSchedule

SCHEDULE, CLAIMS = FactLoanSchedule.sql_name(), FactClaim.sql_name()
DAY, LATER = date(2024, 10, 15), date(2024, 11, 20)


def differences(table: str, *facts: tuple[date, date, int]) -> list[int]:
    """What the check finds of facts of the day, each a day, a due day and a date key."""
    (asked,) = [each for each in star_checks() if (each.check, each.table) == ("date_keys_exist", table)]
    with closing(connect()) as connection:
        connection.execute("create schema warehouse; create schema warehouse_facts")
        connection.execute(f"create table days as select date '{DAY}' as dt")
        connection.execute(f"create table {table} (dt date, due_date date, date_key integer)")
        connection.executemany(f"insert into {table} values (?, ?, ?)", facts)
        connection.execute(
            "create table warehouse.dim_date as select cast(day as date) as full_date,"
            " cast(strftime(day, '%Y%m%d') as integer) as date_key from range(date '2024-10-01', date '2024-12-31',"
            " interval 1 day) as listed(day)"
        )
        found = connection.sql(f"select difference from ({asked.rules[0].sql}) order by item").fetchall()
    return [difference for (difference,) in found]


def test_a_cancelled_instalment_keeps_the_key_of_its_due_day() -> None:
    assert differences(SCHEDULE, (DAY, DAY, 20_241_015), (DAY, LATER, 20_241_120)) == [0, 0]


@pytest.mark.parametrize("key", [20_241_015, 20_241_121, 19_000_101])
def test_another_key_is_told(key: int) -> None:
    assert differences(SCHEDULE, (DAY, LATER, key)) == [1]


def test_any_other_fact_is_dated_by_its_day() -> None:
    assert differences(CLAIMS, (DAY, LATER, 20_241_015)) == [0]
    assert differences(CLAIMS, (DAY, LATER, 20_241_120)) == [1]
