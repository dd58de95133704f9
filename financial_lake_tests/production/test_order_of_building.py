"""In whatever order days are built, partly, twice: every partition and every table of the warehouse is the same."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import LAYERS, models, source_tables
from financial_lake.engines import connect
from financial_lake.engines.queries import has_query, query_of
from financial_lake.errors import InputMissing
from financial_lake.production.inputs import stale_days
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.warehouse.building import build_whole

FIRST = date(2024, 11, 27)
"""A Wednesday: the day after is a holiday, and the month ends on the Saturday."""
DAYS = [FIRST + timedelta(days=each) for each in range(6)]
_, THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = DAYS
BANK = Bank(BankSettings(customers=50, employees=20, opening_day=FIRST, defect_rate=0.02))


def in_order_of_need() -> Iterator[type[LakeTable]]:
    """All tables made by SQL, each after what it reads."""
    waiting = [model for layer in LAYERS[1:] for model in models(layer) if has_query(model)]
    done: set[type[LakeTable]] = set()
    while waiting:
        ready = [each for each in waiting if not (set(query_of(each).inputs) & set(waiting) - {each})]
        yield from ready
        done |= set(ready)
        waiting = [each for each in waiting if each not in done]


MADE_BY_SQL = [model for model in in_order_of_need() if model.address()[1] != "audit"]


def build(lake: Lake, days: Sequence[date]) -> None:
    """What a run of the graph does for its days, without recording it."""
    list(make_days(lake, BANK, source_tables(), days))
    for model in MADE_BY_SQL:
        if model.is_dated():
            list(make_query_days(lake, model, sorted({*days, *stale_days(lake, model, days)})))


def warehouse(lake: Lake) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables without days, built from what is stored."""
    Path(lake.warehouse_file).parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(lake.warehouse_file)) as connection:
        whole = [model for model in MADE_BY_SQL if not model.is_dated()]
        for model in whole:
            build_whole(connection, lake, model)
        return {
            model.sql_name(): connection.execute(f"from {model.sql_name()} order by all").fetchall() for model in whole
        }


def partitions(lake: Lake) -> dict[str, bytes]:
    """The bytes of every partition of every layer."""
    root = Path(str(lake.root))
    return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("dt=*/part-0.parquet"))}


def test_shuffled_partial_and_repeated_building_leaves_the_same_lake(tmp_path: Path) -> None:
    ordered = Lake.found_or_create(tmp_path / "ordered", BANK.settings)
    build(ordered, DAYS)
    shuffled = Lake.found_or_create(tmp_path / "shuffled", BANK.settings)
    build(shuffled, [MONDAY, THURSDAY])
    with pytest.raises(InputMissing, match=f"balances of {SATURDAY} start from curated/accounts of {FRIDAY}"):
        build(shuffled, [SATURDAY])
    build(shuffled, [FRIDAY, FIRST])
    build(shuffled, [SATURDAY, SUNDAY, THURSDAY])
    expected, found = partitions(ordered), partitions(shuffled)
    assert sorted(found) == sorted(expected)
    assert [place for place, content in found.items() if expected[place] != content] == []
    assert warehouse(shuffled) == warehouse(ordered)
