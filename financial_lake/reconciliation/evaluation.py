"""Running rules over days: a statement counts for many rules and days at once; what offends is looked up after it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from financial_lake.reconciliation.counting import counts_of, sample_of
from financial_lake.reconciliation.evidence import Evidence, Partition, Simulated
from financial_lake.reconciliation.rule import Outcome, Rule, State

COUNTED_TOGETHER = 8
"""Counts in one statement: planning many small ones costs more than what they count."""
SAMPLE = 10
BYTES_HELD = 300_000_000
"""Files read at once: reading a table in one go costs a quarter of reading it bit by bit."""
BYTES_JUDGED = 128_000_000
"""Files of one handful of days; a month whose end closes a window may be more."""

Figures = tuple[int, int, str, str | None, str | None]
NOTHING: Figures = (0, 0, "0", None, None)


def evaluate(
    evidence: Evidence, rules: Sequence[Rule], days: Sequence[date], relations: Mapping[str, Simulated]
) -> dict[date, list[Outcome]]:
    """What every rule found on every day it is due; rules not due on a day are left out of that day.

    A rule whose partitions are not all stored is "not evaluated" on that day and names what is missing. Days
    before the opening day are never stored; the simulation stands in for them, except for statistical rules.
    """
    found: dict[date, list[Outcome]] = {day: [] for day in days}
    with evidence.looking():
        for armful in _together(evidence, rules, sorted(found), BYTES_HELD):
            wanted = {
                pair
                for rule in rules
                for day in armful
                for pair in _wanted(rule, day)
                if _may_see(evidence, rule, pair)
            }
            evidence.hold(wanted, armful)
            for handful in _together(evidence, rules, armful, BYTES_JUDGED):
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


def _together(evidence: Evidence, rules: Sequence[Rule], days: Sequence[date], limit: int) -> Iterator[list[date]]:
    """Days whose partitions have about so many bytes together."""
    handful: list[date] = []
    seen: set[Partition] = set()
    size = 0.0
    for day in days:
        handful.append(day)
        new = {pair for rule in rules for pair in _wanted(rule, day)} - seen
        seen |= new
        size += sum((evidence.stamp(table, when) or (0.0,))[0] for table, when in new)
        if size > limit:
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
        outcomes.update(_query(evidence, {place: rules[place] for place in places}, when, relations))
    return outcomes


def _missing(evidence: Evidence, rule: Rule, day: date) -> tuple[str, ...]:
    wanted = _wanted(rule, day)
    absent = [
        f"{table} {when}"
        for table, when in wanted
        if not (_may_see(evidence, rule, (table, when)) and evidence.has(table, when))
    ]
    unlabelled = [
        f"labels of {table} {when}, which was landed"
        for table, when in wanted
        if table in rule.labels_of and evidence.is_landed(table, when)
    ]
    return (*absent, *unlabelled)[:SAMPLE]


def _query(
    evidence: Evidence, rules: Mapping[int, Rule], days: Sequence[date], relations: Mapping[str, Simulated]
) -> dict[tuple[int, date], Outcome]:
    evidence.judge(days)
    for name in dict.fromkeys(name for rule in rules.values() for name in rule.relations):
        evidence.simulate(name, relations[name], days)
    counts = counts_of(rules)
    counted: dict[tuple[int, date], Figures] = {}
    for start in range(0, len(counts), COUNTED_TOGETHER):
        asked = " union all ".join(counts[start : start + COUNTED_TOGETHER])
        for place, day, compared, *figures in evidence.connection.execute(asked).fetchall():
            if compared:
                counted[place, day] = (compared, *figures)
    outcomes = {}
    for place, rule in rules.items():
        offends = any(counted[place, day][1] for day in days if (place, day) in counted)
        samples = _samples(evidence, rule) if offends else {}
        for day in days:
            compared, offenders, largest, expected, actual = counted.get((place, day), NOTHING)
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
    shown = evidence.connection.execute(sample_of(rule, SAMPLE)).fetchall()
    return {day: tuple(keys) for day, keys in shown}
