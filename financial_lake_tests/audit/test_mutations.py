"""Every mistake that is made in the SQL or the rows of a table is caught by a named check."""

from pathlib import Path

import pytest

from financial_lake_tests.audit.mutations import MUTATIONS, Mutation, caught
from financial_lake_tests.audit.small_lake import SmallLake

PAGE = Path(__file__).parents[2] / "docs" / "audit_mutations.md"
KINDS = {
    "threshold shifted",
    "filter widened",
    "filter narrowed",
    "inner for left join",
    "date off by one",
    "rounding cut off",
    "rounding half to even",
    "swapped sign",
    "two decimals to none",
    "weights swapped",
    "integer division",
    "float money",
    "lost row",
    "doubled row",
    "weekly total among daily rows",
    "header repeated",
}


def _named(mutation: Mutation) -> str:
    return f"{mutation.kind} in {mutation.table}: {mutation.told[:40]}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=_named)
def test_a_mistake_is_caught_by_name(small: SmallLake, mutation: Mutation) -> None:
    reds = caught(small, mutation) - {"inputs_fresh"}
    assert reds, f"nobody sees it: {mutation.kind} in {mutation.table}: {mutation.told}"
    told = f"| {mutation.kind} | {mutation.table} | {mutation.told} |"
    (line,) = [line for line in PAGE.read_text().splitlines() if line.startswith(told)]
    assert any(f"`{name}`" in line for name in reds)


def test_every_kind_of_mistake_is_made() -> None:
    assert {each.kind for each in MUTATIONS} == KINDS
