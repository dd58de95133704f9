"""Change capture proved: the snapshot before and the changes of the day give the snapshot of the day."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.history import name_in_rules
from financial_lake.audit.writing import asked
from financial_lake.contract import LoadPattern
from financial_lake.contract.change_table import PREVIOUS, ChangeTable
from financial_lake.contract.discovery import models
from financial_lake.reconciliation.rule import Needs, Question, Rule, days_back, previous_weekday, same_day

REPLAYED = """
with judged as (
    select days.dt, {day_before} as dt_before
    from days join calendar on calendar.dt = days.dt and {due}
),
change as (
    select change.*, {state_of_change} as state
    from {changes} as change join judged on judged.dt = change.dt
),
baseline as (
    select distinct dt from change where is_baseline
),
before as (
    select judged.dt, {key_of_snapshot}, {state_of_snapshot} as state
    from judged
    join {snapshot} as snapshot on snapshot.dt = judged.dt_before
    anti join baseline on baseline.dt = judged.dt
),
replayed as (
    select before.dt, {key_of_before}, before.state from before
    anti join change on change.dt = before.dt and {same_before_and_change}
    union all
    select change.dt, {key_of_change}, change.state from change where change.op <> 'D'
),
stored as (
    select snapshot.dt, {key_of_snapshot}, {state_of_snapshot} as state
    from judged join {snapshot} as snapshot on snapshot.dt = judged.dt
)
select coalesce(stored.dt, replayed.dt) as dt, {item_of_both} as item,
    case when stored.state = replayed.state then 0 else 1 end as difference
from stored full join replayed on replayed.dt = stored.dt and {same_stored_and_replayed}
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
    captured = _captured()
    for model in change_tables():
        names, table = _names(model), model.sql_name()
        snapshot = name_in_rules(model.snapshot().sql_name())
        before = previous_weekday(snapshot) if is_on_weekdays(model) else days_back(1, snapshot)
        both = (same_day(model.sql_name(), snapshot), before)
        yield _asked("changes_replay_to_snapshot", model, REPLAYED.format(**names), both)
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
        own = (same_day(model.sql_name()),)
        yield _asked("update_names_its_columns", model, NAMED.format(**names), own, compares=True)
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


def is_on_weekdays(model: type[ChangeTable]) -> bool:
    """Whether its snapshots are those of weekdays."""
    return model.about().load is LoadPattern.DAY_ON_WEEKDAYS


def _asked(
    check: str, model: type[ChangeTable], sql: str, needs: tuple[Needs, ...], *, compares: bool = False
) -> Asked:
    table = model.sql_name()
    return Asked(check, table, (Rule(check, table, check, sql, needs, compares=compares),))


def _names(model: type[ChangeTable]) -> dict[str, str]:
    keys, tracked = model.snapshot().key_columns(), model.tracked()
    weekdays = is_on_weekdays(model)
    return {
        "changes": model.sql_name(),
        "snapshot": model.snapshot().sql_name(),
        "day_before": "calendar.previous_weekday" if weekdays else "cast(calendar.dt - interval 1 day as date)",
        "due": "calendar.is_weekday" if weekdays else "true",
        "state_of_change": _state("change", tracked),
        "state_of_snapshot": _state("snapshot", tracked),
        **{f"key_of_{row}": ", ".join(f"{row}.{key}" for key in keys) for row in ("snapshot", "before", "change")},
        "same_before_and_change": " and ".join(f"change.{key} = before.{key}" for key in keys),
        "same_stored_and_replayed": " and ".join(f"replayed.{key} = stored.{key}" for key in keys),
        "item": f"concat_ws(' ', {', '.join(f'change.{key}' for key in keys)})",
        "item_of_both": f"concat_ws(' ', {', '.join(f'coalesce(stored.{key}, replayed.{key})' for key in keys)})",
        "differing": "".join(
            f", case when change.{name} is distinct from change.{PREVIOUS}{name} then '{name}' end" for name in tracked
        ),
    }


def _state(row: str, columns: tuple[str, ...]) -> str:
    listed = "".join(f", {row}.{name}" for name in columns)
    return f"hash('there'{listed})"
