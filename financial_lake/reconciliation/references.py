"""Referential rules, generated from the contracts: every hard reference resolves as of the day."""

from collections.abc import Sequence
from datetime import date

from financial_lake.contract import LakeTable, LoadPattern, Reference
from financial_lake.contract.discovery import models, source_table
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.reconciliation.rule import Needs, Question, Rule, latest_weekday, same_day

WEEKDAYS = {LoadPattern.SNAPSHOT_WEEKDAY, LoadPattern.DAY_ON_WEEKDAYS}
CLEANED = {"transactions"}
"""Raw feeds whose planted dirt breaks references on purpose: their clean rows are judged."""

JUDGED = {("transactions", "account_id"), ("transactions", "customer_id")}
"""References of raw feeds that cleaning judges: in a landed feed, where no dirt is labelled, they may be dirty."""

PARENT = """
left join (select distinct dt, {target} from {parent}) as {alias}
    on {alias}.dt = calendar.{snapshot} and {alias}.{target} = child.{column}
"""


def reference_rules(model: type[LakeTable]) -> tuple[Rule, ...]:
    """One rule a hard reference of a table: the row it names is in the parent's snapshot of the day."""
    hard = [(column, reference) for column, reference in model.references() if reference.hard]
    rows = _with_parents(model, hard)
    return tuple(_rule(model, column, reference, rows) for column, reference in hard)


def _with_parents(model: type[LakeTable], references: Sequence[tuple[str, Reference]]) -> str:
    """SQL of the table's rows, each beside every row it names."""
    name = _named(model)
    child = f"clean.{name}" if name in CLEANED else model.sql_name()
    joins = [
        PARENT.format(
            target=reference.column,
            parent=_parent(model, reference).sql_name(),
            alias=f"of_{column}",
            snapshot="last_weekday" if _is_on_weekdays(_parent(model, reference)) else "dt",
            column=column,
        )
        for column, reference in references
    ]
    dated = "join days on days.dt = child.dt join calendar on calendar.dt = child.dt"
    return f"{child} as child {dated}{''.join(joins)}"


def _rule(model: type[LakeTable], column: str, reference: Reference, rows: str) -> Rule:
    child, parent = _named(model), _parent(model, reference)
    named = [f"'{name}=' || child.{name}" for name in (*(model.key_columns() or (column,)), column)]
    resolves = Question(
        rows=rows,
        dt="child.dt",
        item=f"concat_ws(' ', {', '.join(named)})",
        answer=(f"case when of_{column}.{reference.column} is null then 1 else 0 end",),
        where=f"child.{column} is not null",
    )
    own: Needs = same_day(child)
    theirs: Needs = latest_weekday(_named(parent)) if _is_on_weekdays(parent) else same_day(_named(parent))
    return Rule(
        name=f"reference {column} -> {reference.table}",
        table=child,
        meaning=f"each {column} of {child} names a row of {reference.table} as of the day",
        sql=resolves.sql,
        needs=(own, theirs),
        question=resolves,
        labels_of=(child,) if (child, column) in JUDGED else (),
    )


def _is_on_weekdays(model: type[LakeTable]) -> bool:
    return model.about().load in WEEKDAYS


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
