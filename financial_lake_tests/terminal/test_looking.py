"""status, verify, tables and describe say what is there, what is wrong, and what it means."""

import hashlib
import json
from pathlib import Path

import pytest

from financial_lake.contract.discovery import all_models
from financial_lake.terminal.naming import full_name, table_named
from financial_lake_tests.terminal.conftest import Typed


def day_file(lake: Path, table: str, day: str) -> Path:
    return lake / table / f"dt={day}" / "part-0.parquet"


def alter(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:150] + bytes([content[150] ^ 1]) + content[151:])


def line_of(said: str, table: str) -> list[str]:
    (line,) = [each for each in said.splitlines() if each.startswith(f"{table} ")]
    return line.split()


def test_status_counts_days_rows_bytes_and_checks_of_every_table(built: Path, typed: Typed) -> None:
    code, said, complained = typed("status", "--lake", str(built))
    assert (code, complained) == (0, "")
    for table in all_models():
        assert full_name(table) in said
    branches = line_of(said, "datalake/branches/branches")
    assert branches[1:6] == ["3", "2024-10-01", "2024-10-03", "120", "120"]
    assert branches[7] == "6"
    assert line_of(said, "datalake/customers/customers")[4:6] == ["669", "664"]
    assert line_of(said, "curated/calendar")[1] != "0"
    assert line_of(said, "warehouse/dim_customer")[1] != "0"
    assert said.splitlines()[-1].endswith("0 failing checks")


def test_status_names_what_is_damaged_and_what_was_rejected(copied: Path, typed: Typed) -> None:
    day_file(copied, "datalake/payments/cards", "2024-10-02").write_bytes(b"PAR1")
    (copied / "datalake/payments/cards/dt=2024-10-02/manifest.json").unlink()
    kept = copied / "rejected/datalake/people/employees/dt=2024-10-03"
    kept.mkdir(parents=True)
    (kept / "report.json").write_text("{}")
    code, said, complained = typed("status", "--lake", str(copied))
    assert (code, complained) == (1, "")
    assert "damaged 2024-10-02" in " ".join(line_of(said, "datalake/payments/cards"))
    assert "rejected 2024-10-03" in " ".join(line_of(said, "datalake/people/employees"))
    assert "1 damaged files, 1 rejected days" in said


def test_verify_proves_a_good_lake(built: Path, typed: Typed) -> None:
    code, said, complained = typed("verify", "--lake", str(built))
    assert (code, complained) == (0, "")
    assert "partitions of 3 days verified from the files alone: no difference." in said


@pytest.mark.parametrize(
    "table", ["datalake/payments/transactions", "curated/transactions", "marts/operations/daily_transaction_volume"]
)
def test_verify_finds_an_altered_byte_in_any_layer(copied: Path, typed: Typed, table: str) -> None:
    alter(day_file(copied, table, "2024-10-02"))
    code, said, complained = typed("verify", "--lake", str(copied))
    assert code == 1
    assert f"error: hash_differs: {table} 2024-10-02: " in complained
    assert "financial-lake build --tables" in complained
    assert "differences" in said
    assert "Traceback" not in complained


def test_verify_finds_missing_damaged_and_strange_files_and_lists_each(copied: Path, typed: Typed) -> None:
    day_file(copied, "datalake/payments/cards", "2024-10-01").unlink()
    day_file(copied, "datalake/payments/merchants", "2024-10-02").write_bytes(b"not a table")
    day_file(copied, "curated/calendar", "").parent.joinpath("extra.txt").parent.mkdir(exist_ok=True)
    (copied / "datalake/payments/notes.txt").write_text("?")
    code, said, complained = typed("verify", "--lake", str(copied), "--quiet")
    assert (code, said) == (1, "")
    assert "error: partition_missing: datalake/payments/cards 2024-10-01" in complained
    assert "error: partition_unreadable: datalake/payments/merchants 2024-10-02" in complained
    assert "error: stray_file: datalake/payments/notes.txt" in complained
    assert "Traceback" not in complained


def test_verify_finds_a_day_made_from_other_bytes_than_are_stored(copied: Path, typed: Typed) -> None:
    one, two = (day_file(copied, "datalake/branches/branches", day) for day in ("2024-10-01", "2024-10-02"))
    assert one.exists()
    assert two.exists()
    feed = day_file(copied, "datalake/payments/transactions", "2024-10-02")
    said = json.loads((feed.parent / "manifest.json").read_text())
    said["content_sha256"] = hashlib.sha256(b"other").hexdigest()
    (feed.parent / "manifest.json").write_text(json.dumps(said))
    code, _, complained = typed("verify", "--lake", str(copied))
    assert code == 1
    assert "error: inputs_changed: curated/judged_transactions 2024-10-02: made from other bytes of" in complained


def test_verify_of_some_days_looks_at_these_only(copied: Path, typed: Typed) -> None:
    alter(day_file(copied, "datalake/payments/merchant_categories", "2024-10-01"))
    assert typed("verify", "--lake", str(copied), "--from", "2024-10-02", "--quiet") == (0, "", "")
    code, _, complained = typed("verify", "--lake", str(copied), "--from", "2024-10-03", "--to", "2024-10-02")
    assert (code, complained.startswith("error: The first day 2024-10-03 lies after")) == (1, True)


def test_tables_lists_every_table_once(typed: Typed) -> None:
    code, said, complained = typed("tables")
    assert (code, complained) == (0, "")
    listed = [line.split()[0] for line in said.splitlines()[1:]]
    assert listed == [full_name(table) for table in all_models()]


def test_describe_tells_columns_meanings_and_rules(typed: Typed) -> None:
    code, said, complained = typed("describe", "accounts")
    assert (code, complained) == (0, "")
    model = table_named("accounts")
    for column in model.column_meanings():
        assert column.name in said
    assert "DECIMAL(18,2)" in said
    for rule in model.row_rules():
        assert f"rule {rule.name}: {rule.meaning}" in said


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("transactions", ("datalake", "payments", "transactions")),
        ("datalake.transactions", ("datalake", "payments", "transactions")),
        ("datalake/payments/transactions", ("datalake", "payments", "transactions")),
        ("payments/transactions", ("datalake", "payments", "transactions")),
        ("curated.transactions", ("curated", "transactions")),
        ("Curated/Transactions", ("curated", "transactions")),
        ("marts.daily_transaction_volume", ("marts", "operations", "daily_transaction_volume")),
    ],
)
def test_a_table_is_found_by_its_name_in_sql_its_path_or_its_end(name: str, address: tuple[str, ...]) -> None:
    assert table_named(name).address() == address
