"""Holdings as facts: value against cost, and the share in the account."""

from datetime import date
from decimal import Decimal

from financial_lake.datalake.investments.holdings import Holdings
from financial_lake.datalake.investments.investments import Investments
from financial_lake.warehouse_facts.fact_holding import FactHolding
from financial_lake_tests.worked_examples import answer

FRIDAY, SATURDAY = date(2024, 10, 4), date(2024, 10, 5)


def test_gain_and_share_of_each_holding() -> None:
    plain = {"dt": FRIDAY, "investment_id": 10011, "customer_id": 1001, "quantity": "2.0000"}
    holdings = [
        {**plain, "holding_id": 100111, "cost_basis": "500.00", "current_value": "400.00"},
        {**plain, "holding_id": 100112, "cost_basis": "100.00", "current_value": "200.00"},
    ]
    investments = [{"dt": FRIDAY, "investment_id": 10011, "product_id": 21, "current_value": "600.00"}]
    rows = answer(FactHolding, [FRIDAY, SATURDAY], {Holdings: holdings, Investments: investments})
    assert [row["unrealized_gain"] for row in rows] == [-100, 100]
    assert [row["weight"] for row in rows] == [Decimal("0.666667"), Decimal("0.333333")]
    assert [row["holding_key"] for row in rows] == [100111 * 100_000 + 45_567, 100112 * 100_000 + 45_567]
    assert {(row["dt"], row["contract_id"], row["product_id"]) for row in rows} == {(FRIDAY, 100114, 21)}
