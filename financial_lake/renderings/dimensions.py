"""What all dimensions share, as SQL: the versions of an entity from its changes, and the members without an entity.

`python -m financial_lake.renderings.dimensions` writes both into the `.sql` of every dimension, around the part
that is written by hand: from BY_HAND to MEMBERS_FOLLOW, ending with a CTE `described`.
"""

import sys

import pyarrow as pa

from financial_lake.contract.declarations import ColumnMeaning
from financial_lake.contract.dimension import EPOCH, MEMBERS, OPEN_END, Dimension, HistoryDimension
from financial_lake.contract.discovery import models
from financial_lake.renderings.change_capture import column_list, place_of
from financial_lake.renderings.history import history
from financial_lake.renderings.sql_ddl import sql_type

COMMAND = "python -m financial_lake.renderings.dimensions"
BY_HAND = "-- What it says of them, by hand.\n"
MEMBERS_FOLLOW = "-- All columns, and the members for facts without a row.\n"
EMPTY_PART = "described as (\n    select null as todo\n),\n\n"
_ALWAYS = {
    "valid_from": f"date '{EPOCH}'",
    "valid_to": f"date '{OPEN_END}'",
    "is_current": "true",
    "is_start_exact": "true",
    "version_number": "1",
}
_OF_TYPE = {
    pa.int64(): "member.id",
    pa.string(): "member.meaning",
    pa.bool_(): "false",
    pa.date32(): f"date '{EPOCH}'",
    pa.timestamp("us"): f"timestamp '{EPOCH} 00:00:00'",
}


def dimension_sql(model: type[Dimension], by_hand: str) -> str:
    """The text of a dimension's `.sql` around the part written by hand."""
    versions = history(model) if issubclass(model, HistoryDimension) else ""
    opening = f"-- {model.summary()}\n-- Rendered, but for the middle: {COMMAND}\nwith {versions}"
    return f"{opening}{BY_HAND}{by_hand}{MEMBERS_FOLLOW}{members(model)}"


def part_by_hand(text: str) -> str:
    """What stands between the rendered parts."""
    return text.partition(BY_HAND)[2].partition(MEMBERS_FOLLOW)[0]


def members(model: type[Dimension]) -> str:
    """The last select: all columns of what was described, and the members in the same columns."""
    columns = model.column_meanings()
    listed = ", ".join(f"({number}, '{meaning}')" for number, meaning in MEMBERS.items())
    return f"""\
members as (
    select
{column_list(f"cast({_of_member(each)} as {sql_type(each.arrow_type).lower()}) as {each.name}" for each in columns)}
    from (values {listed}) as member(id, meaning)
)

select
{column_list((each.name for each in columns), depth=1)}
from described

union all

select
{column_list((each.name for each in columns), depth=1)}
from members

order by {model.dimension_key()}
"""  # noqa: S608 - our own names


def _of_member(each: ColumnMeaning) -> str:
    if each.name in _ALWAYS:
        return _ALWAYS[each.name]
    if each.nullable:
        return "null"
    return "member.id" if each.kind == "key" else _OF_TYPE.get(each.arrow_type, "0")


def dimensions() -> tuple[type[Dimension], ...]:
    """All dimensions of the star."""
    return tuple(model for model in models("warehouse") if issubclass(model, Dimension))


def main() -> None:
    """Write the rendered parts of every dimension; a new one gets an empty part to be written by hand."""
    for model in dimensions():
        place = place_of(model)
        known = part_by_hand(place.read_text(encoding="utf-8")) if place.exists() else ""
        place.write_text(dimension_sql(model, known or EMPTY_PART), encoding="utf-8")
        sys.stdout.write(f"{place.name}\n")


if __name__ == "__main__":
    main()
