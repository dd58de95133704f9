"""M21: the worked example, what deposits bring and credit takes, means over stored days, thirds."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.datalake.accounts.products import Products
from financial_lake.datalake.investments.investments import Investments
from financial_lake.marts.finance.profit_and_loss_daily import ProfitAndLossDaily
from financial_lake.marts.product.product_profitability import ProductProfitability, picture
from financial_lake.warehouse_facts.fact_balance import FactBalance
from financial_lake.warehouse_facts.fact_credit_exposure import FactCreditExposure
from financial_lake_tests.worked_examples import answer, table_of

END = date(2024, 10, 31)
MONTH = [END - timedelta(days=back) for back in range(31)]
INPUTS = (Products, Investments, ProfitAndLossDaily, FactBalance, FactCreditExposure)
Given = dict[Any, list[dict[str, Any]]]


def line(name: str, amount: str, product: int | None = 4, day: date = END) -> dict[str, Any]:
    return {"dt": day, "line": name, "product_id": product, "amount": amount}


def balance(amount: str, day: date, product: int = 4, limit: str | None = None) -> dict[str, Any]:
    return {"dt": day, "product_id": product, "closing_balance_usd": amount, "credit_limit": limit}


def profitability(given: Given, products: tuple[int, ...] = (4,), day: date = END) -> dict[int, dict[str, Any]]:
    sold = [{"dt": each, "product_id": key, "product_name": f"p{key}"} for key in products for each in {day, END}]
    inputs: Given = {model: given.get(model, []) for model in INPUTS} | {Products: sold}
    return {row["product_id"]: row for row in answer(ProductProfitability, [day], inputs)}


def test_the_worked_example() -> None:
    row = profitability(
        {
            FactBalance: [balance("100000.00", day) for day in MONTH],
            ProfitAndLossDaily: [
                line("deposit_interest_expense", "150.00"),
                line("servicing_cost", "2.00", day=MONTH[3]),
                line("servicing_cost", "1.50"),
                line("servicing_cost", "99.00", None),
                line("servicing_cost", "99.00", day=END - timedelta(days=31)),
            ],
        }
    )[4]
    assert (row["transfer_pricing"], row["revenue"]) == (Decimal("297.29"), Decimal("147.29"))
    assert (row["servicing_cost"], row["contribution_margin"]) == (Decimal("3.50"), Decimal("143.79"))
    assert (row["margin_ratio"], row["average_balance_usd"]) == (Decimal("0.976237"), 100_000)


def test_credit_pays_for_its_money_and_expects_to_lose_some() -> None:
    owed = {"product_id": 14, "drawn_amount": "36500.00", "expected_loss": "1.30"}
    rows = profitability(
        {
            FactBalance: [balance("0.00", day) for day in MONTH[:2]],
            FactCreditExposure: [owed | {"dt": day, "contract_id": each} for day in MONTH[:2] for each in (1, 2)],
            ProfitAndLossDaily: [
                line("loan_interest_income", "10.00", 14),
                line("card_interest_income", "3.00", 14),
                line("fee_income", "2.00", 14),
                line("interchange_income", "0.75", 14),
                line("commission_income", "0.25", 14),
                line("credit_loss_expense", "500.00", 14),
            ],
        },
        (14,),
    )
    row = rows[14]
    assert (row["average_balance_usd"], row["transfer_pricing"]) == (73_000, Decimal("-14.00"))
    assert (row["interest_income"], row["revenue"]) == (13, 2)
    assert (row["expected_loss"], row["contribution_margin"]) == (Decimal("0.22"), Decimal("1.78"))


def test_investments_are_held_over_weekends_and_priced_at_nothing() -> None:
    friday, sunday = date(2024, 11, 29), date(2024, 11, 30)
    held = [{"dt": friday, "product_id": 23, "current_value": "50.00"}]
    days = [balance("0.00", day) for day in (friday, sunday)]
    rows = profitability({Investments: held, FactBalance: days}, (23,), sunday)
    assert (rows[23]["average_balance_usd"], rows[23]["transfer_pricing"]) == (50, 0)


def test_overdrawn_accounts_and_cards_are_no_deposits() -> None:
    held = [balance("-9.00", END), balance("30.00", END, limit="500.00"), balance("7.00", END)]
    assert profitability({FactBalance: held})[4]["average_balance_usd"] == 7


def test_a_mean_is_over_the_days_that_are_stored() -> None:
    held = [balance("10.00", END), balance("0.01", MONTH[1]), balance("0.00", MONTH[2], 5)]
    assert profitability({FactBalance: held})[4]["average_balance_usd"] == Decimal("3.34")


def test_thirds_by_margin_and_ties_by_product() -> None:
    fees = {1: "5.00", 2: "9.00", 3: "5.00", 4: "1.00", 5: "1.00"}
    rows = profitability(
        {ProfitAndLossDaily: [line("fee_income", fee, product) for product, fee in fees.items()]}, (1, 2, 3, 4, 5, 6)
    )
    tiers = {product: row["profitability_tier"] for product, row in rows.items()}
    assert tiers == {2: "high", 1: "high", 3: "medium", 4: "medium", 5: "low", 6: "low"}
    assert rows[6]["margin_ratio"] is None


def test_only_month_ends_have_rows_and_make_a_picture() -> None:
    assert profitability({}, day=date(2024, 10, 30)) == {}
    rows = table_of(ProductProfitability, list(profitability({}, (4, 5)).values()))
    assert picture(rows).startswith(b"\x89PNG")
