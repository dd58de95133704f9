"""One pass over a table: its files against their manifests, its rows against what its contract owes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb

from financial_lake.audit.check import CheckResult
from financial_lake.audit.files import StoredFile, contract_columns, has_manifest, stored_files
from financial_lake.audit.manifests import Manifests
from financial_lake.audit.measures import (
    Measure,
    is_empty_on_weekends,
    is_filled_every_day,
    is_filled_on_weekdays,
    measures_of,
)
from financial_lake.contract import LakeTable
from financial_lake.engines import connect
from financial_lake.engines.connections import named, quoted
from financial_lake.reconciliation.calendar_rules import CUSTOMERS_OF_FULL_DAYS
from financial_lake.reconciliation.rule import last_weekday
from financial_lake.storage.manifests import Manifest

SAMPLE = 10
HASH_SHOWN = 16
DAYS_TOGETHER = 31
SATURDAY = 5
SHARE_OF_GROWTH = 0.05
ROWS_OF_GROWTH = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """What a pass over the rows of one day found.

    Attributes:
        rows: how many there are.
        totals: sum and count of every money column.
        values: what every measure found.
    """

    rows: int
    totals: tuple[tuple[str, int], ...]
    values: tuple[int, ...]


def scan(manifests: Manifests, models: Iterable[type[LakeTable]], days: Sequence[date]) -> Iterator[CheckResult]:
    """Everything tables owe by themselves on those days."""
    with closing(connect()) as connection:
        for model in models:
            for start in range(0, len(days), DAYS_TOGETHER):
                yield from _Scan(connection, manifests, model, days[start : start + DAYS_TOGETHER]).results()


class _Scan:
    """The pass over some days of one table."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, manifests: Manifests, model: type[LakeTable], days: Sequence[date]
    ) -> None:
        self._manifests, self._model, self._days = manifests, model, days
        self._table = model.sql_name()
        self._files = stored_files(manifests, model, days)
        wanted = contract_columns(model)
        self._measures = measures_of(model)
        self._readable = [day for day, file in self._files.items() if file.columns == wanted]
        self._counted = self._count(connection)
        self._samples = self._sample(connection)

    def results(self) -> Iterator[CheckResult]:
        """The results, day by day."""
        for day in self._days:
            file = self._files.get(day)
            yield self._result(day, "partition_exists", 1, int(file is not None))
            if file is not None:
                yield from self._of_file(day, file)
                if day in self._counted:
                    yield from self._of_rows(day, self._counted[day])

    def _result(self, day: date, check: str, expected: object, actual: object, *sample: str) -> CheckResult:
        return CheckResult(day, check, self._table, str(expected), str(actual), expected == actual, sample)

    def _of_file(self, day: date, file: StoredFile) -> Iterator[CheckResult]:
        manifest = self._manifests.of(self._model, day)
        yield self._result(
            day,
            "content_hash_matches_manifest",
            manifest.file_sha256[:HASH_SHOWN] if manifest else "a manifest",
            file.file_sha256[:HASH_SHOWN],
        )
        yield self._shape(day, file)
        if not file.rows:
            there = has_manifest(self._manifests.lake, self._model, day)
            yield self._result(day, "empty_partition_is_explicit", 1, int(there))

    def _shape(self, day: date, file: StoredFile) -> CheckResult:
        wanted, check = contract_columns(self._model), "schema_matches_contract"
        if wanted == file.columns:
            return self._result(day, check, len(wanted), len(wanted))
        same = sum(one == other for one, other in zip(wanted, file.columns, strict=False))
        differing = [f"{name} {kind}" for name, kind in wanted if (name, kind) not in file.columns]
        shown = tuple((differing or ["the order of columns"])[:SAMPLE])
        return CheckResult(day, check, self._table, str(len(wanted)), str(same), is_passed=False, sample=shown)

    def _of_rows(self, day: date, counted: Counted) -> Iterator[CheckResult]:
        manifest = self._manifests.of(self._model, day)
        if manifest is not None:
            yield self._result(day, "rows_match_manifest", manifest.row_count, counted.rows)
            yield from self._totals(day, manifest, counted)
        yield from self._rhythm(day, counted.rows)
        yield from self._growth(day, counted.rows)
        for place, measure in enumerate(self._measures):
            expected, sample = measure.expected(counted.rows), self._samples.get((day, place), ())
            yield self._result(day, measure.check, expected, counted.values[place], *sample)

    def _totals(self, day: date, manifest: Manifest, counted: Counted) -> Iterator[CheckResult]:
        columns = self._model.money_columns()
        if not columns:
            return
        said = {name: (each.sum, each.count) for name, each in manifest.control_totals.items()}
        found = dict(zip(columns, counted.totals, strict=True))
        differing = [
            f"{name}: expected {said.get(name)}, actual {found[name]}"
            for name in columns
            if said.get(name) != found[name]
        ]
        yield CheckResult(
            day,
            "control_totals_match_manifest",
            self._table,
            str(len(columns)),
            str(len(columns) - len(differing)),
            not differing,
            tuple(differing[:SAMPLE]),
        )

    def _rhythm(self, day: date, rows: int) -> Iterator[CheckResult]:
        if is_empty_on_weekends(self._model) and day.weekday() >= SATURDAY:
            yield self._result(day, "weekday_table_empty_on_weekend", 0, rows)
        if is_filled_on_weekdays(self._model) and day.weekday() < SATURDAY:
            yield CheckResult(day, "weekday_table_filled_on_weekday", self._table, "some", str(rows), rows > 0)
        if is_filled_every_day(self._model) and self._manifests.lake.settings.customers >= CUSTOMERS_OF_FULL_DAYS:
            yield CheckResult(day, "daily_table_not_empty", self._table, "some", str(rows), rows > 0)

    def _growth(self, day: date, rows: int) -> Iterator[CheckResult]:
        """A snapshot beside the one before it, as its manifest counts it."""
        before = day - timedelta(days=1)
        if is_filled_on_weekdays(self._model):
            before = last_weekday(before)
        elif not is_filled_every_day(self._model):
            return
        is_weekend = is_filled_on_weekdays(self._model) and day.weekday() >= SATURDAY
        if is_weekend or not self._manifests.has(self._model, before):
            return
        manifest = self._manifests.of(self._model, before)
        if manifest is None:
            return  # told by its hash, on its own day
        said = manifest.row_count
        is_near = abs(rows - said) <= max(ROWS_OF_GROWTH, said * SHARE_OF_GROWTH)
        yield CheckResult(day, "row_count_near_expectation", self._table, str(said), str(rows), is_near)

    def _from(self, days: Sequence[date]) -> str:
        address = self._model.address()
        listed = ", ".join(quoted(self._manifests.lake.partition_file(address, day)) for day in days)
        return f"read_parquet([{listed}], hive_partitioning = true, hive_types = {{'dt': DATE}})"

    def _count(self, connection: duckdb.DuckDBPyConnection) -> dict[date, Counted]:
        filled = [day for day in self._readable if self._files[day].rows]
        money = self._model.money_columns()
        asked = ["count(*)"]
        for name in money:
            asked += [f"coalesce(sum({named(name)}), 0)::varchar", f"count({named(name)})"]
        asked += [measure.at_most for measure in self._measures]
        nothing = Counted(0, tuple(("0.00", 0) for _ in money), tuple(0 for _ in self._measures))
        found = dict.fromkeys(self._readable, nothing)
        if filled:
            text = f"select dt, {', '.join(asked)} from {self._from(filled)} group by dt"
            for day, rows, *figures in connection.execute(text).fetchall():
                totals, values = figures[: 2 * len(money)], figures[2 * len(money) :]
                found[day] = Counted(rows, tuple(zip(totals[::2], totals[1::2], strict=True)), tuple(values))
        return self._surely(connection, found)

    def _surely(self, connection: duckdb.DuckDBPyConnection, counted: dict[date, Counted]) -> dict[date, Counted]:
        """The same, where fewer keys than rows were found by counting them for certain."""
        for place, measure in enumerate(self._measures):
            days = self._offending(counted, place) if measure.unique else []
            if days:
                text = f"select dt, {measure.actual} from {self._from(days)} group by dt"
                for day, keys in connection.execute(text).fetchall():
                    values = counted[day].values
                    counted[day] = replace(counted[day], values=(*values[:place], keys, *values[place + 1 :]))
        return counted

    def _offending(self, counted: Mapping[date, Counted], place: int) -> list[date]:
        expected = self._measures[place].expected
        return [day for day, found in counted.items() if found.values[place] != expected(found.rows)]

    def _sample(self, connection: duckdb.DuckDBPyConnection) -> dict[tuple[date, int], tuple[str, ...]]:
        """Keys of the rows that offend, looked up only where some do."""
        samples: dict[tuple[date, int], tuple[str, ...]] = {}
        for place, measure in enumerate(self._measures):
            days = self._offending(self._counted, place)
            if days:
                for day, keys in connection.execute(self._offenders(measure, days)).fetchall():
                    samples[day, place] = tuple(keys)
        return samples

    def _offenders(self, measure: Measure, days: Sequence[date]) -> str:
        keys = measure.unique or self._model.key_columns() or tuple(self._model.arrow_schema().names[:1])
        key = f"concat_ws(' ', {', '.join(map(named, keys))})"
        rows = f"select dt, {key} as key from {self._from(days)}"
        chosen = f"{rows} where {measure.offends}" if measure.offends else f"{rows} group by all having count(*) > 1"
        return f"select dt, list(key order by key)[1:{SAMPLE}] from ({chosen}) group by dt"
