"""A change table as SQL: the comparison of two snapshots, written out from the contract's key and tracked columns.

`python -m financial_lake.renderings.change_capture` writes the `.sql` beside every change table.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.change_table import PREVIOUS, ChangeTable
from financial_lake.contract.discovery import models

INDENT = " " * 4
_DAILY = """\
compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),"""
_ON_WEEKDAYS = """\
compared_days as (
    select days.dt, calendar.previous_weekday as dt_before
    from build.days as days
    join curated.calendar as calendar on calendar.dt = days.dt and calendar.last_weekday = days.dt
),"""


def change_capture(model: type[ChangeTable]) -> str:
    """The text of a change table's `.sql`."""
    snapshot = model.snapshot()
    keys, carried = snapshot.key_columns(), _carried(model)
    source = snapshot.sql_name()
    on_weekdays = model.about().load is LoadPattern.DAY_ON_WEEKDAYS
    wide = column_list([f"snapshot.{name}" for name in (*keys, *carried)])
    narrow = column_list([f"snapshot.{name}" for name in (*keys, *model.tracked())])
    return f"""\
-- {model.summary()}
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with {_ON_WEEKDAYS if on_weekdays else _DAILY}

stored as (
    select distinct dt from {source}
),

comparisons as (
    select compared_days.dt, compared_days.dt_before, before.dt is null as is_baseline
    from compared_days
    join stored as today on today.dt = compared_days.dt
    left join stored as before on before.dt = compared_days.dt_before
),

later as (
    select
        comparisons.dt,
        comparisons.is_baseline,
{wide}
    from {source} as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
{narrow}
    from {source} as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
{column_list(_paired(model))}
    from later
    full outer join earlier on earlier.dt = later.dt and {_same_row(keys, "earlier", "later")}
    where
{_differing(model.tracked())}
),

whole as (
    select
{column_list(_come_or_changed(model))}
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
{column_list(_gone(model))}
    from {source} as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and {_same_row(keys, "paired", "snapshot")}
)

select
{column_list(_shown(model), depth=1)}
from whole
order by dt, {", ".join(keys)}
"""  # noqa: S608 - our own names


def _carried(model: type[ChangeTable]) -> tuple[str, ...]:
    """The snapshot's columns beside day and key."""
    snapshot = model.snapshot()
    return tuple(name for name in snapshot.arrow_schema().names if name not in {"dt", *snapshot.key_columns()})


def _same_row(keys: Iterable[str], one: str, other: str) -> str:
    return " and ".join(f"{one}.{name} = {other}.{name}" for name in keys)


def _paired(model: type[ChangeTable]) -> Iterable[str]:
    yield "coalesce(later.dt, earlier.dt) as dt"
    yield "case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op"
    yield "coalesce(later.is_baseline, false) as is_baseline"
    yield from (f"coalesce(later.{name}, earlier.{name}) as {name}" for name in model.snapshot().key_columns())
    yield _changed_columns(model.tracked())
    yield from (f"later.{name}" for name in _carried(model))
    yield from (f"earlier.{name} as {PREVIOUS}{name}" for name in model.tracked())


def _come_or_changed(model: type[ChangeTable]) -> Iterable[str]:
    yield from ("dt", "op", "is_baseline", *model.snapshot().key_columns(), "changed_columns", *_carried(model))
    yield from (f"{PREVIOUS}{name}" for name in model.tracked())


def _gone(model: type[ChangeTable]) -> Iterable[str]:
    yield from ("paired.dt", "paired.op", "paired.is_baseline")
    yield from (f"snapshot.{name}" for name in model.snapshot().key_columns())
    yield "paired.changed_columns"
    yield from (f"snapshot.{name}" for name in _carried(model))
    yield from (f"paired.{PREVIOUS}{name}" for name in model.tracked())


def _changed_columns(tracked: tuple[str, ...]) -> str:
    if not tracked:
        return "'' as changed_columns"
    named = [f"case when later.{name} is distinct from earlier.{name} then '{name}' end" for name in tracked]
    listed = f",\n{INDENT * 4}".join(named)
    return (
        f"case\n{INDENT * 3}when later.dt is null or earlier.dt is null then ''\n"
        f"{INDENT * 3}else concat_ws(\n{INDENT * 4}',',\n{INDENT * 4}{listed}\n{INDENT * 3})\n"
        f"{INDENT * 2}end as changed_columns"
    )


def _differing(tracked: tuple[str, ...]) -> str:
    """What picks a row, before anything is made of it: nearly all are as they were."""
    reasons = ["later.dt is null", "earlier.dt is null"]
    reasons += [f"later.{name} is distinct from earlier.{name}" for name in tracked]
    return f"\n{INDENT * 2}or ".join(reasons).join([INDENT * 2, ""])


def _shown(model: type[ChangeTable]) -> Iterable[str]:
    for name in model.arrow_schema().names:
        yield "dt as effective_on" if name == "effective_on" else name


def column_list(columns: Iterable[str], depth: int = 2) -> str:
    """Columns one below the other."""
    return ",\n".join(f"{INDENT * depth}{each}" for each in columns)


def change_tables() -> tuple[type[ChangeTable], ...]:
    """All change tables of the lake."""
    return tuple(model for model in models("curated") if issubclass(model, ChangeTable))


def place_of(model: type[LakeTable]) -> Path:
    """The `.sql` beside the contract."""
    return Path(str(sys.modules[model.__module__].__file__)).with_suffix(".sql")


def main() -> None:
    """Write the SQL of every change table."""
    for model in change_tables():
        place_of(model).write_text(change_capture(model), encoding="utf-8")
        sys.stdout.write(f"{place_of(model).name}\n")


if __name__ == "__main__":
    main()
