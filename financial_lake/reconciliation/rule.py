"""What a reconciliation rule is, and which partitions it needs to say anything."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from financial_lake.simulation.banking_calendar import SATURDAY, date_of, day_number, last_trading_day

SOURCES = "datalake."
Needs = Callable[[date], Iterable[tuple[str, date]]]


class RuleKind(Enum):
    """When a rule is evaluated."""

    DAILY = "daily"
    CLOSING_WINDOW = "closing_window"
    STATISTICAL = "statistical"


class State(Enum):
    """What evaluating a rule on a day came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_EVALUATED = "not evaluated"


@dataclass(frozen=True, slots=True)
class Question:
    """One of several questions to the same rows, which are then read once for all of them.

    Attributes:
        rows: what is asked: SQL that stands after `from`.
        item: SQL of what is compared.
        answer: SQL of the difference; or of what is expected and of what is, where the rule compares.
        where: which rows are compared.
        dt: SQL of the day.
        of: a column of the rows and the value it has in those that are compared, where the same is asked of others.
    """

    rows: str
    item: str
    answer: tuple[str, ...]
    where: str = "true"
    dt: str = "days.dt"
    of: tuple[str, str] | None = None

    @property
    def answers(self) -> str:
        """The answer as columns of a rule's select."""
        names = ("difference",) if len(self.answer) == 1 else ("expected", "actual")
        return ", ".join(f"{said} as {name}" for said, name in zip(self.answer, names, strict=True))

    @property
    def sql(self) -> str:
        """The question as the select of a rule."""
        where = f"{self.where} and {self.of[0]} = '{self.of[1]}'" if self.of else self.where
        return f"select {self.dt} as dt, {self.item} as item, {self.answers} from {self.rows} where {where}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One named rule.

    Attributes:
        name: `R1`, or `R5 frozen` where one rule of the specification needs several statements.
        table: the source table whose reconciliation check evaluates it.
        meaning: one sentence a banker would say.
        sql: a select of (dt, item, difference): one row for each thing compared on each day of `days`;
            difference is 0 exactly when the rule holds for it. Money differences are in the currency unit.
        needs: partitions that must be stored for the rule to be evaluated on a day.
        kind: daily, closing window or statistical.
        due: for closing-window and statistical rules, whether the window closes on that day.
        relations: names of simulated relations the SQL reads (`simulated.<name>`).
        opens_itself: the simulation stands in for needed partitions before the bank's opening day, which are
            never stored. Not where a whole month would have to be lived for it.
        labels_of: raw feeds whose planted dirt the rule speaks of; on a day one of them was landed nobody planted
            anything, so there is nothing to compare with.
        compares: the select is of (dt, item, expected, actual) instead, any values that must be equal.
        question: what the select asks, where others ask the same rows.
    """

    name: str
    table: str
    meaning: str
    sql: str
    needs: tuple[Needs, ...]
    kind: RuleKind = RuleKind.DAILY
    due: Callable[[date], bool] = field(default=lambda _day: True)
    relations: tuple[str, ...] = ()
    opens_itself: bool = True
    labels_of: tuple[str, ...] = ()
    compares: bool = False
    question: Question | None = None

    def needed(self, day: date) -> list[tuple[str, date]]:
        """(table, day) of every partition the rule must see to judge `day`; raw postings come with their labels."""
        asked = (pair for need in self.needs for pair in need(day))
        pairs = dict.fromkeys((table.removeprefix(SOURCES), when) for table, when in asked)  # one name a table
        labels = {("planted_defects", when): None for table, when in pairs if table == "transactions"}
        return list(pairs | labels)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule found on one day.

    `expected` and `actual` are what was compared, where a rule compares one thing a day; else how many things
    were compared, and how many of them agree.
    """

    rule: str
    state: State
    compared: int = 0
    offenders: int = 0
    largest_difference: str = "0"
    sample: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    expected: str = ""
    actual: str = ""


def last_weekday(day: date) -> date:
    """The day itself, or the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def same_day(*tables: str) -> Needs:
    """The tables' partitions of the day."""
    return lambda day: ((table, day) for table in tables)


def latest_weekday(*tables: str) -> Needs:
    """The tables' latest weekday snapshot on or before the day."""
    return lambda day: ((table, last_weekday(day)) for table in tables)


def latest_trading_day(*tables: str) -> Needs:
    """The tables' partition of the latest trading day on or before the day."""
    return lambda day: ((table, date_of(last_trading_day(day_number(day)))) for table in tables)


def previous_weekday(*tables: str) -> Needs:
    """The tables' latest weekday snapshot before the day."""
    return lambda day: ((table, last_weekday(day - timedelta(days=1))) for table in tables)


def days_back(days: int, *tables: str) -> Needs:
    """The tables' partitions of the day and of `days` days before it."""
    return lambda day: ((table, day - timedelta(days=back)) for table in tables for back in range(days, -1, -1))


def since_previous_weekday(*tables: str) -> Needs:
    """The tables' partitions after the latest weekday snapshot before the day, up to the day."""

    def need(day: date) -> Iterable[tuple[str, date]]:
        first = last_weekday(day - timedelta(days=1)) + timedelta(days=1)
        return ((table, first + timedelta(days=step)) for table in tables for step in range((day - first).days + 1))

    return need


def month_before(*tables: str) -> Needs:
    """The tables' partitions of the same day of the month before, in the same year and if that month has it."""

    def need(day: date) -> Iterable[tuple[str, date]]:
        if day.month == 1 or day.day > (day.replace(day=1) - timedelta(days=1)).day:
            return ()
        return ((table, day.replace(month=day.month - 1)) for table in tables)

    return need


def weekday_of_month_before(*tables: str) -> Needs:
    """The tables' latest weekday snapshot on or before the same day of the month before."""
    return lambda day: ((table, last_weekday(when)) for table, when in month_before(*tables)(day))


def at_month_start(*tables: str) -> Needs:
    """The tables' latest weekday snapshot on or before the first of the day's month."""
    return lambda day: ((table, last_weekday(day.replace(day=1))) for table in tables)


def whole_month(*tables: str) -> Needs:
    """The tables' partitions from the first of the day's month to the day."""
    return lambda day: ((table, day.replace(day=place)) for table in tables for place in range(1, day.day + 1))


def is_month_end(day: date) -> bool:
    """Whether the day is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def is_quarter_end(day: date) -> bool:
    """Whether the day is the last of its quarter."""
    return is_month_end(day) and day.month % 3 == 0
