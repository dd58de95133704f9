"""Every reconciliation rule is green on what the bank made, and red after the smallest change that breaks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from financial_lake.contract import LakeTable, LoadPattern
from financial_lake.contract.discovery import source_table, source_tables
from financial_lake.engines.queries import has_query, query_of
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.reconciliation.evaluation import evaluate
from financial_lake.reconciliation.evidence import Evidence, model_of, words_in
from financial_lake.reconciliation.references import reference_rules
from financial_lake.reconciliation.registry import all_rules, evidence_of
from financial_lake.reconciliation.relations import RELATIONS
from financial_lake.reconciliation.rule import Outcome, Rule, RuleKind, State
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake_tests.reconciliation.bites import A_SUNDAY, Bite, bite_of

RULES = (*all_rules(), *(rule for table in source_tables() for rule in reference_rules(table.model)))
NAMES = [f"{rule.table} {rule.name}" for rule in RULES]
WINDOW = 5

FIRST, LAST = date(2024, 12, 1), date(2024, 12, 31)
DECEMBER = [FIRST + timedelta(days=count) for count in range(31)]
A_MONTH_BEFORE = [date(2024, 11, 15), date(2024, 11, 16), date(2024, 11, 17)]
QUARTER = [date(2024, 10, 1) + timedelta(days=count) for count in range(61)]
KEPT_FOR_A_QUARTER = (
    "transactions",
    "planted_defects",
    "aml_typologies",
    "card_transactions",
    "loan_accounts",
    "wire_transfers",
    "premium_payments",
    "satisfaction_surveys",
    "campaign_responses",
)
MAY_COMPARE_NOTHING = {"R5 closing", "R39", "R43 certain", "R51 again", "R68 customers"}
"""In so small a bank no account is closed, loan paid out, low score trusted, premium tried again or name padded every
month."""


class World:
    """A small lake on disk, and the bank that made it."""

    def __init__(self, place: Path) -> None:
        settings = BankSettings(customers=223, laundering_rate=0.01)
        self.bank = Bank(settings)
        self.lake = Lake.found_or_create(place, settings)
        wanted = [
            (source_tables(), [*A_MONTH_BEFORE, date(2024, 11, 29), date(2024, 11, 30), *DECEMBER]),
            ([source_table(name) for name in KEPT_FOR_A_QUARTER], QUARTER),
            (
                [source_table(name) for name in ("overdraft_events", "accounts")],
                [date(2024, 11, 25) + timedelta(days=count) for count in range(6)],
            ),
        ]
        for tables, days in wanted:
            for _ in make_days(self.lake, self.bank, tables, days):
                pass
        waiting = _made_from_others()
        while waiting:
            model = next(each for each in waiting if not set(query_of(each).inputs) & (waiting - {each}))
            for _ in make_query_days(self.lake, model, DECEMBER):
                pass
            waiting.remove(model)

    def judge(self, rule: Rule, days: list[date]) -> dict[date, Outcome]:
        """What the rule found on the days it is due."""
        found = evaluate(evidence_of(self.lake, self.bank), [rule], days, RELATIONS)
        return {day: outcome for day, outcomes in found.items() for outcome in outcomes}

    def file(self, table: str, day: date) -> Path:
        """The partition's file."""
        return Path(str(self.lake.partition_file(model_of(table).address(), day)))

    def read(self, table: str, day: date) -> str:
        """SQL of what is stored of a table at the end of a day."""
        while not pq.read_metadata(self.file(table, day)).num_rows and day > FIRST - timedelta(days=3):
            day -= timedelta(days=1)
        return f"read_parquet('{self.file(table, day)}', hive_partitioning = false)"


class Unseen(dict[str, str]):
    """Names in braces, answered by what is stored of the table of that name on a day."""

    def __init__(self, world: World, day: date) -> None:
        super().__init__(
            saturdays_visits=world.read("branch_visits", date(2024, 12, 14)),
            earlier_responses=world.read("campaign_responses", date(2024, 12, 2)),
        )
        self._world, self._day = world, day

    def __missing__(self, table: str) -> str:
        """SQL of the table of that name."""
        return self._world.read(table, self._day)


def _made_from_others() -> set[type[LakeTable]]:
    """The tables made by SQL day by day that rules look at, and those they are made from."""
    named = {table for rule in RULES for table, _ in rule.needed(LAST)}
    waiting, found = [model_of(table) for table in named], set()
    while waiting:
        model = waiting.pop()
        if model not in found and has_query(model) and model.about().load is not LoadPattern.FULL:
            found.add(model)
            waiting += query_of(model).inputs
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("small") / "lake")


def _bitten_day(world: World, bite: Bite) -> date:
    """The first weekday from the bite's day on with a row that can be bitten."""
    if (
        bite.where in {"true", "false"} and pq.read_metadata(world.file(bite.table, bite.day)).num_rows
    ) or bite.where == "false":
        return bite.day
    for day in (bite.day + timedelta(days=count) for count in range((LAST - bite.day).days + 1)):
        where = bite.where.format_map(Unseen(world, day))
        rows = f"read_parquet('{world.file(bite.table, day)}', hive_partitioning = false)"
        if (day.weekday() < 5 or day == bite.day) and duckdb.execute(
            f"with rows as (select * from {rows}) select count(*) from rows where {where}"
        ).fetchall() != [(0,)]:
            return day
    pytest.fail(f"no row of {bite.table} to bite: {bite.where}")


def _rewrite(world: World, bite: Bite, day: date) -> None:
    rows = f"read_parquet('{world.file(bite.table, day)}', hive_partitioning = false)"
    text = bite.sql.format_map(Unseen(world, day))
    bitten = duckdb.sql(f"with rows as (select * from {rows}) {text}").to_arrow_table()
    types = {field.name: field.type for field in model_of(bite.table).arrow_schema()}
    columns = [column.cast(types[name]) for name, column in zip(bitten.column_names, bitten.columns, strict=True)]
    pq.write_table(pa.table(dict(zip(bitten.column_names, columns, strict=True))), world.file(bite.table, day))


@contextmanager
def bitten(world: World, bite: Bite, day: date) -> Iterator[None]:
    """The bite's partitions changed, and put back afterwards."""
    files = {each: world.file(bite.table, each) for each in (day - timedelta(days=back) for back in range(bite.days))}
    whole = {each: file.read_bytes() for each, file in files.items()}
    for each in files:
        _rewrite(world, bite, each)
    try:
        yield
    finally:
        for each, file in files.items():
            file.write_bytes(whole[each])


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_is_red_on_the_day_it_is_broken_and_on_no_other(world: World, rule: Rule) -> None:
    bite = bite_of(rule)
    assert bite is not None, f"{rule.name} of {rule.table} has no bite: add one to bites.py (law L10)"
    day = _bitten_day(world, bite)
    red = day + timedelta(days=bite.later)
    days = [red + timedelta(days=count) for count in range(-WINDOW, WINDOW + 1)]
    with bitten(world, bite, day):
        found = world.judge(rule, [each for each in days if FIRST <= each <= LAST])
    states = {each: outcome.state for each, outcome in found.items()}
    assert states[red] is State.FAILED, found[red]
    assert found[red].offenders > 0
    assert found[red].sample
    if rule.kind is RuleKind.DAILY:
        assert [each for each, state in states.items() if state is State.FAILED] == [red]


def test_what_the_bank_made_is_green_and_every_rule_compares_something(world: World) -> None:
    red, idle = [], []
    for rule, name in zip(RULES, NAMES, strict=True):
        found = world.judge(rule, DECEMBER)
        red += [f"{name} {day}: {each}" for day, each in found.items() if each.state is State.FAILED]
        evaluated = [each for each in found.values() if each.state is State.PASSED]
        if not sum(each.compared for each in evaluated):
            idle.append(name)
    assert red == []
    assert {name.split(" ", 1)[1] for name in idle} <= MAY_COMPARE_NOTHING, idle


def test_a_rule_without_its_partitions_says_so_and_is_not_green(world: World) -> None:
    rule = next(rule for rule in RULES if rule.name == "R3")
    found = world.judge(rule, [date(2024, 10, 21)])
    assert found[date(2024, 10, 21)].state is State.NOT_EVALUATED
    assert found[date(2024, 10, 21)].missing


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_day_judged_alone_says_what_it_says_in_a_range(world: World, rule: Rule) -> None:
    together = world.judge(rule, DECEMBER)
    assert world.judge(rule, [A_SUNDAY]).get(A_SUNDAY) == together.get(A_SUNDAY)
    nothing_held = Evidence(world.lake, world.bank, words_in([rule.sql]))
    alone = evaluate(nothing_held, [rule], [LAST], RELATIONS)
    assert alone[LAST] == ([together[LAST]] if LAST in together else [])
