"""Who may see what was planted: the audit, and nobody who builds; and whether the rows themselves give it away."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.audit.check import CheckResult
from financial_lake.audit.leaks import LEAK, told_by_column
from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models, source_table
from financial_lake.curated.transactions import Transactions
from financial_lake.engines import connect
from financial_lake.engines.queries import has_query, query_of
from financial_lake.engines.views import Needed, registered
from financial_lake.storage.lake import Lake

GROUND_TRUTH = "ground_truth"
SCORING = frozenset({"marts.data_quality_scores"})
"""Tables that score detection against what was planted, and clean nothing."""
QUARTER = timedelta(days=91)
ENOUGH_POSTINGS, ENOUGH_CIRCLES = 60, 20
"""Fewer labelled postings of a code, or of fewer circles of customers, say nothing."""
STANDARD_ERRORS = 2
MADE_OF = ("amount", "amount_signed", "amount_posted", "amount_usd", "amount_posted_usd", "balance_after")
"""The typologies fix their amounts, and a balance is high where a large amount has just come."""
BESIDE = ("transaction_code", "row_sha256", "is_labelled", "circle")
LABELLED = """
with told as (
    select posting.*, label.transaction_id is not null as is_labelled,
        (posting.customer_id % 10000000 - 1001) // 10 as circle
    from curated.transactions as posting
    left join (select distinct transaction_id from datalake.aml_typologies) as label
        on label.transaction_id = posting.transaction_id
    -- the ledger closes every month in its last hour, on a day on which no pattern may lie
    where not (posting.event_date = last_day(posting.event_date) and hour(posting.transaction_ts) = 23)
),
enough as (
    select transaction_code
    from told
    where is_labelled
    group by transaction_code
    having count(*) >= {postings} and count(distinct circle) >= {circles}
)
select told.*
from told
join enough on enough.transaction_code = told.transaction_code
order by told.transaction_code, told.transaction_id
"""


def labels_unreachable(days: Sequence[date]) -> Iterator[CheckResult]:
    """Whether no table is made from labels: said of the texts, so it is the same on every day."""
    readers = [model.sql_name() for model in all_models() if has_query(model) and reads_labels(model)]
    for day in days:
        yield CheckResult(day, "labels_unreachable", "", "0", str(len(readers)), not readers, tuple(readers))


def reads_labels(model: type[LakeTable]) -> bool:
    """Whether the SQL of a table names a table of the ground truth."""
    return model.sql_name() not in SCORING and any(GROUND_TRUTH in each.address() for each in query_of(model).inputs)


def labels_do_not_leak(lake: Lake, day: date) -> CheckResult:
    """Whether no column but amounts tells the postings of patterns from others of their code, over a quarter.

    A column leaks when a small tree that sees nothing else, grown on every other circle of customers and judged on
    the rest, reaches `LEAK` by more than chance; postings of one pattern resemble each other, so chance is counted
    by circles.
    """
    check, first = "labels_do_not_leak", day - QUARTER
    with closing(connect()) as room:
        seen = (Transactions, source_table("aml_typologies").model)
        registered(room, lake, [Needed(model, first, day) for model in seen])
        rows = room.sql(LABELLED.format(postings=ENOUGH_POSTINGS, circles=ENOUGH_CIRCLES)).to_arrow_table()
    if not rows.num_rows:
        why = f"missing: {ENOUGH_POSTINGS} labelled postings of one code, of {ENOUGH_CIRCLES} circles"
        return CheckResult(day, check, "", "an answer", "none", None, (why,))
    leaks = [
        f"{code} {name} {auc:.2f}"
        for code in pc.unique(rows["transaction_code"]).to_pylist()
        for name, auc in _told(rows.filter(pc.equal(rows["transaction_code"], code))).items()
    ]
    return CheckResult(day, check, "", "0", str(len(leaks)), not leaks, tuple(leaks[:10]))


def _told(rows: pa.Table) -> dict[str, float]:
    """Columns that tell more than chance allows, and how well."""
    is_labelled, circle = (rows[name].to_numpy() for name in ("is_labelled", "circle"))
    allowed = LEAK + STANDARD_ERRORS / np.sqrt(12 * np.unique(circle[is_labelled]).size)
    told = told_by_column(rows.drop_columns([*MADE_OF, *BESIDE]), is_labelled, circle % 2 == 0)
    return {name: auc for name, auc in told.items() if auc >= allowed}
