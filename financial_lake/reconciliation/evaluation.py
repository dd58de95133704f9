"""Running rules over days: a statement counts for many rules and days at once; what offends is looked up after it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from financial_lake.reconciliation.evidence import Evidence, Partition, Simulated
from financial_lake.reconciliation.rule import Outcome, Rule, State

SAMPLE = 10
RULES_TOGETHER = 8
"""Rules counted by one statement: planning many small ones costs more than what they count."""
BYTES_TOGETHER = 64_000_000
"""Files read for one handful of days; a month whose end closes a window may be more."""

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


def evaluate(
    evidence: Evidence, rules: Sequence[Rule], days: Sequence[date], relations: Mapping[str, Simulated]
) -> dict[date, list[Outcome]]:
    """What every rule found on every day it is due; rules not due on a day are left out of that day.

    A rule whose partitions are not all stored is "not evaluated" on that day and names what is missing. Days
    before the opening day are never stored; the simulation stands in for them, except for statistical rules.
    """
    found: dict[date, list[Outcome]] = {day: [] for day in days}
    with evidence.looking():
        for handful in _handfuls(evidence, rules, sorted(found)):
            wanted = {
                pair
                for rule in rules
                for day in handful
                for pair in _wanted(rule, day)
                if _may_see(evidence, rule, pair)
            }
            evidence.hold(wanted, handful)
            judged = _judge(evidence, rules, handful, relations)
            for place in range(len(rules)):
                for day in handful:
                    if (place, day) in judged:
                        found[day].append(judged[place, day])
    return found


@lru_cache(maxsize=200_000)
def _wanted(rule: Rule, day: date) -> tuple[Partition, ...]:
    return tuple(rule.needed(day)) if rule.due(day) else ()


def _may_see(evidence: Evidence, rule: Rule, partition: Partition) -> bool:
    return rule.opens_itself or not evidence.is_before_opening(partition[1])


def _handfuls(evidence: Evidence, rules: Sequence[Rule], days: Sequence[date]) -> Iterator[list[date]]:
    """Days whose partitions are looked at together."""
    handful: list[date] = []
    seen: set[Partition] = set()
    size = 0.0
    for day in days:
        handful.append(day)
        new = {pair for rule in rules for pair in _wanted(rule, day)} - seen
        seen |= new
        size += sum((evidence.stamp(table, when) or (0.0,))[0] for table, when in new)
        if size > BYTES_TOGETHER:
            yield handful
            handful, seen, size = [], set(), 0.0
    if handful:
        yield handful


def _judge(
    evidence: Evidence, rules: Sequence[Rule], days: Sequence[date], relations: Mapping[str, Simulated]
) -> dict[tuple[int, date], Outcome]:
    """Outcomes by the place of the rule and day."""
    outcomes: dict[tuple[int, date], Outcome] = {}
    ready: dict[tuple[date, ...], list[int]] = defaultdict(list)
    for place, rule in enumerate(rules):
        answerable = []
        for day in days:
            missing = _missing(evidence, rule, day)
            if missing:
                outcomes[place, day] = Outcome(rule.name, State.NOT_EVALUATED, missing=missing)
            elif rule.due(day):
                answerable.append(day)
        if answerable:
            ready[tuple(answerable)].append(place)
    for when, places in ready.items():
        evidence.judge(when)
        for start in range(0, len(places), RULES_TOGETHER):
            some = {place: rules[place] for place in places[start : start + RULES_TOGETHER]}
            outcomes.update(_query(evidence, some, when, relations))
    return outcomes


def _missing(evidence: Evidence, rule: Rule, day: date) -> tuple[str, ...]:
    wanted = _wanted(rule, day)
    return tuple(
        f"{table} {when}"
        for table, when in wanted
        if not (_may_see(evidence, rule, (table, when)) and evidence.has(table, when))
    )[:SAMPLE]


def _query(
    evidence: Evidence, rules: Mapping[int, Rule], days: Sequence[date], relations: Mapping[str, Simulated]
) -> dict[tuple[int, date], Outcome]:
    for rule in rules.values():
        for name in rule.relations:
            evidence.simulate(name, relations[name], days)
    asked = [
        (COUNT_COMPARED if rule.compares else COUNT).format(place=place, rule=rule.sql) for place, rule in rules.items()
    ]
    counted = {
        (place, day): figures
        for place, day, *figures in evidence.connection.execute(" union all ".join(asked)).fetchall()
    }
    outcomes = {}
    for place, rule in rules.items():
        offends = any(counted[place, day][1] for day in days if (place, day) in counted)
        samples = _samples(evidence, rule) if offends else {}
        for day in days:
            compared, offenders, largest, expected, actual = counted.get((place, day), (0, 0, "0", None, None))
            outcomes[place, day] = Outcome(
                rule.name,
                State.FAILED if offenders else State.PASSED,
                compared,
                offenders,
                largest,
                samples.get(day, ()),
                (),
                str(compared) if expected is None else expected,
                str(compared - offenders) if actual is None else actual,
            )
    return outcomes


def _samples(evidence: Evidence, rule: Rule) -> dict[date, tuple[str, ...]]:
    """What offends on each day, as far as it is shown."""
    asked = (SHOW_COMPARED if rule.compares else SHOW).format(rule=rule.sql, sample=SAMPLE)
    return {day: tuple(shown) for day, shown in evidence.connection.execute(asked).fetchall()}
