"""The SQL by which rules are counted: how much each compared and how much of it offends, and what offends."""

from collections import defaultdict
from collections.abc import Mapping

from financial_lake.reconciliation.rule import Question, Rule

COUNT = """
select
    {place} as place,
    dt,
    count(*) as compared,
    count(*) filter (difference is null or difference <> 0) as offenders,
    cast(coalesce(max(abs(difference)), 0) as varchar) as largest_difference,
    null as expected,
    null as actual
from ({rule})
group by dt
"""

COUNT_COMPARED = """
select
    {place} as place,
    dt,
    count(*) as compared,
    count(*) filter (expected is distinct from actual) as offenders,
    '0' as largest_difference,
    case when count(*) = 1 then coalesce(cast(any_value(expected) as varchar), 'nothing') end as expected,
    case when count(*) = 1 then coalesce(cast(any_value(actual) as varchar), 'nothing') end as actual
from ({rule})
group by dt
"""

SHOW = """
select
    dt,
    list(cast(item as varchar) || ': ' || coalesce(cast(difference as varchar), 'null') order by item)[1:{sample}]
from ({rule})
where difference is null or difference <> 0
group by dt
"""

SHOW_COMPARED = """
with differing as (
    select dt, cast(item as varchar) as item, cast(expected as varchar) as expected, cast(actual as varchar) as actual
    from ({rule}) as compared
    where compared.expected is distinct from compared.actual
)
select
    dt,
    list(concat(item, ': expected ', coalesce(expected, 'nothing'), ', actual ', coalesce(actual, 'nothing'))
        order by item, expected, actual)[1:{sample}]
from differing
group by dt
"""

TOGETHER = """
select
    unnest([{places}]) as place,
    dt,
    unnest([{compared}]) as compared,
    unnest([{offenders}]) as offenders,
    unnest([{largest}]) as largest_difference,
    unnest([{expected}]) as expected,
    unnest([{actual}]) as actual
from (
    select dt, {figures}
    from (select {dt} as dt, {asked} from {rows})
    group by dt
)
"""


def counts_of(rules: Mapping[int, Rule]) -> list[str]:
    """Selects of (place, dt, compared, offenders, largest_difference, expected, actual) that count all rules.

    Expected and actual are told where one thing is compared. Questions to the same rows are one select.

    Args:
        rules: by their place.
    """
    counts, together = [], defaultdict(dict)
    for place, rule in rules.items():
        if rule.question is None:
            counts.append((COUNT_COMPARED if rule.compares else COUNT).format(place=place, rule=rule.sql))
        else:
            together[rule.question.rows, rule.question.dt][place] = rule.question
    return counts + [_together(rows, dt, questions) for (rows, dt), questions in together.items()]


def sample_of(rule: Rule, size: int) -> str:
    """A select of (dt, items) of what offends, no more than `size` a day."""
    return (SHOW_COMPARED if rule.compares else SHOW).format(rule=rule.sql, sample=size)


def _together(rows: str, dt: str, questions: Mapping[int, Question]) -> str:
    columns: dict[str, list[str]] = defaultdict(list)
    for place, question in questions.items():
        for name, sql in _columns(place, question).items():
            columns[name].append(sql)
    listed = {name: ", ".join(sql) for name, sql in columns.items()}
    return TOGETHER.format(rows=rows, dt=dt, **listed)


def _columns(place: int, question: Question) -> dict[str, str]:
    """One question's part of each list."""
    chosen, first, second = f"chosen_{place}", f"first_{place}", f"second_{place}"
    counted, offending, largest = f"counted_{place}", f"offending_{place}", f"largest_{place}"
    compares = len(question.answer) > 1
    offends = f"{first} is distinct from {second}" if compares else f"({first} is null or {first} <> 0)"
    figures = [
        f"count(*) filter (where {chosen}) as {counted}",
        f"count(*) filter (where {chosen} and {offends}) as {offending}",
    ]
    asked = [f"{question.where} as {chosen}", f"{question.answer[0]} as {first}"]
    if compares:
        asked.append(f"{question.answer[1]} as {second}")
        figures += [f"any_value({each}) filter (where {chosen}) as {each}" for each in (first, second)]
    else:
        figures.append(f"max(abs({first})) filter (where {chosen}) as {largest}")
    one = f"case when {counted} = 1 then coalesce(cast({{}} as varchar), 'nothing') end" if compares else "null"
    return {
        "places": str(place),
        "compared": counted,
        "offenders": offending,
        "largest": "'0'" if compares else f"cast(coalesce({largest}, 0) as varchar)",
        "expected": one.format(first),
        "actual": one.format(second),
        "figures": ", ".join(figures),
        "asked": ", ".join(asked),
    }
