"""Where partitions come from: of this bank, made from what is stored now, and nothing lies beside them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from financial_lake.audit.check import CheckResult
from financial_lake.audit.manifests import Manifests
from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.change_table import ChangeTable
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.engines.queries import has_query
from financial_lake.production.inputs import Inputs
from financial_lake.reconciliation.rule import last_weekday
from financial_lake.simulation.banking_calendar import SATURDAY
from financial_lake.storage import layout
from financial_lake.storage.lake import Lake
from financial_lake.storage.strays import strays

SAMPLE = 10
HASH_SHOWN = 16
NONE, UNREADABLE = "none", "unreadable"


def provenance(
    lake: Lake, manifests: Manifests, models: Sequence[type[LakeTable]], days: Sequence[date]
) -> Iterator[CheckResult]:
    """Seals, inputs and strays of some tables on some days."""
    yield from _seals(lake, manifests, models, days)
    yield from _strays(lake, models, days)
    for model in models:
        if model.address()[0] != SOURCE_LAYER and has_query(model):
            yield from _freshness(lake, manifests, model, days)
        if issubclass(model, ChangeTable):
            yield from _successors(manifests, model, days)


def _seals(
    lake: Lake, manifests: Manifests, models: Sequence[type[LakeTable]], days: Sequence[date]
) -> Iterator[CheckResult]:
    sealed = lake.seal
    for day in days:
        stored = [model for model in models if manifests.has(model, day)]
        said = [
            (model, manifest.settings_seal if (manifest := manifests.of(model, day)) else UNREADABLE)
            for model in stored
        ]
        strange = [f"{model.sql_name()} {seal}" for model, seal in said if seal != sealed]
        agreeing = len(stored) - len(strange)
        yield CheckResult(
            day, "settings_seal_equal", "", str(len(stored)), str(agreeing), not strange, tuple(strange[:SAMPLE])
        )


def _strays(lake: Lake, models: Sequence[type[LakeTable]], days: Sequence[date]) -> Iterator[CheckResult]:
    """A stray in a day's folder is that day's; any other is every day's."""
    found: dict[tuple[str, date | None], list[str]] = defaultdict(list)
    places = {"/".join(model.address()): model for model in models}
    for finding in strays(lake, models, frozenset(days)):
        place = next((each for each in places if finding.place.startswith(f"{each}/")), "")
        folder = finding.place.removeprefix(f"{place}/").split("/")[0]
        found[place, layout.day_of(folder)].append(finding.place)
    for place, model in places.items():
        for day in days:
            lying = [*found.get((place, day), ()), *found.get((place, None), ())]
            yield CheckResult(
                day, "no_stray_file", model.sql_name(), "0", str(len(lying)), not lying, tuple(lying[:SAMPLE])
            )


def _freshness(lake: Lake, manifests: Manifests, model: type[LakeTable], days: Sequence[date]) -> Iterator[CheckResult]:
    inputs = Inputs(lake, model)
    for day in days:
        manifest = manifests.of(model, day) if manifests.has(model, day) else None
        if manifest is not None:  # what cannot be read is told by its hash
            moved = inputs.changed(manifest)
            read = str(len(manifest.inputs))
            fresh = str(len(manifest.inputs) - len(moved))
            yield CheckResult(day, "inputs_fresh", model.sql_name(), read, fresh, not moved, tuple(moved[:SAMPLE]))


def _successors(manifests: Manifests, model: type[ChangeTable], days: Sequence[date]) -> Iterator[CheckResult]:
    """Whether the changes of a day were captured against the snapshot that lies before it now."""
    snapshot = model.snapshot()
    on_weekdays = model.about().load is LoadPattern.DAY_ON_WEEKDAYS
    for day in days:
        if not manifests.has(model, day) or (on_weekdays and day.weekday() >= SATURDAY):
            continue
        before = day - timedelta(days=1)
        if on_weekdays:
            before = last_weekday(before)
        captured = manifests.of(model, day)
        said = captured.inputs.get(f"{snapshot.sql_name()} {before}", NONE) if captured else UNREADABLE
        stored = NONE
        if manifests.has(snapshot, before):
            manifest = manifests.of(snapshot, before)
            stored = manifest.content_sha256 if manifest else UNREADABLE
        yield CheckResult(
            day, "successor_rebuilt", model.sql_name(), stored[:HASH_SHOWN], said[:HASH_SHOWN], stored == said
        )
