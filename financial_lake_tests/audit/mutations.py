"""Mistakes that reports are made with, planted one by one in the SQL of a table or in its rows.

A mutated table is made again for the four days of the small lake and stored as if its SQL had always been so; what
was made from it stays as it was. `python -m financial_lake_tests.audit.mutations FILE` writes the table of mutations.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import LakeTable
from financial_lake.engines import connect, register_days
from financial_lake.engines.connections import quoted
from financial_lake.engines.queries import query_of
from financial_lake.production.shown_inputs import show_inputs
from financial_lake.renderings.markdown import markdown_table
from financial_lake_tests.audit.small_lake import DAYS, SmallLake, build_small_lake

OfRows = Callable[[pa.Table], pa.Table]


@dataclass(frozen=True)
class Mutation:
    """A mistake in one table.

    Attributes:
        kind: what kind of mistake it is.
        table: SQL name of the table made again.
        old: what its SQL says; empty when the mistake is in the rows.
        new: what it says instead.
        rows: what becomes of the rows of each day.
    """

    kind: str
    table: str
    old: str = ""
    new: str = ""
    rows: OfRows | None = None

    @property
    def told(self) -> str:
        """What is changed, for the reader of the table."""
        return f"`{_flat(self.old)}` becomes `{_flat(self.new)}`" if self.old else "rows of each day"


def lost(rows: pa.Table) -> pa.Table:
    """Without the first row."""
    return rows.slice(1)


def doubled(rows: pa.Table) -> pa.Table:
    """With the first row twice."""
    return pa.concat_tables([rows, rows.slice(0, 1)])


def with_total(rows: pa.Table) -> pa.Table:
    """With a row that sums all others, as spreadsheets have it."""
    if not rows.num_rows:
        return rows
    total = {
        field.name: [pc.sum(rows[field.name]).as_py() if _adds(field.type) else rows[field.name][0].as_py()]
        for field in rows.schema
    }
    row = pa.table({field.name: pa.array(total[field.name], field.type) for field in rows.schema})
    return pa.concat_tables([rows, row])


def with_header(rows: pa.Table) -> pa.Table:
    """With the names of the columns once more, as joined files have it."""
    if not rows.num_rows:
        return rows
    header = {
        field.name: pa.array([field.name if pa.types.is_string(field.type) else _nought(field.type)], field.type)
        for field in rows.schema
    }
    header["dt"] = pa.array([rows["dt"][0].as_py()], pa.date32())
    return pa.concat_tables([rows, pa.table(header)])


VOLUME, ROLLUP = "marts.daily_transaction_volume", "marts.transaction_rollup_day"
SALES, CATEGORY = "marts.merchant_rollup_day", "marts.merchant_category_daily"
POSTING, FACT, BALANCE = "curated.transactions", "warehouse_facts.fact_transaction", "warehouse_facts.fact_balance"
CHANNELS, INSTRUMENTS = "marts.channel_mix", "marts.payment_channel_mix"
DAY, CHANGE, CARDS = "marts.customer_day", "marts.daily_net_balance_change", "marts.card_authorization_daily"
STATEMENTS, OVERDRAFTS = "curated.card_statements", "marts.overdraft_revenue_daily"
ATTEMPTS, HOLDINGS = "warehouse_facts.fact_card_transaction", "warehouse_facts.fact_holding"
MOVES = "curated.address_changes"

MUTATIONS = (
    Mutation("threshold shifted", FACT, "postings.amount_usd > 10000", "postings.amount_usd > 5000"),
    Mutation("threshold shifted", FACT, "postings.amount >= 5000", "postings.amount >= 1000"),
    Mutation("threshold shifted", OVERDRAFTS, "event.overdraft_amount > 500)", "event.overdraft_amount > 0)"),
    Mutation("filter widened", ROLLUP, "filter (is_completed = 1)", ""),
    Mutation("filter widened", CHANNELS, "where fact.is_completed = 1", "where true"),
    Mutation("filter widened", DAY, "where fact.is_completed = 1", "where true"),
    Mutation("filter narrowed", SALES, "fact.is_completed = 1", "fact.is_completed = 1 and not fact.is_recurring"),
    Mutation("filter narrowed", CARDS, "attempt.card_type = cells.card_type", "attempt.is_remote"),
    Mutation(
        "filter narrowed",
        STATEMENTS,
        "posting.dt >= card_accounts.month_start",
        "posting.dt > card_accounts.month_start + 29",
    ),
    Mutation("inner for left join", FACT, "left join causes", "join causes"),
    Mutation("inner for left join", BALANCE, "left join today on", "join today on"),
    Mutation("inner for left join", DAY, "left join moved", "join moved"),
    Mutation("date off by one", BALANCE, "and movements.dt <= days.dt", "and movements.dt < days.dt"),
    Mutation("date off by one", MOVES, "interval 1 day", "interval 2 day"),
    Mutation(
        "date off by one",
        DAY,
        "join days on days.dt = fact.dt\n    join curated",
        "join days on days.dt = fact.dt + 1\n    join curated",
    ),
    Mutation("rounding cut off", VOLUME, "(2 * total_cents + transaction_count)", "(2 * total_cents)"),
    Mutation(
        "rounding half to even",
        BALANCE,
        "((2 * abs(measured.cent_days) + measured.days_averaged) // (2 * measured.days_averaged))",
        "cast(round_even(abs(measured.cent_days) / measured.days_averaged, 0) as hugeint)",
    ),
    Mutation("swapped sign", POSTING, "codes.sign > 0", "codes.sign < 0"),
    Mutation("swapped sign", FACT, "amount_posted - fees", "amount_posted + fees"),
    Mutation("swapped sign", STATEMENTS, "-sum(case when part = 'charge'", "sum(case when part = 'charge'"),
    Mutation(
        "two decimals to none",
        BALANCE,
        "cast(measured.closing_balance as decimal(18, 2))",
        "round(measured.closing_balance, 0)",
    ),
    Mutation("two decimals to none", VOLUME, "cast(total_amount_usd as decimal(18, 2))", "round(total_amount_usd, 0)"),
    Mutation("weights swapped", FACT, "in ('wire_in', 'wire_out') then 20", "in ('wire_in', 'wire_out') then 15"),
    Mutation("integer division", CARDS, "approved_count / nullif", "approved_count // nullif"),
    Mutation("integer division", CHANNELS, "measured.posting_count / nullif", "measured.posting_count // nullif"),
    Mutation("integer division", INSTRUMENTS, "summed.posting_count / nullif", "summed.posting_count // nullif"),
    Mutation(
        "float money",
        VOLUME,
        "counted.debit_amount_usd + counted.credit_amount_usd as",
        "cast(counted.debit_amount_usd + counted.credit_amount_usd as float) as",
    ),
    Mutation(
        "float money",
        POSTING,
        "cast(amount_posted as decimal(18, 2)) as",
        "cast(cast(amount_posted as float) * 1.0000001 as decimal(18, 2)) as",
    ),
    Mutation("lost row", POSTING, rows=lost),
    Mutation("lost row", FACT, rows=lost),
    Mutation("lost row", BALANCE, rows=lost),
    Mutation("lost row", DAY, rows=lost),
    Mutation("doubled row", FACT, rows=doubled),
    Mutation("doubled row", ATTEMPTS, rows=doubled),
    Mutation("doubled row", ROLLUP, rows=doubled),
    Mutation("weekly total among daily rows", ROLLUP, rows=with_total),
    Mutation("weekly total among daily rows", CATEGORY, rows=with_total),
    Mutation("header repeated", "datalake.transactions", rows=with_header),
    Mutation("header repeated", "curated.quarantine", rows=with_header),
)


def caught(small: SmallLake, mutation: Mutation) -> set[str]:
    """Names of the checks that turn red when the mistake is made."""
    with mutated(small, mutation):
        return small.reds([mutation.table], DAYS)


@contextmanager
def mutated(small: SmallLake, mutation: Mutation) -> Iterator[None]:
    """The small lake with the table made again by mistake."""
    model = small.model(mutation.table)
    rows = _stored(small, model) if not mutation.old else _made(small, model, mutation)
    folder = small.file(mutation.table, DAYS[0]).parent.parent
    manifests = [Path(str(small.lake.root / layer)) for layer in ("curated", "warehouse_facts", "marts", "regulatory")]
    with small.kept([folder]), small.manifests_kept(manifests):
        for day in DAYS:
            of_day = rows.filter(pc.equal(rows["dt"], pa.scalar(day, pa.date32())))
            small.promote(model, day, mutation.rows(of_day) if mutation.rows else of_day)
            small.tell_downstream(model, day)
        yield


def _made(small: SmallLake, model: type[LakeTable], mutation: Mutation) -> pa.Table:
    text = query_of(model).text
    assert mutation.old in text, f"{mutation.table} no longer says {mutation.old!r}"
    with closing(connect()) as connection:
        show_inputs(connection, small.lake, model, DAYS[0], DAYS[-1])
        register_days(connection, DAYS)
        found = _answer(connection, text.replace(mutation.old, mutation.new))
    schema = model.arrow_schema()
    return pa.table({field.name: found[field.name].cast(field.type, safe=False) for field in schema})


def _stored(small: SmallLake, model: type[LakeTable]) -> pa.Table:
    with closing(connect()) as connection:
        files = ", ".join(quoted(small.lake.partition_file(model.address(), day)) for day in DAYS)
        found = _answer(connection, f"from read_parquet([{files}], hive_partitioning = false)")
    return pa.table({field.name: found[field.name].cast(field.type) for field in model.arrow_schema()})


def _answer(connection: duckdb.DuckDBPyConnection, text: str) -> pa.Table:
    asked = connection.sql(text)
    assert asked is not None
    return asked.to_arrow_table()


def _nought(kind: pa.DataType) -> object:
    if pa.types.is_temporal(kind):
        return DAYS[0]
    return Decimal(0) if pa.types.is_decimal(kind) else pa.scalar(0, pa.int64()).cast(kind).as_py()


def _adds(kind: pa.DataType) -> bool:
    return bool(pa.types.is_decimal(kind) or pa.types.is_integer(kind))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip() or "nothing"


def mutation_table(small: SmallLake) -> str:
    """The mutations and what caught them, as a page."""
    found = [
        {
            "mistake": each.kind,
            "table": each.table,
            "change": each.told,
            "caught by": ", ".join(f"`{name}`" for name in sorted(caught(small, each))) or "**nothing**",
        }
        for each in MUTATIONS
    ]
    head = (
        "# Mistakes the audit catches\n\n"
        "Each mistake was made in a copy of four days of a small bank, in the SQL of a table or in its rows, and "
        "stored as if it had always been so; what is made from the table stayed as it was. The audit then named what "
        "is wrong. Rendered: `python -m financial_lake_tests.audit.mutations docs/audit_mutations.md`.\n\n"
    )
    return head + markdown_table(pa.Table.from_pylist(found)) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        Path(sys.argv[1]).write_text(mutation_table(build_small_lake(Path(folder) / "lake")), encoding="utf-8")
