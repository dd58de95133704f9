"""Running rules over days: one query a rule, whatever the number of days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from financial_lake.reconciliation.evidence import Evidence, Simulated, StoredPartitions
from financial_lake.reconciliation.rule import Outcome, Rule, State
from financial_lake.simulation.bank import Bank

SAMPLE = 5

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


def evaluate(
    lake: StoredPartitions,
    bank: Bank,
    rules: Iterable[Rule],
    days: Sequence[date],
    relations: Mapping[str, Simulated],
) -> dict[date, list[Outcome]]:
    """What every rule found on every day it is due; rules not due on a day are left out of that day.

    A rule whose partitions are not all stored is "not evaluated" on that day and names what is missing; days
    before the opening day are never stored, and a rule that reads a simulated opening needs none of them.
    """
    found: dict[date, list[Outcome]] = {day: [] for day in days}
    with Evidence(lake, bank) as evidence:
        for rule in rules:
            for day, outcome in _judge(evidence, bank, rule, days, relations).items():
                found[day].append(outcome)
    return found


def _judge(
    evidence: Evidence, bank: Bank, rule: Rule, days: Sequence[date], relations: Mapping[str, Simulated]
) -> dict[date, Outcome]:
    outcomes: dict[date, Outcome] = {}
    ready: list[date] = []
    needed: dict[tuple[str, date], None] = {}
    for day in days:
        if not rule.due(day):
            continue
        wanted = [pair for pair in rule.needed(day) if not (rule.opens_itself and pair[1] < bank.settings.opening_day)]
        missing = [f"{table} {when}" for table, when in wanted if not evidence.has(table, when)]
        if missing:
            outcomes[day] = Outcome(rule.name, State.NOT_EVALUATED, missing=tuple(missing[:SAMPLE]))
        else:
            ready.append(day)
            needed.update(dict.fromkeys(wanted))
    if ready:
        outcomes.update(_query(evidence, rule, ready, list(needed), relations))
    return outcomes


def _query(
    evidence: Evidence,
    rule: Rule,
    days: list[date],
    needed: list[tuple[str, date]],
    relations: Mapping[str, Simulated],
) -> dict[date, Outcome]:
    evidence.show(needed, days)
    for name in rule.relations:
        evidence.simulate(name, relations[name], days)
    rows = evidence.connection.execute(JUDGE.format(rule=rule.sql, sample=SAMPLE)).fetchall()
    counted = {row[0]: row for row in rows}
    outcomes = {}
    for day in days:
        _, compared, offenders, largest, sample = counted.get(day, (day, 0, 0, "0", []))
        state = State.FAILED if offenders else State.PASSED
        outcomes[day] = Outcome(rule.name, state, compared, offenders, largest, tuple(sample))
    return outcomes


def verdicts(found: Mapping[date, Sequence[Outcome]]) -> dict[date, bool]:
    """Whether each day reconciles: no rule failed. A day on which nothing could be evaluated is not a pass."""
    passed: dict[date, bool] = defaultdict(bool)
    for day, outcomes in found.items():
        states = [outcome.state for outcome in outcomes]
        passed[day] = State.FAILED not in states
    return dict(passed)
