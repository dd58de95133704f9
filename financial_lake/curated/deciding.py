"""Days of steward decisions, from their landing files: a file stands whole or is refused whole.

A decision is held against the quarantine when it arrives. Once stored it stands, also when the row it was about
is delivered again and gone: a day of decisions is a function of its file alone, whatever order days are built in.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from time import perf_counter

from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.quarantine_decisions import QuarantineDecisions
from financial_lake.errors import LandingRefused
from financial_lake.production.batches import Batch, RowsOfDay
from financial_lake.production.landed_days import LandedDay, judged_extract, write_report
from financial_lake.production.landing import ENGINE, landing_inputs
from financial_lake.production.storing import MadeDay, stored
from financial_lake.storage.lake import Lake
from financial_lake.storage.landing import Delivery, delivery_of
from financial_lake.storage.partitions import read_manifest, read_partition
from financial_lake.storage.revisions import Handing

SHOWN = 10
IN_WORDS = {
    "not_nullable": "{column} is missing",
    "str_matches": "{column} is empty",
    "isin": "{column} must be one of {values}",
    "multiple_fields_uniqueness": "a row is decided twice",
}
"""How rules on a column are told to stewards."""


def make_decision_days(lake: Lake, days: Sequence[date]) -> Iterator[MadeDay]:
    """Store the decisions landed on days, none where no file lies; yields each day once it is in its place.

    Raises:
        LandingRefused: a file cannot stand; its day stays as it was.
    """
    landed = {day: _landed(lake, day) for day in sorted(set(days))}
    batch = Batch(QuarantineDecisions, [made for made, _ in landed.values()])
    for made in stored(lake, [batch] if batch.days else []):
        _, told = landed[made.day]
        if told is not None:
            write_report(*told)
        yield made


def judged_decisions(lake: Lake, delivery: Delivery) -> LandedDay:
    """The decisions of a file that is new to the lake, every one held against the quarantine.

    Raises:
        LandingRefused: one of them cannot stand; nothing is written.
    """
    landed = _whole(lake, delivery)
    ids = landed.rows.column("quarantine_id").to_pylist()
    _refuse(delivery, [f"{each}: {why}" for each, why in _unknown(lake, ids)])
    return landed


def _landed(lake: Lake, day: date) -> tuple[RowsOfDay, tuple[Delivery, LandedDay] | None]:
    start = perf_counter()
    delivery = delivery_of(lake, QuarantineDecisions.address(), day)
    if delivery is None:
        nothing = QuarantineDecisions.arrow_schema().empty_table()
        return RowsOfDay(day, nothing, perf_counter() - start, engine=ENGINE, handing=Handing()), None
    landed = _whole(lake, delivery) if _is_stored(lake, delivery) else judged_decisions(lake, delivery)
    seconds, handing = perf_counter() - start, delivery.handing()
    made = RowsOfDay(day, landed.rows, seconds, inputs=_inputs(lake, day), engine=ENGINE, handing=handing)
    return made, (delivery, landed)


def _whole(lake: Lake, delivery: Delivery) -> LandedDay:
    landed = judged_extract(lake, QuarantineDecisions, delivery)
    _refuse(delivery, [f"row {each.row}: {', '.join(map(_in_words, each.reasons))}" for each in landed.refused])
    return landed


def _is_stored(lake: Lake, delivery: Delivery) -> bool:
    """Whether the day was made from this very file."""
    address, day = QuarantineDecisions.address(), delivery.day
    return lake.has(address, day) and read_manifest(lake, address, day).inputs == _inputs(lake, day)


def _inputs(lake: Lake, day: date) -> dict[str, str]:
    return landing_inputs(lake, QuarantineDecisions, day)


def _unknown(lake: Lake, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The ids no row in quarantine has, and why."""
    by_day: dict[date, list[str]] = {}
    for each in ids:
        by_day.setdefault(date.fromisoformat(each[2:12]), []).append(each)
    for day, asked in sorted(by_day.items()):
        if not lake.has(Quarantine.address(), day):
            yield from (
                (each, f"{Quarantine.sql_name()} of {day} is not built, so it cannot be looked up") for each in asked
            )
            continue
        known = set(read_partition(lake, Quarantine, day).column("quarantine_id").to_pylist())
        yield from ((each, f"no such row in {Quarantine.sql_name()}") for each in asked if each not in known)


def _refuse(delivery: Delivery, why: Sequence[str]) -> None:
    if why:
        more = f"; and {len(why) - SHOWN} more" if len(why) > SHOWN else ""
        raise LandingRefused(
            f"{delivery.file} is refused whole: {'; '.join(why[:SHOWN])}{more}. Mend it and land it again; "
            "the decisions of that day stay as they were."
        )


def _in_words(reason: str) -> str:
    for rule in QuarantineDecisions.row_rules():
        if rule.name == reason:
            return f"{rule.name}: {rule.meaning}"
    for column in QuarantineDecisions.column_meanings():
        words = IN_WORDS.get(reason.removeprefix(f"{column.name}_"))
        if words is not None:
            return words.format(column=column.name, values=" or ".join(column.values or ()))
    return reason
