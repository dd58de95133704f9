"""The catalogue: twenty-six products, rates in their bands, moving on the first day of a quarter."""

from datetime import date

from financial_lake.datalake.accounts.products import Products, generate
from financial_lake.simulation.bank import Bank


def test_the_catalogue_fits_its_contract_and_has_26_products() -> None:
    for day in (date(2024, 10, 1), date(2026, 2, 28)):
        rows = generate(Bank(), day)
        Products.check_rows(rows)
        assert rows["product_id"].to_pylist() == list(range(1, 27))


def test_rates_move_with_the_quarter_only() -> None:
    last, first, later = (
        generate(Bank(), day)["interest_rate"] for day in (date(2024, 9, 30), date(2024, 10, 1), date(2024, 12, 31))
    )
    assert first.equals(later)
    assert not first.equals(last)


def test_only_the_five_year_term_is_no_longer_sold() -> None:
    rows = generate(Bank(), date(2024, 10, 1)).to_pylist()
    assert [row["product_name"] for row in rows if not row["is_active"]] == ["cd_60"]
