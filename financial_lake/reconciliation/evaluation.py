"""Running rules over days: one query a rule and handful of days, whatever the number of days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from financial_lake.reconciliation.evidence import Evidence, Partition, Simulated
from financial_lake.reconciliation.rule import Outcome, Rule, State

SAMPLE = 10
BYTES_TOGETHER = 64_000_000
"""Files read for one handful of days; a month whose end closes a window may be more."""

JUDGE = """
with compared as ({rule})
select
    dt,
    count(*) as compared,
    count(*) filter (difference is null or difference <> 0) as offenders,
    coalesce(max(abs(difference)), 0)::varchar as largest_difference,
    coalesce(
        list(cast(item as varchar) || ': ' || coalesce(cast(difference as varchar), 'null') order by item)
            filter (difference is null or difference <> 0),
        []
    )[1:{sample}] as sample
from compared
group by dt
"""

COMPARE = """
with compared as ({rule}),
differing as (
    select dt, cast(item as varchar) as item, cast(expected as varchar) as expected, cast(actual as varchar) as actual,
        compared.expected is distinct from compared.actual as is_offending
    from compared
)
select
    dt,
    count(*) as compared,
    count(*) filter (is_offending) as offenders,
    '0' as largest_difference,
    coalesce(
        list(concat(item, ': expected ', coalesce(expected, 'nothing'), ', actual ', coalesce(actual, 'nothing'))
            order by item, expected, actual) filter (is_offending),
        []
    )[1:{sample}] as sample,
    case when count(*) = 1 then coalesce(any_value(expected), 'nothing') end as expected,
    case when count(*) = 1 then coalesce(any_value(actual), 'nothing') end as actual
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
            for rule in rules:
                for day, outcome in _judge(evidence, rule, handful, relations).items():
                    found[day].append(outcome)
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
    evidence: Evidence, rule: Rule, days: Sequence[date], relations: Mapping[str, Simulated]
) -> dict[date, Outcome]:
    outcomes: dict[date, Outcome] = {}
    ready: list[date] = []
    for day in days:
        missing = [
            f"{table} {when}"
            for table, when in _wanted(rule, day)
            if not (_may_see(evidence, rule, (table, when)) and evidence.has(table, when))
        ]
        if missing:
            outcomes[day] = Outcome(rule.name, State.NOT_EVALUATED, missing=tuple(missing[:SAMPLE]))
        elif rule.due(day):
            ready.append(day)
    if ready:
        outcomes.update(_query(evidence, rule, ready, relations))
    return outcomes


def _query(evidence: Evidence, rule: Rule, days: list[date], relations: Mapping[str, Simulated]) -> dict[date, Outcome]:
    evidence.judge(days)
    for name in rule.relations:
        evidence.simulate(name, relations[name], days)
    asked = (COMPARE if rule.compares else JUDGE).format(rule=rule.sql, sample=SAMPLE)
    counted = {row[0]: row for row in evidence.connection.execute(asked).fetchall()}
    outcomes = {}
    for day in days:
        _, compared, offenders, largest, sample, *values = counted.get(day, (day, 0, 0, "0", []))
        state = State.FAILED if offenders else State.PASSED
        one_value = bool(values) and values[0] is not None
        expected, actual = values if one_value else (str(compared), str(compared - offenders))
        outcomes[day] = Outcome(rule.name, state, compared, offenders, largest, tuple(sample), (), expected, actual)
    return outcomes
