"""Stewards decide about rejected rows by two people's files; a bad decision refuses its file whole."""

from datetime import date
from pathlib import Path

import pytest

from financial_lake.curated.deciding import judged_decisions, make_decision_days
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.quarantine_decisions import QuarantineDecisions
from financial_lake.curated.quarantine_status import QuarantineStatus
from financial_lake.errors import LandingRefused
from financial_lake.production.stored_days import stored_days
from financial_lake.settings import BankSettings
from financial_lake.storage import Lake, promote
from financial_lake.storage.landing import deliver, landing_folder
from financial_lake.storage.partitions import read_partition
from financial_lake_tests.curated.quarantined import rejected_rows
from financial_lake_tests.worked_examples import answer, table_of

THURSDAY, MONDAY, TUESDAY = date(2024, 10, 3), date(2024, 10, 7), date(2024, 10, 8)
FIRST, SECOND = f"Q-{THURSDAY}-0123456789ab-1", f"Q-{THURSDAY}-0123456789ab-2"
HEADER = "quarantine_id,decision,reason,maker,checker\n"
GOOD = f"{FIRST},released,account number corrected by the branch,Ana Ruiz,Ben Okafor\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake with two rows in quarantine."""
    found = Lake.found_or_create(tmp_path / "lake", BankSettings(customers=223))
    promote(found, Quarantine, THURSDAY, table_of(Quarantine, rejected_rows(THURSDAY, 2)), engine="duckdb")
    return found


def land(lake: Lake, lines: str, day: date = MONDAY) -> None:
    """A file of decisions is dropped by hand."""
    deliver(lake, QuarantineDecisions.address(), day, (HEADER + lines).encode(), "decisions.csv")


def make(lake: Lake, *days: date) -> None:
    """Make days of decisions."""
    assert [made.day for made in make_decision_days(lake, days)] == list(days)


def test_a_day_of_decisions_is_its_file_and_a_day_without_file_is_empty(lake: Lake) -> None:
    land(lake, GOOD)
    assert landing_folder(lake, QuarantineDecisions.address()) == lake.root / "landing/curated/quarantine_decisions"
    make(lake, MONDAY, TUESDAY)
    (decision,) = read_partition(lake, QuarantineDecisions, MONDAY).to_pylist()
    assert (decision["quarantine_id"], decision["decision"]) == (FIRST, "released")
    assert (decision["maker"], decision["checker"]) == ("Ana Ruiz", "Ben Okafor")
    assert read_partition(lake, QuarantineDecisions, TUESDAY).num_rows == 0
    assert len(list(stored_days(lake, QuarantineDecisions, [MONDAY, TUESDAY]))) == 2
    land(lake, GOOD.replace("released", "discarded"))
    assert [each.day for each in stored_days(lake, QuarantineDecisions, [MONDAY, TUESDAY])] == [TUESDAY]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"{FIRST},released,mended,Ana Ruiz, ana ruiz ", "row 2: maker_is_not_checker: the maker is not the checker"),
        (f"{FIRST},forgotten,mended,Ana Ruiz,Ben Okafor", "row 2: decision must be one of released or discarded"),
        (f"{FIRST},released,mended,,Ben Okafor", "row 2: maker is missing"),
        (f"{FIRST},released,mended,Ana Ruiz,", "row 2: checker is missing"),
        (f'{FIRST},released,mended,Ana Ruiz," "', "row 2: checker is empty"),
        (f"{FIRST},released,,Ana Ruiz,Ben Okafor", "row 2: reason is missing"),
        ("17,released,mended,Ana Ruiz,Ben Okafor", "the id is that of a row that arrived no later"),
        (f"Q-{TUESDAY}-0123456789ab-1,released,mended,Ana Ruiz,Ben Okafor", "arrived no later than it was decided"),
        (f"{FIRST[:-1]}9,released,mended,Ana Ruiz,Ben Okafor", "no such row in curated.quarantine"),
        ("Q-2024-10-02-0123456789ab-1,released,mended,A,B", "curated.quarantine of 2024-10-02 is not built"),
        (f"{SECOND},discarded,again,Ana Ruiz,Ben Okafor", "a row is decided twice"),
    ],
)
def test_one_bad_decision_refuses_the_file_and_nothing_is_written(lake: Lake, line: str, why: str) -> None:
    land(lake, GOOD.replace(FIRST, SECOND))
    make(lake, MONDAY)
    before = read_partition(lake, QuarantineDecisions, MONDAY)
    land(lake, f"{GOOD.replace(FIRST, SECOND)}{line}\n")
    with pytest.raises(LandingRefused, match=r"refused whole: .*" + why.replace(".", r"\.")):
        make(lake, MONDAY)
    assert read_partition(lake, QuarantineDecisions, MONDAY).equals(before)


def test_a_stored_decision_stands_when_its_row_is_delivered_again_and_gone(lake: Lake) -> None:
    land(lake, GOOD)
    make(lake, MONDAY)
    promote(lake, Quarantine, THURSDAY, table_of(Quarantine, rejected_rows(THURSDAY, 2)[1:]), engine="duckdb")
    assert [each.day for each in stored_days(lake, QuarantineDecisions, [MONDAY])] == [MONDAY]
    make(lake, MONDAY)
    assert read_partition(lake, QuarantineDecisions, MONDAY).num_rows == 1
    land(lake, GOOD + GOOD.replace(FIRST, SECOND))
    with pytest.raises(LandingRefused, match="no such row"):
        make(lake, MONDAY)


def test_a_file_is_judged_before_it_is_put_in_its_place(lake: Lake) -> None:
    delivery = deliver(lake, QuarantineDecisions.address(), MONDAY, (HEADER + GOOD).encode(), "decisions.csv")
    assert judged_decisions(lake, delivery).rows.num_rows == 1
    assert not lake.has(QuarantineDecisions.address(), MONDAY)


def decided(day: date, row: str, decision: str) -> dict[str, object]:
    """A stored decision."""
    return {"dt": day, "quarantine_id": row, "decision": decision, "reason": "why", "maker": "A", "checker": "B"}


def test_status_is_open_until_decided_and_the_latest_decision_counts() -> None:
    third = f"Q-{THURSDAY}-0123456789ab-3"
    decisions = [
        decided(TUESDAY, FIRST, "released"),
        decided(MONDAY, FIRST, "discarded"),
        decided(MONDAY, SECOND, "discarded"),
        decided(MONDAY, f"Q-{THURSDAY}-0123456789ab-9", "discarded"),
    ]
    expected = [(FIRST, "released", TUESDAY), (SECOND, "discarded", MONDAY), (third, "open", None)]
    for order in (decisions, decisions[::-1]):
        found = answer(QuarantineStatus, [], {Quarantine: rejected_rows(THURSDAY, 3), QuarantineDecisions: order})
        assert [(row["quarantine_id"], row["resolution"], row["resolved_on"]) for row in found] == expected
