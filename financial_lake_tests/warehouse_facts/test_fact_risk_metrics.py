"""Risk metrics: a row for each product a rated customer owes on, one without a product for who owes nothing."""

from datetime import date, timedelta
from typing import Any

from financial_lake.datalake.lending.risk_assessments import RiskAssessments
from financial_lake.warehouse_facts.fact_credit_exposure import FactCreditExposure
from financial_lake.warehouse_facts.fact_risk_metrics import FactRiskMetrics
from financial_lake_tests.warehouse.bindings import bound_rows
from financial_lake_tests.worked_examples import answer

DAY = date(2024, 10, 31)
RATED = {"credit_score": 700, "risk_score": 640, "risk_category": "low", "credit_grade": "aaa",
         "probability_default": "0.004"}  # fmt: skip


def rating(customer: int, number: int, day: date = DAY, **said: Any) -> dict[str, Any]:
    return {"dt": day, "assessment_id": number, "customer_id": customer} | RATED | said


def exposure(customer: int, contract: int, product: int | None, amounts: tuple[int, int, int]) -> dict[str, Any]:
    names = ("exposure_amount", "risk_weighted_assets", "capital_requirement")
    told = {"dt": DAY, "contract_id": contract, "customer_id": customer, "product_id": product}
    return told | dict(zip(names, amounts, strict=True))


def metrics(ratings: list[dict[str, Any]], owed: list[dict[str, Any]], *days: date) -> list[dict[str, Any]]:
    return answer(FactRiskMetrics, days or [DAY], {RiskAssessments: ratings, FactCreditExposure: owed})


def test_exposures_add_up_by_customer_and_product() -> None:
    owed = [
        exposure(1, 12, 13, (100, 50, 4)),
        exposure(1, 22, 13, (200, 150, 12)),
        exposure(1, 31, 10, (10, 7, 1)),
        exposure(2, 42, 13, (9, 9, 1)),
    ]
    rows = metrics([rating(1, 5)], owed)
    told = [(row["risk_key"], row["product_id"], row["exposure_amount"], row["risk_weighted_assets"]) for row in rows]
    assert told == [(510, 10, 10, 7), (513, 13, 300, 200)]
    assert [row["capital_requirement"] for row in rows] == [1, 16]
    assert (rows[0]["date_key"], rows[0]["credit_score"], rows[0]["credit_grade"]) == (20_241_031, 700, "aaa")


def test_who_owes_nothing_has_one_row_without_a_product() -> None:
    (row,) = metrics([rating(3, 6)], [exposure(1, 12, 13, (100, 50, 4))])
    assert (row["risk_key"], row["product_id"], row["exposure_amount"], row["capital_requirement"]) == (600, None, 0, 0)
    (bound,) = bound_rows(FactRiskMetrics, [row], {})
    assert (bound["product_key"], bound["customer_key"]) == (-2, -1)


def test_ratings_of_applications_are_no_rows() -> None:
    assert metrics([rating(1, 5, application_id=77, assessed_by=104)], []) == []


def test_a_day_alone_is_the_day_in_a_range() -> None:
    before = DAY - timedelta(days=1)
    ratings = [rating(1, 4, before), rating(1, 5)]
    owed = [exposure(1, 12, 13, (100, 50, 4)), exposure(1, 12, 13, (90, 45, 4)) | {"dt": before}]
    together = metrics(ratings, owed, before, DAY)
    assert [row["exposure_amount"] for row in together] == [90, 100]
    assert together == [*metrics(ratings, owed, before), *metrics(ratings, owed, DAY)]
