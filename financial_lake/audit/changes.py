"""Change capture proved: the snapshot before and the changes of the day give the snapshot of the day."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.history import name_in_rules
from financial_lake.contract import LoadPattern
from financial_lake.contract.change_table import PREVIOUS, ChangeTable
from financial_lake.contract.discovery import models
from financial_lake.reconciliation.rule import Needs, Rule, days_back, previous_weekday, same_day

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

POPULATION = """
with judged as (
    select days.dt, {day_before} as dt_before
    from days join calendar on calendar.dt = days.dt and {due}
),
change as (
    select change.dt, count(*) filter (where change.op = 'I') as came, count(*) filter (where change.op = 'D') as went,
        coalesce(bool_or(change.is_baseline), false) as is_baseline
    from {changes} as change join judged on judged.dt = change.dt
    group by change.dt
)
select judged.dt, 'rows' as item,
    case
        when coalesce(change.is_baseline, false) then 0
        else (select count(*) from {snapshot} as snapshot where snapshot.dt = judged.dt_before)
    end + coalesce(change.came, 0) - coalesce(change.went, 0) as expected,
    (select count(*) from {snapshot} as snapshot where snapshot.dt = judged.dt) as actual
from judged left join change on change.dt = judged.dt
"""

NAMED = """
select change.dt, {item} as item,
    change.changed_columns as actual,
    case when change.op = 'U' then concat_ws(',', null{differing}) else '' end as expected
from {changes} as change join days on days.dt = change.dt
"""

BASELINE = """
select change.dt, 'baseline' as item, bool_or(change.is_baseline) as actual, count(stored.dt) = 0 as expected
from {changes} as change
join days on days.dt = change.dt
join calendar on calendar.dt = change.dt
left join audit.stored_days as stored on stored.table_name = '{snapshot}' and stored.dt = {day_before}
group by change.dt
"""


def change_tables() -> list[type[ChangeTable]]:
    """Every change table."""
    return [model for model in models("curated") if issubclass(model, ChangeTable)]


def change_checks() -> Iterator[Asked]:
    """The checks of every change table."""
    for model in change_tables():
        names = _names(model)
        snapshot = name_in_rules(model.snapshot().sql_name())
        before = previous_weekday(snapshot) if is_on_weekdays(model) else days_back(1, snapshot)
        both = (same_day(model.sql_name(), snapshot), before)
        yield _asked("changes_replay_to_snapshot", model, REPLAYED.format(**names), both)
        yield _asked("population_conserved", model, POPULATION.format(**names), both, compares=True)
        own = (same_day(model.sql_name()),)
        yield _asked("update_names_its_columns", model, NAMED.format(**names), own, compares=True)
        yield _asked("baseline_only_without_predecessor", model, BASELINE.format(**names), own, compares=True)


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
    listed = "".join(f", coalesce(cast({row}.{name} as varchar), chr(30))" for name in columns)
    return f"concat_ws(chr(31), 'there'{listed})"
