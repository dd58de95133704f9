"""Who may see what was planted: the audit, and nobody who builds."""

from collections.abc import Iterator, Sequence
from datetime import date

from financial_lake.audit.check import CheckResult
from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models
from financial_lake.engines.queries import has_query, query_of

GROUND_TRUTH = "ground_truth"
SCORING = frozenset({"marts.data_quality_scores"})
"""Tables that score detection against what was planted, and clean nothing."""


def labels_unreachable(days: Sequence[date]) -> Iterator[CheckResult]:
    """Whether no table is made from labels: said of the texts, so it is the same on every day."""
    readers = [model.sql_name() for model in all_models() if has_query(model) and reads_labels(model)]
    for day in days:
        yield CheckResult(day, "labels_unreachable", "", "0", str(len(readers)), not readers, tuple(readers))


def reads_labels(model: type[LakeTable]) -> bool:
    """Whether the SQL of a table names a table of the ground truth."""
    return model.sql_name() not in SCORING and any(GROUND_TRUTH in each.address() for each in query_of(model).inputs)
