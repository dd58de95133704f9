"""Named banks are listed and refused in words; every source table has rows to expect, in a bank of any size."""

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from pathlib import Path

import pytest

from financial_lake.contract.discovery import source_table, source_tables
from financial_lake.named_banks import BANKS
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.terminal.banks import PAGE, page
from financial_lake.terminal.expected_rows import GROWTH, HAS_ROWS, expected_source_rows, volumes
from financial_lake_tests.terminal.conftest import Typed

TUESDAY = date(2024, 10, 8)
QUARTER = [date(2024, 10, 1) + timedelta(days=passed) for passed in range(92)]
HOUSE = Path(__file__).parents[2]


def test_the_command_lists_every_bank_with_its_meaning(typed: Typed) -> None:
    code, said, complained = typed("banks")
    assert (code, complained) == (0, "")
    for bank in BANKS:
        (line,) = [each for each in said.splitlines() if each.startswith(f"{bank.name} ")]
        assert f"{bank.settings.customers:,}" in line
        assert bank.meaning in line


def test_the_page_says_what_the_banks_are() -> None:
    written = (HOUSE / PAGE).read_text(encoding="utf-8")
    assert written == page(), "run `python -m financial_lake.terminal.banks`"


def test_a_build_of_an_unknown_bank_makes_nothing(typed: Typed, tmp_path: Path) -> None:
    code, said, complained = typed("build", "--bank", "demmo", "--lake", str(tmp_path / "lake"))
    assert (code, said) == (1, "")
    assert "There is no bank 'demmo'. Did you mean demo? Choose from q4-2024," in complained
    assert not (tmp_path / "lake").exists()


def test_a_build_with_two_sizes_makes_nothing(typed: Typed, tmp_path: Path) -> None:
    code, _, complained = typed("build", "--bank", "demo", "--customers", "223", "--lake", str(tmp_path / "lake"))
    assert code == 1
    assert "--customers cannot be given with --bank demo" in complained
    assert not (tmp_path / "lake").exists()


def test_a_table_of_a_named_bank_is_built_by_the_command(typed: Typed, tmp_path: Path) -> None:
    place = ["--lake", str(tmp_path / "lake")]
    code, said, _ = typed("build", "--bank", "demo", "--tables", "customers", "--to", "2024-10-01", *place)
    assert code == 0
    assert "120 customers, 2024-10-01 to 2024-10-01" in said
    code, said, _ = typed("status", *place)
    (line,) = [each for each in said.splitlines() if each.startswith("datalake/customers/customers ")]
    found, expected = line.split()[4:6]
    assert expected == "119"
    assert abs(int(found) - 119) <= 3


def test_every_source_table_has_rows_to_expect() -> None:
    assert set(volumes()) == {table.name for table in source_tables()}
    assert {volume.grows_with for volume in volumes().values()} == set(GROWTH)
    assert {volume.on for volume in volumes().values()} == set(HAS_ROWS)


def test_expected_rows_of_the_default_quarter_are_those_promised() -> None:
    bank = BankSettings()
    assert volumes()["customers"].expected(bank, QUARTER) == 146_124
    assert volumes()["market_data"].expected(bank, QUARTER) == 3_200
    assert volumes()["branches"].expected(bank, QUARTER) == 3_680
    assert 5_000_000 < expected_source_rows(bank, QUARTER[0], QUARTER[-1]) < 5_250_000


def test_defects_follow_their_rate_and_what_is_the_banks_own_follows_nothing() -> None:
    clean, large = BankSettings(defect_rate=0.0), BankSettings(customers=22_300, employees=1500)
    assert volumes()["planted_defects"].expected(clean, QUARTER) == 0
    assert volumes()["planted_defects"].expected(large, QUARTER) == 8_464
    assert volumes()["branches"].expected(large, QUARTER) == 3_680
    assert volumes()["employees"].expected(large, QUARTER[:1]) == 1_530
    assert volumes()["market_data"].expected(large, [date(2024, 10, 5), date(2024, 12, 25)]) == 0


@pytest.mark.parametrize("scale", ["0.05", "0.1", "0.5", "1", "5"])
@pytest.mark.parametrize(
    "table", ["customers", "accounts", "cards", "loan_accounts", "policies", "employees", "branches"]
)
def test_a_bank_of_any_scale_has_the_rows_to_expect(table: str, scale: str) -> None:
    settings = BankSettings.sized(scale=Decimal(scale))
    expected = volumes()[table].expected(settings, [TUESDAY])
    found = source_table(table).generate(Bank(settings), TUESDAY).num_rows
    chance = 0 if table == "branches" else 5 * sqrt(expected)
    assert abs(found - expected) <= chance + 0.05 * expected * (table != "branches")
