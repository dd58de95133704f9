"""A user's own extract takes the place of the simulated feed under the same contract; nothing of it is lost."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from financial_lake.audit.making import make_partition_revisions
from financial_lake.contract.discovery import source_table
from financial_lake.datalake.accounts.accounts import Accounts
from financial_lake.datalake.branches.branches import Branches
from financial_lake.datalake.ground_truth.planted_defects import PlantedDefects
from financial_lake.datalake.payments.transactions import Transactions
from financial_lake.errors import LandingRefused
from financial_lake.marts.audit.partition_revisions import PartitionRevisions
from financial_lake.production.landing import landing_inputs
from financial_lake.production.source_days import make_days
from financial_lake.production.stored_days import stored_days
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import deliver, delivery_of, landing_folder
from financial_lake.storage.partitions import read_manifest, read_partition
from financial_lake.storage.revisions import Handing

THURSDAY = date(2024, 10, 3)
LAKEHOUSE = Path(__file__).parent / "lakehouse"
BANK = Bank(BankSettings(customers=223, defect_rate=0.02))
BRANCHES = source_table("branches")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake of 223 customers."""
    return Lake.found_or_create(tmp_path / "lake", BANK.settings)


def make(lake: Lake, *tables: str, day: date = THURSDAY) -> None:
    """Make a day of some source tables."""
    list(make_days(lake, BANK, [source_table(name) for name in tables], [day]))


def as_csv(rows: pa.Table) -> list[list[str]]:
    """Rows as a spreadsheet would save them, the header first."""
    columns = [[("" if value is None else str(value)) for value in column.to_pylist()] for column in rows.columns]
    return [rows.column_names, *(list(row) for row in zip(*columns, strict=True))]


def land(lake: Lake, table: str, lines: list[list[str]], name: str = "extract.csv") -> None:
    """Deliver a CSV for the day."""
    text = "".join(",".join(f'"{value}"' if value else "" for value in line) + "\n" for line in lines)
    deliver(lake, source_table(table).model.address(), THURSDAY, text.encode(), name)


def report(lake: Lake, table: str) -> dict[str, object]:
    """What was said beside the extract."""
    folder = landing_folder(lake, source_table(table).model.address()) / f"dt={THURSDAY}"
    return dict(json.loads((folder / "report.json").read_text()))


def simulated(table: str) -> pa.Table:
    """The day as the bank would have it."""
    return source_table(table).generate(BANK, THURSDAY)


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_the_simulated_day_delivered_in_any_form_is_the_simulated_day(lake: Lake, form: str) -> None:
    rows = simulated("branches").drop_columns("dt")
    if form == "csv":
        land(lake, "branches", as_csv(rows))
    else:
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink)
        lines = "".join(json.dumps(row, default=str) + "\n" for row in rows.to_pylist()).encode()
        content = sink.getvalue().to_pybytes() if form == "parquet" else lines
        deliver(lake, Branches.address(), THURSDAY, content, f"extract.{form}")
    make(lake, "branches")
    assert read_partition(lake, Branches, THURSDAY).equals(simulated("branches"))
    assert read_manifest(lake, Branches.address(), THURSDAY).engine == "landing"
    said = report(lake, "branches")
    assert (said["accepted_rows"], said["refused_rows"]) == (40, 0)


def test_columns_in_another_order_are_taken_and_coercions_are_told(lake: Lake) -> None:
    rows = simulated("branches").drop_columns("dt")
    land(lake, "branches", as_csv(rows.select(list(reversed(rows.column_names)))))
    make(lake, "branches")
    assert read_partition(lake, Branches, THURSDAY).equals(simulated("branches"))
    coercions = report(lake, "branches")["coercions"]
    assert isinstance(coercions, dict)
    assert coercions["branch_id"] == "VARCHAR -> BIGINT"
    assert "city" not in coercions


def test_a_wrong_header_is_refused_with_the_expected_columns_and_the_day_stays(lake: Lake) -> None:
    make(lake, "branches")
    before = read_manifest(lake, Branches.address(), THURSDAY)
    lines = as_csv(simulated("branches").drop_columns("dt"))
    lines[0][1] = "code"
    land(lake, "branches", lines)
    with pytest.raises(
        LandingRefused, match=r"missing branch_code; unexpected code\. Expected, in any order: branch_id"
    ):
        make(lake, "branches")
    assert read_manifest(lake, Branches.address(), THURSDAY) == before


def test_bad_rows_are_kept_with_their_reasons_and_good_ones_are_stored(lake: Lake) -> None:
    lines = as_csv(simulated("accounts").drop_columns("dt"))
    header = lines[0]
    for row, column, value in (
        (1, "current_balance", "12.345"),
        (2, "open_date", "31/12/2024"),
        (3, "account_type", "piggy_bank"),
        (4, "account_id", lines[5][header.index("account_id")]),
        (6, "current_balance", "much"),
    ):
        lines[row][header.index(column)] = value
    land(lake, "accounts", lines)
    make(lake, "accounts")
    said = report(lake, "accounts")
    assert said["refused_by_reason"] == {
        "current_balance_has_more_than_2_decimals": 1,
        "current_balance_is_not_DECIMAL(18,2)": 1,
        "open_date_is_not_DATE": 1,
        "account_type_isin": 1,
        "term_iff_cd": 1,
        "multiple_fields_uniqueness": 2,
    }
    stored = read_partition(lake, Accounts, THURSDAY)
    assert stored.num_rows == len(lines) - 1 - 6
    assert said["delivered_rows"] == len(lines) - 1
    folder = landing_folder(lake, Accounts.address()) / f"dt={THURSDAY}"
    refused = [json.loads(line) for line in (folder / "refused.jsonl").read_text().splitlines()]
    assert [each["row"] for each in refused] == [1, 2, 3, 4, 5, 6]
    assert json.loads(refused[0]["delivered"])["current_balance"] == "12.345"


def test_an_extract_without_one_good_row_leaves_the_day_as_it_was(lake: Lake) -> None:
    lines = as_csv(simulated("branches").drop_columns("dt"))[:2]
    lines[1][0] = "first"
    land(lake, "branches", lines)
    with pytest.raises(LandingRefused, match=r"branch_id_is_not_BIGINT \(1\)\. The day stays"):
        make(lake, "branches")
    assert not lake.has(Branches.address(), THURSDAY)


def test_a_header_alone_is_a_day_without_rows(lake: Lake) -> None:
    land(lake, "branches", as_csv(simulated("branches").drop_columns("dt"))[:1])
    make(lake, "branches")
    assert read_partition(lake, Branches, THURSDAY).num_rows == 0


def test_a_line_that_is_no_row_is_kept_as_it_stood(lake: Lake) -> None:
    lines = as_csv(simulated("branches").drop_columns("dt"))
    lines.append(["41", "too", "short"])
    land(lake, "branches", lines)
    make(lake, "branches")
    said = report(lake, "branches")
    assert (said["accepted_rows"], said["refused_rows"]) == (40, 1)


def test_two_extracts_for_a_day_are_refused(lake: Lake) -> None:
    land(lake, "branches", as_csv(simulated("branches").drop_columns("dt")))
    folder = landing_folder(lake, Branches.address()) / f"dt={THURSDAY}"
    (folder / "other.jsonl").write_text("{}")
    with pytest.raises(LandingRefused, match=r"holds 2 extracts: extract\.csv, other\.jsonl"):
        make(lake, "branches")


def test_a_stored_day_is_kept_until_an_extract_comes_and_again_until_it_goes(lake: Lake) -> None:
    make(lake, "branches")
    kept = [made.day for made in stored_days(lake, Branches, [THURSDAY])]
    assert kept == [THURSDAY]
    land(lake, "branches", as_csv(simulated("branches").drop_columns("dt"))[:5])
    assert list(stored_days(lake, Branches, [THURSDAY])) == []
    make(lake, "branches")
    assert len(list(stored_days(lake, Branches, [THURSDAY]))) == 1
    delivery = delivery_of(lake, Branches.address(), THURSDAY)
    assert delivery is not None
    delivery.file.unlink()
    assert list(stored_days(lake, Branches, [THURSDAY])) == []
    make(lake, "branches")
    assert read_partition(lake, Branches, THURSDAY).num_rows == 40


def test_nobody_planted_defects_in_what_was_delivered(lake: Lake) -> None:
    assert "transactions" in simulated("planted_defects").column("table_name").to_pylist()
    land(lake, "transactions", as_csv(simulated("transactions").drop_columns("dt"))[:1])
    make(lake, "transactions", "planted_defects")
    labels = read_partition(lake, PlantedDefects, THURSDAY)
    assert "transactions" not in labels.column("table_name").to_pylist()
    assert landing_inputs(lake, PlantedDefects, THURSDAY)
    assert not landing_inputs(lake, Branches, THURSDAY)


def test_the_lakehouse_extracts_are_mapped_by_their_sql(lake: Lake) -> None:
    for table in ("customers", "accounts", "transactions"):
        address = source_table(table).model.address()
        content = (LAKEHOUSE / f"{table}.csv").read_bytes()
        landing_folder(lake, address).mkdir(parents=True)
        (landing_folder(lake, address) / "mapping.sql").write_text((LAKEHOUSE / f"{table}.sql").read_text())
        deliver(lake, address, THURSDAY, content, f"{table}.csv")
        make(lake, table)
    customers = read_partition(lake, source_table("customers").model, THURSDAY)
    assert customers.column("customer_id").to_pylist() == [1, 2]
    accounts = read_partition(lake, Accounts, THURSDAY)
    assert accounts.select(["account_id", "customer_id", "account_type", "current_balance"]).to_pylist() == [
        {"account_id": 10, "customer_id": 1, "account_type": "checking", "current_balance": Decimal("1500.00")},
        {"account_id": 11, "customer_id": 1, "account_type": "credit_card", "current_balance": Decimal("-220.50")},
        {"account_id": 20, "customer_id": 2, "account_type": "savings", "current_balance": Decimal("9000.00")},
    ]
    postings = read_partition(lake, Transactions, THURSDAY)
    assert postings.num_rows == 6
    assert postings.column("customer_id").to_pylist() == [1, 1, 2, 1, 1, None]
    assert set(postings.column("transaction_type").to_pylist()) == {"deposit", "withdrawal", "payment", "transfer"}


def moved(street: str) -> list[list[str]]:
    """The branches with the first of them in another street."""
    lines = as_csv(simulated("branches").drop_columns("dt"))
    lines[1][lines[0].index("address_line1")] = street
    return lines


def told(lake: Lake) -> list[dict[str, object]]:
    """The revisions of the day as the mart has them."""
    assert [made.day for made in make_partition_revisions(lake, BANK, [THURSDAY])] == [THURSDAY]
    return list(read_partition(lake, PartitionRevisions, THURSDAY).to_pylist())


def test_an_extract_delivered_twice_more_is_two_revisions_more(lake: Lake) -> None:
    make(lake, "branches")
    make(lake, "branches")
    assert told(lake) == []
    land(lake, "branches", moved("1 Bank Street"))
    make(lake, "branches")
    make(lake, "branches")
    handing = Handing("Ana Ruiz", "Ben Okafor", "the branch moved once more")
    text = "".join(",".join(f'"{value}"' if value else "" for value in line) + "\n" for line in moved("2 Bank Street"))
    deliver(lake, Branches.address(), THURSDAY, text.encode(), "extract.csv", handing)
    make(lake, "branches")
    first, second = told(lake)
    assert (first["table_name"], first["revision"], first["reason"]) == (
        "datalake.branches",
        1,
        "landing file extract.csv",
    )
    assert (first["rows_added"], first["rows_removed"], first["rows_changed"]) == (0, 0, 1)
    assert (first["made_by"], first["approved_by"]) == (None, None)
    assert (second["revision"], second["rows_changed"], second["reason"]) == (2, 1, "the branch moved once more")
    assert (second["made_by"], second["approved_by"]) == ("Ana Ruiz", "Ben Okafor")
    assert second["old_sha256"] == first["new_sha256"]
    assert second["new_sha256"] == read_manifest(lake, Branches.address(), THURSDAY).content_sha256


def test_an_extract_that_goes_again_is_a_revision_back_to_the_simulated_day(lake: Lake) -> None:
    make(lake, "branches")
    before = read_manifest(lake, Branches.address(), THURSDAY).content_sha256
    land(lake, "branches", moved("1 Bank Street"))
    make(lake, "branches")
    delivery = delivery_of(lake, Branches.address(), THURSDAY)
    assert delivery is not None
    delivery.file.unlink()
    make(lake, "branches")
    back = told(lake)[1]
    assert (back["new_sha256"], back["made_by"]) == (before, "simulation")
    assert back["reason"] == "made by simulation instead of landing"


def test_nobody_approves_their_own_delivery(lake: Lake) -> None:
    text = "".join(",".join(line) + "\n" for line in moved("1 Bank Street"))
    delivered = deliver(lake, Branches.address(), THURSDAY, text.encode(), "extract.csv", Handing("Ana", " ana", "why"))
    with pytest.raises(LandingRefused, match="made by themselves"):
        make(lake, "branches")
    (delivered.file.parent / "delivery.json").write_text('{"approved_by": "Ben"}')
    with pytest.raises(LandingRefused, match="nobody is named as the maker"):
        make(lake, "branches")
    (delivered.file.parent / "delivery.json").write_text('["Ben"]')
    with pytest.raises(LandingRefused, match="must be a JSON object of reason, made_by and approved_by"):
        make(lake, "branches")
    assert not lake.has(Branches.address(), THURSDAY)
