"""Change capture proved: the snapshot before and the changes of the day give the snapshot of the day."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.history import name_in_rules
from financial_lake.audit.writing import asked
from financial_lake.contract import LoadPattern
from financial_lake.contract.change_table import PREVIOUS, ChangeTable
from financial_lake.contract.discovery import models
from financial_lake.reconciliation.rule import Question, Rule, days_back, previous_weekday, same_day

REPLAYED = """(
    with judged as (
        select
            days.dt, captured.place,
            case when captured.on_weekdays then calendar.previous_weekday else cast(days.dt - 1 as date) end
                as dt_before
        from days
        join calendar on calendar.dt = days.dt
        join (values {captured}) as captured(place, on_weekdays) on calendar.is_weekday or not captured.on_weekdays
    ),
    change as (
        select change.*
        from ({changes}) as change
        join judged on judged.place = change.place and judged.dt = change.dt
    ),
    baseline as (
        select distinct place, dt from change where is_baseline
    ),
    snapshot as (
        select place, dt, key, state
        from ({snapshots})
        where dt >= (select min(dt_before) from judged) and dt <= (select max(dt) from judged)
    ),
    before as (
        select judged.place, judged.dt, snapshot.key, snapshot.state
        from judged
        join snapshot on snapshot.place = judged.place and snapshot.dt = judged.dt_before
        anti join baseline on baseline.place = judged.place and baseline.dt = judged.dt
    ),
    replayed as (
        select before.place, before.dt, before.key, before.state
        from before
        anti join change on change.place = before.place and change.dt = before.dt and change.key = before.key
        union all
        select change.place, change.dt, change.key, change.state from change where change.op <> 'D'
    ),
    stored as (
        select snapshot.place, snapshot.dt, snapshot.key, snapshot.state
        from judged join snapshot on snapshot.place = judged.place and snapshot.dt = judged.dt
    )
    select
        coalesce(stored.place, replayed.place) as place, coalesce(stored.dt, replayed.dt) as dt,
        coalesce(stored.key, replayed.key) as key, stored.state as stored, replayed.state as replayed
    from stored
    full join replayed
        on replayed.place = stored.place and replayed.dt = stored.dt and replayed.key = stored.key
) as replayed"""
"""Every row of every captured snapshot, as it is stored and as the one before it and the changes give it.

Rows are compared by hashes of their tracked columns.
"""

CAPTURED = """(
    with changed as (
        select
            changes, dt, count(*) filter (where op = 'I') as came, count(*) filter (where op = 'D') as went,
            bool_or(is_baseline) as is_baseline
        from ({changes})
        where dt >= (select min(dt) from days)
        group by changes, dt
    ),
    known as (
        select snapshot, dt, count(*) as times
        from ({snapshots})
        where dt >= (select min(dt) - 3 from days)
        group by snapshot, dt
    ),
    judged as (
        select
            days.dt, captured.changes, captured.snapshot, calendar.is_weekday or not captured.on_weekdays as is_due,
            case when captured.on_weekdays then calendar.previous_weekday else cast(days.dt - 1 as date) end
                as dt_before
        from days
        join calendar on calendar.dt = days.dt
        cross join (values {captured}) as captured(changes, snapshot, on_weekdays)
    )
    select
        judged.dt, judged.changes, judged.is_due, changed.dt is not null as has_changed, changed.is_baseline,
        stored.dt is null as is_first,
        case when changed.is_baseline then 0 else coalesce(earlier.times, 0) end
            + coalesce(changed.came, 0) - coalesce(changed.went, 0) as times_expected,
        coalesce(later.times, 0) as times
    from judged
    left join changed on changed.changes = judged.changes and changed.dt = judged.dt
    left join known as earlier on earlier.snapshot = judged.snapshot and earlier.dt = judged.dt_before
    left join known as later on later.snapshot = judged.snapshot and later.dt = judged.dt
    left join audit.stored_days as stored on stored.table_name = judged.snapshot and stored.dt = judged.dt_before
) as captured"""
"""What came and went on each day in every table whose changes are captured, and how many rows its snapshots have."""

NAMED = """
select change.dt, {item} as item,
    change.changed_columns as actual,
    case when change.op = 'U' then concat_ws(',', null{differing}) else '' end as expected
from {changes} as change join days on days.dt = change.dt
"""


def change_tables() -> list[type[ChangeTable]]:
    """Every change table."""
    return [model for model in models("curated") if issubclass(model, ChangeTable)]


def change_checks() -> Iterator[Asked]:
    """The checks of every change table."""
    captured, replayed = _captured(), _replayed()
    for place, model in enumerate(change_tables()):
        table = model.sql_name()
        snapshot = name_in_rules(model.snapshot().sql_name())
        before = previous_weekday(snapshot) if is_on_weekdays(model) else days_back(1, snapshot)
        both, own = (same_day(table, snapshot), before), (same_day(table),)
        replays = Question(
            replayed,
            "cast(replayed.key as varchar)",
            ("case when replayed.stored = replayed.replayed then 0 else 1 end",),
            dt="replayed.dt",
            of=("replayed.place", str(place)),
        )
        yield asked("changes_replay_to_snapshot", table, replays, both)
        of_table = ("captured.changes", table)
        population = Question(
            captured,
            "'rows'",
            ("captured.times_expected", "captured.times"),
            where="captured.is_due",
            dt="captured.dt",
            of=of_table,
        )
        yield asked("population_conserved", table, population, both)
        named = Rule("update_names_its_columns", table, "", _named(model), own, compares=True)
        yield Asked("update_names_its_columns", table, (named,))
        baseline = Question(
            captured,
            "'baseline'",
            ("captured.is_first", "captured.is_baseline"),
            where="captured.has_changed",
            dt="captured.dt",
            of=of_table,
        )
        yield asked("baseline_only_without_predecessor", table, baseline, own)


def _captured() -> str:
    """The figures of all change tables."""
    tables = change_tables()
    snapshots = {model.snapshot().sql_name() for model in tables}
    return CAPTURED.format(
        changes=" union all ".join(
            f"select '{name}' as changes, dt, op, is_baseline from {name}"
            for name in (model.sql_name() for model in tables)
        ),
        snapshots=" union all ".join(f"select '{name}' as snapshot, dt from {name}" for name in sorted(snapshots)),
        captured=", ".join(
            f"('{model.sql_name()}', '{model.snapshot().sql_name()}', {is_on_weekdays(model)})" for model in tables
        ),
    )


def _replayed() -> str:
    """The rows of all captured snapshots."""
    tables = list(enumerate(change_tables()))
    return REPLAYED.format(
        captured=", ".join(f"({place}, {is_on_weekdays(model)})" for place, model in tables),
        changes=" union all ".join(
            f"select {place} as place, dt, op, is_baseline, {_key(model)} as key, {_state(model)} as state"
            f" from {model.sql_name()}"
            for place, model in tables
        ),
        snapshots=" union all ".join(
            f"select {place} as place, dt, {_key(model)} as key, {_state(model)} as state"
            f" from {model.snapshot().sql_name()}"
            for place, model in tables
        ),
    )


def is_on_weekdays(model: type[ChangeTable]) -> bool:
    """Whether its snapshots are those of weekdays."""
    return model.about().load is LoadPattern.DAY_ON_WEEKDAYS


def _key(model: type[ChangeTable]) -> str:
    keys = model.snapshot().key_columns()
    return keys[0] if len(keys) == 1 else f"concat_ws(' ', {', '.join(keys)})"


def _state(model: type[ChangeTable]) -> str:
    return f"hash({', '.join(('0', *model.tracked()))})"


def _named(model: type[ChangeTable]) -> str:
    differing = "".join(
        f", case when change.{name} is distinct from change.{PREVIOUS}{name} then '{name}' end"
        for name in model.tracked()
    )
    item = f"concat_ws(' ', {', '.join(f'change.{key}' for key in model.snapshot().key_columns())})"
    return NAMED.format(changes=model.sql_name(), item=item, differing=differing)
