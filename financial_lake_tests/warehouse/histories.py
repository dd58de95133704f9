"""Histories made of snapshots written out by hand, through the change tables as in the lake."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.change_table import ChangeTable
from financial_lake.contract.dimension import HistoryDimension
from financial_lake.engines.queries import query_of
from financial_lake_tests.worked_examples import Rows, answer

SINCE = date(2023, 5, 2)
OPEN_END = date(9999, 12, 31)
Answered = list[dict[str, Any]]


@cache
def allowed(changes: type[ChangeTable]) -> dict[str, str]:
    """A value of every closed list of the snapshot, so that unsaid columns are valid."""
    return {each.name: each.values[0] for each in changes.snapshot().column_meanings() if each.values}


def captured(changes: type[ChangeTable], rows: Rows, days: Iterable[date] | None = None) -> Answered:
    """What the change table holds when these snapshots are stored, of all their days or the ones named."""
    chosen = sorted({row["dt"] for row in rows} if days is None else set(days))
    return answer(changes, chosen, {changes.snapshot(): filled(changes, rows)})


def filled(changes: type[ChangeTable], rows: Rows) -> Answered:
    """The rows with a valid word in every column of words that is not said."""
    return [{**allowed(changes), **row} for row in rows]


def history(model: type[HistoryDimension], rows: Rows, given: Mapping[type[LakeTable], Rows] | None = None) -> Answered:
    """The dimension made of these snapshots, without its members; other tables it reads are empty unless given."""
    changes = model.changes()
    told = {changes: captured(changes, rows), changes.snapshot(): filled(changes, rows)}
    others: dict[type[LakeTable], Rows] = {
        each: [] for each in query_of(model).inputs if each.is_dated() and each not in told
    }
    found = answer(model, [], {**others, **told, **(given or {})})
    return [row for row in found if row[model.durable_id()] > 0]


def stored_in_order(changes: type[ChangeTable], rows: Rows, order: Sequence[date]) -> Answered:
    """The change table after snapshots were stored one by one; each also renews the partition that follows it."""
    stored: set[date] = set()
    partitions: dict[date, Answered] = {}
    for day in order:
        stored.add(day)
        for each in {day, _next_snapshot(changes, day)} & stored:
            first = each - timedelta(days=changes.about().reads_back)
            visible = [row for row in rows if row["dt"] in stored and first <= row["dt"] <= each]
            partitions[each] = captured(changes, visible, [each])
    return [row for day in sorted(partitions) for row in partitions[day]]


def valid_on(rows: Answered, day: date) -> Answered:
    """The versions that hold on a day."""
    return [row for row in rows if row["valid_from"] <= day < row["valid_to"]]


def _next_snapshot(changes: type[ChangeTable], day: date) -> date:
    on_weekdays = changes.about().load is LoadPattern.DAY_ON_WEEKDAYS
    return day + timedelta(days=3 if on_weekdays and day.isoweekday() == 5 else 1)
