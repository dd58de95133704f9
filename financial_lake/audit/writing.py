"""How checks that are written by hand are put together; a check whose tables are still to come is left out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from financial_lake.audit.check import Asked
from financial_lake.contract.discovery import LAYERS, all_models
from financial_lake.reconciliation.rule import Needs, Question, Rule, same_day

NAMED = re.compile(rf"\b(?:{'|'.join(sorted(LAYERS, key=len, reverse=True))})\.[a-z]\w*")

TIE = """
with said as (
{said}
),
found as (
{found}
)
select coalesce(said.dt, found.dt) as dt, coalesce(cast(said.item as varchar), cast(found.item as varchar)) as item,
    found.value as expected, said.value as actual
from said full join found on found.dt = said.dt and found.item is not distinct from said.item
"""


def tables_in(sql: str) -> frozenset[str]:
    """SQL names of the tables a text names."""
    return frozenset(NAMED.findall(sql))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(model.sql_name() for model in all_models())


def of_the_day(sql: str) -> tuple[Needs, ...]:
    """The partitions of the day of every table with days that a text names."""
    dated = {model.sql_name() for model in all_models() if model.is_dated()}
    tables = sorted(table.removeprefix("datalake.") for table in tables_in(sql) & dated)
    return (same_day(*tables),) if tables else ()


def differs(check: str, table: str, sql: str, needs: tuple[Needs, ...] | None = None, **options: object) -> Asked:
    """A check by a select of (dt, item, difference)."""
    wanted = of_the_day(sql) if needs is None else needs
    return Asked(check, table, (Rule(check, table, check, sql, wanted, **options),))  # type: ignore[arg-type]


def compares(check: str, table: str, sql: str, needs: tuple[Needs, ...] | None = None, **options: object) -> Asked:
    """A check by a select of (dt, item, expected, actual)."""
    return differs(check, table, sql, needs, compares=True, **options)


def asked(check: str, table: str, question: Question, needs: tuple[Needs, ...] = ()) -> Asked:
    """A check by one of several questions to the same rows."""
    compares = len(question.answer) > 1
    return Asked(check, table, (Rule(check, table, check, question.sql, needs, compares=compares, question=question),))


def ties(
    check: str, table: str, *, said: str, found: str, needs: tuple[Needs, ...] | None = None, **options: object
) -> Asked:
    """What a table says against what is found elsewhere; both are selects of (dt, item, value)."""
    return compares(check, table, TIE.format(said=said, found=found), needs, **options)


def sums(
    rows: str, measures: Mapping[str, str], *, by: str = "", where: str = "true", dated: str = "row.dt = days.dt"
) -> str:
    """A select of (dt, item, value): aggregates over the rows of each day, one item a measure and group.

    Args:
        rows: a table, or a relation in brackets.
        measures: name -> aggregate over `row`.
        by: SQL of the group; every day is one group without it, also one without rows.
        where: which rows.
        dated: how rows and `days` belong together.
    """
    names = ", ".join(f"'{name}'" for name in measures)
    values = ", ".join(f"cast(coalesce({value}, 0) as decimal(38, 6))" for value in measures.values())
    group = f"coalesce(cast({by} as varchar), '')" if by else "''"
    return f"""
    select dt, unnest([{names}]) || ' ' || grouped as item, unnest(measured) as value
    from (
        select days.dt, {group} as grouped, [{values}] as measured
        from days {"" if by else "left"} join {rows} as row on {dated} and {where}
        group by days.dt, {group}
    )
"""


def answerable(checks: Iterable[Asked]) -> Iterator[Asked]:
    """Those whose tables all exist."""
    for each in checks:
        if all(tables_in(rule.sql) <= _known() for rule in each.rules):
            yield each
