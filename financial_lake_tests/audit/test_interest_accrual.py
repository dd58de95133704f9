"""Interest accrued by days is what was credited for the month, overdrawn days and rounded days included."""

from decimal import Decimal

import duckdb
import pytest

from financial_lake.audit.ledger import ACCRUED_AND_CREDITED

ACCOUNT = 1001100
MONTH_END = "date '2024-12-31'"


@pytest.mark.parametrize(
    ("days", "credited", "actual"),
    [
        (("0.17000000", "0.15500000"), "0.33", "0.33"),  # half a cent goes up
        (("0.17000000", "0.15499990"), "0.33", "0.33"),  # days rounded down took what is missing
        (("0.17000000", "0.15499980"), "0.33", "0.32"),
        (("0.33000000", "-0.00600000"), "0.32", "0.32"),  # an overdrawn day takes from the month
        (("0.33000000", "-0.40000000"), None, "0"),
        (("0.33000000",), None, "0.33"),  # nothing was credited
        (("0.33000000",), "0.34", "0.33"),
        ((), "0.01", "0"),  # nothing was earned
    ],
)
def test_what_days_earned_is_what_the_month_credited(days: tuple[str, ...], credited: str | None, actual: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"""
            create schema warehouse_facts; create schema curated; create schema simulated;
            create table days as select {MONTH_END} as dt;
            create table calendar as select {MONTH_END} as dt, date '2024-12-01' as month_start,
                {MONTH_END} as last_weekday;
            create table curated.accounts as select {MONTH_END} as dt, {ACCOUNT} as account_id,
                'checking' as account_type;
            create table simulated.standing as select {MONTH_END} as dt, {ACCOUNT} as account_id,
                true as is_open, false as is_frozen;
            create table warehouse_facts.fact_balance
                (dt date, contract_id bigint, interest_earned decimal(18, 8));
            create table curated.transactions
                (dt date, account_id bigint, transaction_code varchar, amount_posted decimal(18, 2));
        """)
        for place, earned in enumerate(days):
            row = [f"2024-12-{place + 1:02}", ACCOUNT * 10 + 1, Decimal(earned)]
            connection.execute("insert into warehouse_facts.fact_balance values (?, ?, ?)", row)
        if credited:
            row = ["2024-12-31", ACCOUNT, "interest_credit", Decimal(credited)]
            connection.execute("insert into curated.transactions values (?, ?, ?, ?)", row)
        compared = connection.execute(ACCRUED_AND_CREDITED).fetchall()
    assert [row[2:] for row in compared] == [(Decimal(credited or 0), Decimal(actual))]
