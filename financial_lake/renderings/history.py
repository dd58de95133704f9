"""The versions of an entity as SQL, made from its changes: one algorithm for every dimension with history."""

from collections.abc import Iterable
from itertools import combinations

from financial_lake.contract.change_table import PREVIOUS
from financial_lake.contract.dimension import EPOCH, KEYS_A_DAY, OPEN_END, HistoryDimension
from financial_lake.renderings.change_capture import column_list

SEPARATOR = "chr(31)"
"""Between the tracked columns of a state: no value holds it."""
NOTHING = "chr(30)"


def history(model: type[HistoryDimension]) -> str:
    """CTEs that end with `versions`: validity and all columns of every version of an entity.

    The steps are those of warehouse.md 2.2. A version is a function of the set of stored days alone.
    """
    changes, entity = model.changes().sql_name(), model.durable_id()
    return f"""\
baseline_days as (
    select distinct effective_on from {changes} where is_baseline
),

vanished as ( -- inside a gap: present before it, not there after it
    select earlier.{entity}, baseline_days.effective_on
    from {changes} as earlier
    join baseline_days on earlier.effective_on < baseline_days.effective_on
    left join {changes} as present
        on present.{entity} = earlier.{entity} and present.effective_on = baseline_days.effective_on
    where present.{entity} is null
    group by earlier.{entity}, baseline_days.effective_on
    having max_by(earlier.op, earlier.effective_on) <> 'D'
),

events as ( -- a state is the text of all tracked columns, null while absent
    select
        {entity},
        effective_on,
        is_baseline,
        {_is_fill(model)} as is_fill,
        case
            when op <> 'D' then concat_ws(
                {SEPARATOR},
{_state(model.changes().tracked())}
            )
        end as state
    from {changes}
    union all
    select {entity}, effective_on, false, false, null from vanished
),

turns as (
    select {entity}, effective_on, is_baseline, is_fill, state
    from events
    qualify state is distinct from lag(state) over (partition by {entity} order by effective_on)
),

numbered as ( -- a fill completes the version that is open
    select
        turns.*,
        sum(case when is_fill then 0 else 1 end) over (partition by {entity} order by effective_on) as turn_number
    from turns
),

periods as (
    select
        {entity},
        min(effective_on) as seen_on,
        max(effective_on) as completed_on,
        min_by(is_baseline, effective_on) as is_baseline,
        max(state) is null as is_absent
    from numbered
    group by {entity}, turn_number
),

followed as (
    select
        periods.*,
        lead(seen_on, 1, date '{OPEN_END}') over (partition by {entity} order by seen_on) as valid_to,
        lead(is_absent, 1, false) over (partition by {entity} order by seen_on) as is_deleted
    from periods
),

present as (
    select
        followed.*,
        row_number() over (partition by {entity} order by seen_on) as version_number
    from followed
    where not is_absent
),
{_last_seen(model)}
dated as (
    select
        present.*,
        {_valid_from(model)} as valid_from
    from present
    join {changes} as changed
        on changed.{entity} = present.{entity} and changed.effective_on = present.completed_on
),

versions as (
    select
        dated.{entity} * {KEYS_A_DAY} + date_diff('day', date '{EPOCH}', dated.valid_from) as {model.dimension_key()},
        dated.{entity},
        dated.seen_on,
        dated.valid_from,
        dated.valid_to,
        dated.valid_to = date '{OPEN_END}' as is_current,
        cast(dated.version_number as integer) as version_number,
        dated.is_deleted,
        not dated.is_baseline
            or dated.seen_on = (select min(effective_on) from baseline_days) as is_start_exact,
{column_list(_columns(model))}
    from dated
    join {changes} as changed
        on changed.{entity} = dated.{entity} and changed.effective_on = dated.completed_on{_join_latest(model)}
),

"""  # noqa: S608 - our own names


def _is_fill(model: type[HistoryDimension]) -> str:
    """Whether a change only completes: all it changes are fills, which were not known before."""
    cases = []
    for size in range(1, len(model.fills()) + 1):
        for chosen in combinations([name for name in model.changes().tracked() if name in model.fills()], size):
            unknown = " and ".join(f"{PREVIOUS}{name} is null" for name in chosen)
            cases.append(f"changed_columns = '{','.join(chosen)}' and {unknown}")
    return "\n            or ".join(cases) if cases else "false"


def _state(tracked: tuple[str, ...]) -> str:
    return ",\n".join(f"{' ' * 16}coalesce(cast({name} as varchar), {NOTHING})" for name in tracked)


def _valid_from(model: type[HistoryDimension]) -> str:
    if model.began() is None:
        return "present.seen_on"
    return (
        f"case when present.version_number = 1 then least(changed.{model.began()}, present.seen_on) "
        "else present.seen_on end"
    )


def _last_seen(model: type[HistoryDimension]) -> str:
    """The snapshot on the last day an entity was stored, for the columns that are not tracked."""
    latest, entity, snapshot = model.latest_columns(), model.durable_id(), model.changes().snapshot().sql_name()
    if not latest:
        return ""
    return f"""
last_seen as (
    select {entity}, max(dt) as dt from {snapshot} group by {entity}
),

latest as ( -- columns that are not tracked carry the latest stored value on all versions
    select
{column_list(f"snapshot.{name}" for name in (entity, *latest))}
    from {snapshot} as snapshot
    join last_seen on last_seen.{entity} = snapshot.{entity} and last_seen.dt = snapshot.dt
),
"""  # noqa: S608 - our own names


def _join_latest(model: type[HistoryDimension]) -> str:
    if not model.latest_columns():
        return ""
    return f"\n    left join latest on latest.{model.durable_id()} = dated.{model.durable_id()}"


def _columns(model: type[HistoryDimension]) -> Iterable[str]:
    entity, latest = model.durable_id(), set(model.latest_columns())
    for each in model.changes().snapshot().column_meanings():
        if each.name in latest:
            yield (
                f"case when latest.{entity} is null then changed.{each.name} else latest.{each.name} end as {each.name}"
            )
        elif each.name not in {"dt", entity}:
            yield f"changed.{each.name}"
