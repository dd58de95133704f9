"""M06: the worked example, what is left out, and what is not known."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.datalake.accounts.products import Products
from financial_lake.marts.risk.credit_risk_portfolio import CreditRiskPortfolio, picture
from financial_lake.warehouse_facts.fact_credit_exposure import FactCreditExposure
from financial_lake_tests.worked_examples import answer, table_of

DAY = date(2024, 10, 31)
BEFORE = DAY - timedelta(days=1)


def exposure(contract: int, owed: str, probability: str | None, **said: Any) -> dict[str, Any]:
    loss = None if probability is None else f"{Decimal(owed) * Decimal(probability) / 2:.2f}"
    return {"dt": DAY, "contract_id": contract, "customer_id": contract, "product_id": 13, "exposure_type": "loan",
            "drawn_amount": owed, "probability_default": probability, "expected_loss": loss} | said  # fmt: skip


def portfolio(*exposures: dict[str, Any], days: tuple[date, ...] = (DAY,)) -> list[dict[str, Any]]:
    customers = {(each["dt"], each["customer_id"]) for each in exposures if each["customer_id"] < 100}
    every = [{"dt": day, "customer_id": number, "risk_profile": "low"} for day, number in customers]
    shelves = {10: "cards", 13: "loans"}
    sold = [{"dt": day, "product_id": key, "product_category": shelf} for day in days for key, shelf in shelves.items()]
    return answer(CreditRiskPortfolio, days, {FactCreditExposure: exposures, CustomerRecords: every, Products: sold})


def test_the_worked_example() -> None:
    (row,) = portfolio(exposure(1, "100000.00", "0.020000"), exposure(2, "50000.00", "0.060000"))
    assert (row["risk_profile"], row["product_category"]) == ("low", "loans")
    assert (row["account_count"], row["total_exposure"], row["expected_loss"]) == (2, 150_000, 5_000)
    assert row["avg_default_probability"] == Decimal("0.040000")
    assert row["weighted_default_probability"] == Decimal("0.033333")
    assert (row["loss_rate_percentage"], row["expected_loss_lgd"]) == (Decimal("3.3333"), 2_500)


def test_what_is_written_off_or_not_yet_paid_out_is_left_out() -> None:
    gone = exposure(2, "500.00", "0.5", is_charged_off=True, is_defaulted=True)
    (row,) = portfolio(exposure(1, "100.00", "0.02"), gone, exposure(3, "0.00", "0.02", exposure_type="commitment"))
    assert (row["account_count"], row["total_exposure"]) == (1, 100)


def test_who_is_not_rated_owes_and_is_in_no_mean() -> None:
    (row,) = portfolio(exposure(1, "100.00", "0.02"), exposure(2, "300.00", None))
    assert (row["account_count"], row["total_exposure"], row["expected_loss"]) == (2, 400, 2)
    assert (row["avg_default_probability"], row["weighted_default_probability"]) == (Decimal("0.02"), Decimal("0.02"))
    (unrated,) = portfolio(exposure(2, "300.00", None))
    assert (unrated["avg_default_probability"], unrated["expected_loss"]) == (None, 0)


def test_nothing_owed_has_no_rate_of_loss() -> None:
    (row,) = portfolio(exposure(1, "0.00", "0.02", exposure_type="card", product_id=10))
    assert (row["product_category"], row["loss_rate_percentage"], row["weighted_default_probability"]) == (
        "cards",
        None,
        None,
    )


def test_losses_are_rounded_contract_by_contract() -> None:
    (row,) = portfolio(*(exposure(number, "0.50", "0.01") for number in (1, 2, 3)))
    assert row["expected_loss"] == Decimal("0.03")


def test_an_unknown_borrower_and_product_are_told_so() -> None:
    (row,) = portfolio(exposure(100, "5.00", "0.02", product_id=None))
    assert (row["risk_profile"], row["product_category"]) == ("unknown", "unknown")


def test_a_day_alone_is_the_day_in_a_range_and_makes_a_picture() -> None:
    given = [exposure(1, "100.00", "0.02"), exposure(1, "90.00", "0.03", dt=BEFORE)]
    together = portfolio(*given, days=(BEFORE, DAY))
    assert together == [*portfolio(*given, days=(BEFORE,)), *portfolio(*given)]
    assert picture(table_of(CreditRiskPortfolio, together)).startswith(b"\x89PNG")
