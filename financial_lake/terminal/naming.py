"""Which table is meant: `transactions`, `curated.transactions`, `datalake/payments/transactions`."""

from difflib import get_close_matches

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models
from financial_lake.errors import UnknownTable


def full_name(table: type[LakeTable]) -> str:
    """The table's path: datalake/payments/transactions."""
    return "/".join(table.address())


def table_named(name: str) -> type[LakeTable]:
    """The table of that name; where two layers have one, the layer nearest to the source.

    Raises:
        UnknownTable: with the nearest names.
    """
    parts = name.strip().lower().replace("/", ".").split(".")
    for table in all_models():
        if parts in (list(table.address()), list(table.address())[-len(parts) :], table.sql_name().split(".")):
            return table
    near = _near(name, parts[-1])
    hint = f"Did you mean {' or '.join(near)}?" if near else "See `financial-lake tables` for all of them."
    raise UnknownTable(f"There is no table {name!r}. {hint}")


def _near(name: str, last: str) -> list[str]:
    known = [table.short_name() for table in all_models()]
    near = get_close_matches(last, known, n=3)
    if "." in name or "/" in name:
        return [table.sql_name() for table in all_models() if table.short_name() in near][:3]
    return list(dict.fromkeys(near))
