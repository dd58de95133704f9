"""Public statistics are measured from stored rows, each once, and a miss is told as a miss."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from financial_lake.contract.discovery import source_table
from financial_lake.datalake.customers.customer_profiles import CustomerProfiles
from financial_lake.datalake.payments.card_transactions import CardTransactions
from financial_lake.production import make_days
from financial_lake.realism.measuring import HOME, SOURCE_NAME, Measured, Target, measure, targets
from financial_lake.realism.page import HEADINGS, page, write
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage import Lake, read_partition

DAYS = [date(2024, 10, 7) + timedelta(days=passed) for passed in range(3)]
SMALL = BankSettings(customers=223)
RATE = Target("payments", "some_rate", 0.5, 0.4, 0.6, "share", "", "Somebody [seen]", "2023", "https://example.org")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake.found_or_create(tmp_path_factory.mktemp("realism") / "lake", SMALL)
    named = {name for topic in HEADINGS for name in SOURCE_NAME.findall((HOME / f"{topic}.sql").read_text())}
    assert list(make_days(lake, Bank(SMALL), [source_table(name) for name in sorted(named)], DAYS))
    return lake


@pytest.fixture(scope="module")
def found(lake: Lake) -> dict[str, float | None]:
    return {each.target.metric: each.value for each in measure(lake)}


def test_every_statistic_has_bounds_and_a_source_and_what_is_not_counted_a_reason() -> None:
    """More than a hundred are measured, and half of them apply; a reason names the specification or what is counted."""
    assert len(targets()) >= 100
    assert sum(target.applies for target in targets()) >= 50
    assert len({target.metric for target in targets()}) == len(targets())
    for target in targets():
        assert target.low < target.high, target.metric
        assert target.source, target.metric
        assert target.url.startswith("http"), target.metric
        assert target.topic in HEADINGS
        assert target.applies or len(target.not_counted) > 20, target.metric


def test_every_statistic_is_measured_by_its_topic_and_nothing_else_is() -> None:
    for topic in HEADINGS:
        sql = (HOME / f"{topic}.sql").read_text()
        asked = set(re.findall(r"select '(\w+)'(?: as metric)?,", sql))
        wanted = {target.metric for target in targets() if target.topic == topic}
        of_lists = ("surname_", "laundering_one_per_n_")
        assert asked == {metric for metric in wanted if not metric.startswith(of_lists)}
        for name in (metric.rpartition("_")[2] for metric in wanted - asked):
            assert f"{name}'" in sql


def test_shares_are_those_of_the_stored_rows(lake: Lake, found: dict[str, float | None]) -> None:
    people = read_partition(lake, CustomerProfiles, DAYS[-1])
    people = people.filter(pc.not_equal(people["customer_status"], "closed"))
    salaried = pc.sum(pc.equal(people["employment_status"], "salaried")).as_py() / people.num_rows
    assert found["share_of_adults_with_salary"] == pytest.approx(salaried)
    attempts = pa.concat_tables([read_partition(lake, CardTransactions, day) for day in DAYS])
    bought = pc.and_(
        pc.equal(attempts["card_txn_type"], "purchase"), pc.equal(attempts["authorization_status"], "approved")
    )
    amounts = attempts.filter(bought)["amount"].cast(pa.float64())
    assert found["average_card_payment_value_all_cards"] == pytest.approx(pc.mean(amounts).as_py())


def test_bands_of_scores_are_whole(found: dict[str, float | None]) -> None:
    shares = [value for metric, value in found.items() if metric.startswith("fico_share_")]
    assert sum(share or 0 for share in shares) == pytest.approx(1)
    incomes = [found[f"household_income_p{share}"] or 0 for share in (20, 40, 60, 80, 95)]
    assert all(low < high for low, high in pairwise(incomes))


@pytest.mark.parametrize(
    ("value", "is_met", "distance"),
    [
        (0.4, True, -1.0),
        (0.5, True, 0.0),
        (0.6, True, 1.0),
        (0.61, False, 1.1),
        (0.39, False, -1.1),
        (None, False, None),
    ],
)
def test_a_value_agrees_between_its_bounds_only(value: float | None, is_met: bool, distance: float | None) -> None:
    measured = Measured(RATE, value)
    assert measured.is_met is is_met
    assert measured.distance == (None if distance is None else pytest.approx(distance))


def test_the_page_tells_misses_and_what_could_not_be_measured() -> None:
    other = replace(RATE, topic="people")
    left_out = replace(other, not_counted="another figure is asked for")
    measured = [Measured(RATE, 0.5), Measured(RATE, 0.7), Measured(other, None), Measured(left_out, 0.5)]
    text = page(SMALL, "2024-12-31", measured)
    assert "4 public statistics" in text
    assert "**Of 3 that apply to this bank 1 agree\nwithin their tolerance (33%), 2 do not.** 1 more" in text
    assert text.count("another figure is asked for") == text.count("| not counted |") == 1
    assert text.count("| agrees |") == 1
    assert text.count("| **no** |") == 1
    assert text.count("| not measured |") == 2
    assert "## How people pay" in text
    assert "[Somebody (seen)](https://example.org), 2023" in text


def test_page_and_pictures_are_written_from_a_lake(lake: Lake, tmp_path: Path) -> None:
    written = write(lake, tmp_path / "realism.md", tmp_path)
    assert len(written) == len(targets())
    assert "ends on 2024-10-09" in (tmp_path / "realism.md").read_text()
    for topic in HEADINGS:
        assert (tmp_path / f"realism_{topic}.png").read_bytes().startswith(b"\x89PNG")
