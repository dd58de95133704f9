"""Referential rules, generated from the contracts: every hard reference resolves as of the day."""

from datetime import date

from financial_lake.contract import LakeTable, LoadPattern, Reference
from financial_lake.contract.discovery import models, source_table
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.reconciliation.rule import Needs, Rule, latest_weekday, same_day

WEEKDAYS = {LoadPattern.SNAPSHOT_WEEKDAY, LoadPattern.DAY_ON_WEEKDAYS}
CLEANED = {"transactions"}
"""Raw feeds whose planted dirt breaks references on purpose: their clean rows are judged."""

RESOLVES = """
select
    child.dt,
    concat_ws(' ', {key}) as item,
    case when parent.{target} is null then 1 else 0 end as difference
from {child} as child
join days on days.dt = child.dt
join calendar on calendar.dt = child.dt
left join (select distinct dt, {target} from {parent}) as parent
    on parent.dt = calendar.{snapshot} and parent.{target} = child.{column}
where child.{column} is not null
"""


def reference_rules(model: type[LakeTable]) -> tuple[Rule, ...]:
    """One rule a hard reference of a table: the row it names is in the parent's snapshot of the day."""
    return tuple(_rule(model, column, reference) for column, reference in model.references() if reference.hard)


def _rule(model: type[LakeTable], column: str, reference: Reference) -> Rule:
    child, parent = _named(model), _parent(model, reference)
    weekday = parent.about().load in WEEKDAYS
    keys = model.key_columns() or (column,)
    sql = RESOLVES.format(
        key=", ".join(f"'{name}=' || child.{name}" for name in (*keys, column)),
        child=f"clean.{child}" if child in CLEANED else model.sql_name(),
        parent=parent.sql_name(),
        target=reference.column,
        column=column,
        snapshot="last_weekday" if weekday else "dt",
    )
    own: Needs = same_day(child)
    theirs: Needs = latest_weekday(_named(parent)) if weekday else same_day(_named(parent))
    return Rule(
        name=f"reference {column} -> {reference.table}",
        table=child,
        meaning=f"each {column} of {child} names a row of {reference.table} as of the day",
        sql=sql,
        needs=(own, theirs),
    )


def _parent(model: type[LakeTable], reference: Reference) -> type[LakeTable]:
    """The table of that name in the model's own layer, else in the source layer."""
    layer = model.address()[0]
    own = [each for each in models(layer) if each.short_name() == reference.table] if layer != SOURCE_LAYER else []
    return own[0] if own else source_table(reference.table).model


def _named(model: type[LakeTable]) -> str:
    """How rules name a table: source tables alone, others `layer.table`."""
    return model.short_name() if model.address()[0] == SOURCE_LAYER else model.sql_name()


def parents_of(model: type[LakeTable], day: date) -> list[tuple[str, date]]:
    """(table, day) of every parent partition the table's references read on a day."""
    return [pair for rule in reference_rules(model) for pair in rule.needed(day) if pair[0] != _named(model)]
