"""Credit exposures: the worked portfolio to the cent, and every bound just below and at."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.income_currencies import IncomeCurrencies
from financial_lake_tests.warehouse_facts.exposures import (
    BEFORE,
    DAY,
    Given,
    account,
    exposures,
    loan,
    one,
    pledge,
    statements,
)


def test_the_worked_portfolio_ties_up_what_it_must() -> None:
    rows = exposures(
        loan(1, "mortgage", "180000.00"),
        pledge(1, "300000.00"),
        account(2, "-1500.00", "6500.00"),
        loan(3, "personal", "20000.00", 95),
        loan(4, "mortgage", "200000.00", 100),
        pledge(4, "400000.00"),
        account(5, "-1000.00", "10000.00"),
        statements(5, ["0.00"] * 12),
        loan(6, "business", "90000.00"),
        loan(7, "mortgage", "100000.00"),
    )
    told = [(row["exposure_amount"], row["risk_weight"], row["risk_weighted_assets"]) for row in rows.values()]
    assert told == [
        (Decimal("180000.00"), Decimal("0.25"), Decimal("45000.00")),
        (Decimal("2000.00"), Decimal("0.75"), Decimal("1500.00")),
        (Decimal("17000.00"), Decimal("1.5"), Decimal("25500.00")),
        (Decimal("180000.00"), Decimal(1), Decimal("180000.00")),
        (Decimal("1900.00"), Decimal("0.45"), Decimal("855.00")),
        (Decimal("90000.00"), Decimal("0.75"), Decimal("67500.00")),
        (Decimal("100000.00"), Decimal("0.75"), Decimal("75000.00")),
    ]
    assert sum(row["risk_weighted_assets"] for row in rows.values()) == Decimal("395355.00")
    assert (rows[1]["ltv_ratio"], rows[3]["specific_provision"], rows[4]["specific_provision"]) == (
        Decimal("0.6"),
        3000,
        20000,
    )
    assert rows[6]["capital_requirement"] == Decimal("5400.00")


@pytest.mark.parametrize(
    ("owed", "weight"),
    [("50.00", "0.20"), ("50.01", "0.25"), ("60.00", "0.25"), ("60.01", "0.30"), ("80.00", "0.30"), ("80.01", "0.40"),
     ("90.00", "0.40"), ("90.01", "0.50"), ("100.00", "0.50"), ("100.01", "0.70"), ("900.00", "0.70")],
)  # fmt: skip
def test_a_bound_belongs_to_the_lower_band(owed: str, weight: str) -> None:
    row = one(loan(1, "mortgage", owed), pledge(1, "100.00"))
    assert (row["exposure_class"], row["risk_weight"]) == ("residential_real_estate", Decimal(weight))


@pytest.mark.parametrize(
    ("late", "unsecured", "secured"),
    [(0, "0", "0"), (1, "20", "10"), (30, "20", "10"), (31, "100", "30"), (60, "100", "30"), (61, "200", "50"),
     (90, "200", "50"), (91, "150", "100"), (120, "150", "100"), (121, "500", "200"), (179, "500", "200")],
)  # fmt: skip
def test_provisions_rise_with_days_and_are_specific_from_the_91st(late: int, unsecured: str, secured: str) -> None:
    secured_loan = (loan(2, "auto", "1000.00", late), pledge(2, "900.00", "vehicle"))
    rows = exposures(loan(1, "personal", "1000.00", late), *secured_loan)
    kind, other = ("specific", "general") if late > 90 else ("general", "specific")
    assert [row[f"{kind}_provision"] for row in rows.values()] == [Decimal(unsecured), Decimal(secured)]
    assert [row[f"{other}_provision"] for row in rows.values()] == [0, 0]
    assert [row["is_defaulted"] for row in rows.values()] == [late > 90] * 2
    assert rows[1]["exposure_amount"] == 1000 - (Decimal(unsecured) if late > 90 else 0)


def test_one_more_loan_never_lowers_what_weighs_as_risk() -> None:
    loans = [
        loan(1, "mortgage", "180000.00"),
        pledge(1, "300000.00"),
        loan(2, "business", "900000.00", customer_id=1),
        loan(3, "personal", "90000.00", 95, customer_id=1),
        loan(4, "student", "150000.00", customer_id=1),
        account(9, "-1500.00", "6500.00"),
    ]
    parts = [exposures(*loans[:count]).values() for count in range(2, len(loans) + 1)]
    weighted = [sum(row["risk_weighted_assets"] for row in rows) for rows in parts]
    assert weighted == sorted(set(weighted))


@pytest.mark.parametrize(
    ("late", "weight"), [(90, "0.75"), (91, "1.5"), (121, "1")], ids=["running", "thinly provisioned", "provisioned"]
)
def test_a_default_weighs_by_what_is_set_aside(late: int, weight: str) -> None:
    assert one(loan(1, "personal", "1000.00", late))["risk_weight"] == Decimal(weight)


@pytest.mark.parametrize(
    ("owed", "value", "provision"), [("1000.00", "500.00", "600.00"), ("1000.00", "1000.00", "200.00")]
)
def test_a_loan_written_off_is_worth_what_its_pledge_brings(owed: str, value: str, provision: str) -> None:
    secured, unsecured = (
        loan(number, kind, owed, status="defaulted") for number, kind in ((1, "auto"), (2, "personal"))
    )
    rows = exposures(secured, pledge(1, value, "vehicle"), unsecured)
    assert [row["specific_provision"] for row in rows.values()] == [Decimal(provision), 1000]
    assert [row["exposure_class"] for row in rows.values()] == ["defaulted", "defaulted"]
    assert (rows[2]["exposure_amount"], rows[2]["risk_weighted_assets"]) == (0, 0)


@pytest.mark.parametrize(
    ("owed", "classes"),
    [("1085000.00", ["regulatory_retail"] * 2), ("1084999.00", ["regulatory_retail"] * 2),
     ("1085000.01", ["corporate_sme", "other_retail"])],
)  # fmt: skip
def test_above_the_limit_a_customer_is_no_retail(owed: str, classes: list[str]) -> None:
    share = f"{Decimal(owed) - 1000:.2f}"
    rows = exposures(loan(1, "business", share), loan(2, "personal", "1000.00", customer_id=1))
    assert [row["exposure_class"] for row in rows.values()] == classes


def test_a_mortgage_on_a_house_uses_up_no_limit() -> None:
    house = (loan(1, "mortgage", "2000000.00"), pledge(1, "4000000.00"))
    rows = exposures(*house, loan(2, "personal", "9.00", customer_id=1))
    assert rows[2]["exposure_class"] == "regulatory_retail"


A_BUSINESS: Given = {CustomerRecords: [{"dt": DAY, "customer_id": 1, "customer_segment": "corporate"}]}


def earns(currency: str, day: date, customer: int = 1) -> Given:
    return {IncomeCurrencies: [{"dt": day, "customer_id": customer, "currency": currency, "posting_count": 1}]}


@pytest.mark.parametrize(
    ("given", "weight"),
    [
        ((earns("CAD", BEFORE),), "1.125"),
        ((earns("CAD", BEFORE), earns("USD", DAY)), "0.75"),
        ((earns("CAD", DAY - timedelta(days=99)),), "1.125"),
        ((earns("CAD", DAY - timedelta(days=100)),), "0.75"),
        ((earns("CAD", BEFORE), A_BUSINESS), "0.75"),
    ],
    ids=["abroad", "both", "within 100 days", "earlier", "a business"],
)
def test_a_loan_in_another_currency_than_the_income_weighs_more(given: tuple[Given, ...], weight: str) -> None:
    assert one(loan(1, "personal", "1000.00"), *given)["risk_weight"] == Decimal(weight)


def test_the_weight_of_another_currency_ends_at_the_highest() -> None:
    rows = exposures(loan(1, "business", "1200000.00"), loan(2, "personal", "1.00", customer_id=1), earns("CAD", DAY))
    assert [row["risk_weight"] for row in rows.values()] == [Decimal("0.85"), Decimal("1.5")]
