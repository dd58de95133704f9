"""The SQL by which rules are counted: how much each compared and how much of it offends, and what offends."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

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
from ({rows})
group by {by}
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
from ({rows})
group by {by}
"""

SHOW = """
select
    dt,
    list(
        coalesce(cast(item as varchar), 'no key') || ': ' || coalesce(cast(difference as varchar), 'null') order by item
    )[1:{sample}]
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
    null as expected,
    null as actual
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
    counts: list[str] = []
    together: dict[tuple[str, str], dict[int, Question]] = defaultdict(dict)
    alike: dict[Question, dict[str, int]] = defaultdict(dict)
    for place, rule in rules.items():
        question = rule.question
        if question is not None and question.of is not None:
            column, value = question.of
            alike[replace(question, of=(column, ""))][value] = place
        elif question is not None and not rule.compares:
            together[question.rows, question.dt][place] = question
        else:
            counts.append(_count(str(place), rule.sql, compares=rule.compares))
    counts += [_alike(question, places) for question, places in alike.items()]
    return counts + [_together(rows, dt, questions) for (rows, dt), questions in together.items()]


def _count(place: str, rows: str, *, compares: bool, by: str = "dt") -> str:
    return (COUNT_COMPARED if compares else COUNT).format(place=place, rows=rows, by=by)


def _alike(question: Question, places: Mapping[str, int]) -> str:
    """The same question to rows that name whom it is asked of."""
    column = question.of[0] if question.of else ""
    listed = ", ".join(f"('{value}', {place})" for value, place in places.items())
    rows = (
        f"select asked.place, {question.dt} as dt, {question.answers} from {question.rows}"
        f" join (values {listed}) as asked(name, place) on asked.name = {column} where {question.where}"
    )
    return _count("place", rows, compares=len(question.answer) > 1, by="place, dt")


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
    chosen = "true" if question.where == "true" else f"chosen_{place}"
    difference, counted, offending, largest = (
        f"{name}_{place}" for name in ("difference", "counted", "offending", "largest")
    )
    asked = [f"{question.answer[0]} as {difference}"]
    if chosen != "true":
        asked.append(f"{question.where} as {chosen}")
    figures = (
        f"count(*) filter (where {chosen}) as {counted}",
        f"count(*) filter (where {chosen} and ({difference} is null or {difference} <> 0)) as {offending}",
        f"max(abs({difference})) filter (where {chosen}) as {largest}",
    )
    return {
        "places": str(place),
        "compared": counted,
        "offenders": offending,
        "largest": f"cast(coalesce({largest}, 0) as varchar)",
        "figures": ", ".join(figures),
        "asked": ", ".join(asked),
    }
