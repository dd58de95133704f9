"""Group G4 and its keys: the versions of a dimension follow each other, and say what the snapshots said.

A day is judged by the versions that began by then, so that what is found does not depend on later days.
"""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import asked
from financial_lake.contract.dimension import EPOCH, KEYS_A_DAY, MEMBERS, OPEN_END, Dimension, HistoryDimension
from financial_lake.contract.discovery import models
from financial_lake.reconciliation.rule import Question, Rule, same_day

BOOKKEEPING = ("valid_from", "valid_to", "is_current", "version_number", "is_deleted", "is_start_exact")
CALLED_OTHERWISE = {
    "customer_name": "full_name",
    "address_city": "city",
    "address_state": "state_province",
    "address_country": "country",
    "segment": "wealth_segment",
    "employment_type": "employment_status",
    "persona_tag": "persona",
}
"""Columns of a dimension that the snapshot calls otherwise."""

VERSIONS = """
days join (
    select
        stored.*,
        lead(valid_from) over (partition by {entity} order by valid_from, valid_to, {key}) as next_from,
        row_number() over (partition by {entity} order by valid_from, valid_to, {key}) as place,
        hash({told}) as told,
        lag(hash({told})) over (partition by {entity} order by valid_from) as told_before,
        lag(valid_to) over (partition by {entity} order by valid_from) as ended_before
    from {dimension} as stored
    where {key} > 0
) as version on version.valid_from <= days.dt
"""

SHAPES = {
    "versions_do_not_overlap": "version.next_from < version.valid_to",
    "valid_to_is_next_valid_from": "version.next_from > version.valid_to and not version.is_deleted",
    "last_version_open_or_deleted": "version.next_from is null and version.valid_to <> date '{open_end}'"
    " and not version.is_deleted",
    "is_current_agrees": "version.is_current <> (version.valid_to = date '{open_end}')",
    "version_numbers_dense": "version.version_number <> version.place",
    "key_formula_holds": "version.{key} <> version.{entity} * {keys_a_day}"
    " + date_diff('day', date '{epoch}', version.valid_from)",
    "neighbour_versions_differ": "version.told = version.told_before and version.ended_before = version.valid_from",
}
"""Check -> what a wrong version looks like."""

CURRENT = """
select days.dt, version.{entity} as item, count(*) filter (where version.is_current) - 1 as difference
from days join {dimension} as version on version.valid_from <= days.dt and version.{key} > 0
group by days.dt, version.{entity}
having count(*) filter (where version.is_current) > 1
"""

REPEATED = """
select days.dt, known.{key} as item, known.times - 1 as difference
from days, (select {key}, count(*) as times from {dimension} group by {key}) as known
"""

MEMBERS_THERE = """
select days.dt, 'members' as item, {wanted} as expected, (
    select count(distinct {key}) from {dimension} where {key} in ({members})
) as actual
from days
"""

FUTURE = """
select days.dt, 'versions' as item, 0 as expected, (
    select count(*) from {dimension} as version, audit.latest
    where version.{key} > 0 and version.valid_from > latest.dt
) as actual
from days
"""

FIRST = """
with began as (
    select {entity}, min(valid_from) as valid_from from {dimension} where {key} > 0 group by {entity}
)
select snapshot.dt, snapshot.{entity} as item,
    case when began.valid_from <= {start} then 0 else 1 end as difference
from days
join {snapshot} as snapshot on snapshot.dt = days.dt
join began on began.{entity} = snapshot.{entity}
"""

EQUAL = """
with told as (
    select days.dt, version.{entity}, hash({in_version}) as state
    from days
    join calendar on calendar.dt = days.dt and {due}
    join {dimension} as version
        on version.{key} > 0 and version.valid_from <= days.dt and version.valid_to > days.dt
),
stored as (
    select snapshot.dt, snapshot.{entity}, hash({in_snapshot}) as state
    from days join {snapshot} as snapshot on snapshot.dt = days.dt
)
select coalesce(told.dt, stored.dt) as dt, coalesce(told.{entity}, stored.{entity}) as item,
    case when told.state = stored.state then 0 else 1 end as difference
from told full join stored on stored.dt = told.dt and stored.{entity} = told.{entity}
"""

HELD = """
select distinct snapshot.dt, snapshot.{entity} as item,
    case when known.{entity} is null then 1 else 0 end as difference
from days
join {snapshot} as snapshot on snapshot.dt = days.dt
left join (select distinct {entity} from {dimension}) as known on known.{entity} = snapshot.{entity}
"""


def history_checks() -> Iterator[Asked]:
    """The checks of every dimension."""
    for model in models("warehouse"):
        if issubclass(model, Dimension):
            yield from _of_any(model)
        if issubclass(model, HistoryDimension):
            yield from _of_history(model)
        elif issubclass(model, Dimension):
            yield from _without_history(model)


def rule(check: str, model: type[Dimension], sql: str, *, compares: bool = False, snapshot: str = "") -> Asked:
    """A check of one dimension."""
    needs = (same_day(snapshot),) if snapshot else ()
    table = model.sql_name()
    return Asked(check, table, (Rule(check, table, check, sql, needs, compares=compares),))


def name_in_rules(sql_name: str) -> str:
    """How rules name a table: source tables by their short name."""
    return sql_name.removeprefix("datalake.")


def _of_any(model: type[Dimension]) -> Iterator[Asked]:
    table, key = model.sql_name(), model.key_columns()[0]
    yield rule("surrogate_key_unique", model, REPEATED.format(key=key, dimension=table))
    listed = ", ".join(map(str, MEMBERS))
    there = MEMBERS_THERE.format(key=key, dimension=table, members=listed, wanted=len(MEMBERS))
    yield rule("unknown_members_present", model, there, compares=True)


def _of_history(model: type[HistoryDimension]) -> Iterator[Asked]:
    names = {"dimension": model.sql_name(), "key": model.dimension_key(), "entity": model.durable_id()}
    constants = {"open_end": OPEN_END, "epoch": EPOCH, "keys_a_day": KEYS_A_DAY}
    told = ", ".join(name for name in model.arrow_schema().names if name not in {*BOOKKEEPING, names["key"]})
    versions = VERSIONS.format(**names, told=told)
    for check, offends in SHAPES.items():
        wrong = offends.format(**names, **constants)
        answer = f"case when {wrong} then 1 else 0 end"
        yield asked(check, model.sql_name(), Question(versions, f"version.{names['key']}", (answer,)))
    yield rule("one_current_version", model, CURRENT.format(**names))
    yield rule("no_version_from_the_future", model, FUTURE.format(**names), compares=True)
    snapshot = model.changes().snapshot()
    stored = snapshot.sql_name()
    began = model.began()
    start = "snapshot.dt" if began is None else f"least(snapshot.dt, snapshot.{began})"
    seen = name_in_rules(stored)
    yield rule(
        "first_version_starts_with_entity", model, FIRST.format(**names, snapshot=stored, start=start), snapshot=seen
    )
    yield rule("dimension_holds_every_id_seen", model, HELD.format(**names, snapshot=stored), snapshot=seen)
    pairs = _shared(model)
    equal = EQUAL.format(
        **names,
        snapshot=stored,
        due="calendar.is_weekday" if "weekday" in snapshot.about().load.value else "true",
        in_version=", ".join(f"version.{ours}" for ours, _ in pairs),
        in_snapshot=", ".join(f"snapshot.{theirs}" for _, theirs in pairs),
    )
    yield rule("version_equals_snapshot", model, equal, snapshot=seen)


def _without_history(model: type[Dimension]) -> Iterator[Asked]:
    """Every id of the list the dimension is made of."""
    entity = f"{model.dimension_key().removesuffix('_key')}_id"
    for each in models("datalake"):
        if each.key_columns() == (entity,) and entity in model.arrow_schema().names:
            held = HELD.format(entity=entity, dimension=model.sql_name(), snapshot=each.sql_name())
            yield rule("dimension_holds_every_id_seen", model, held, snapshot=each.short_name())


def _shared(model: type[HistoryDimension]) -> list[tuple[str, str]]:
    """(column of the dimension, column of the snapshot) that must say the same on the day."""
    tracked = [name for name in model.changes().tracked() if name not in model.fills()]
    pairs = [(name, CALLED_OTHERWISE.get(name, name)) for name in model.arrow_schema().names]
    return [(ours, theirs) for ours, theirs in pairs if theirs in tracked]
