"""A reader as readers are: DuckDB and pandas, nothing of this project. One line of JSON a look at the warehouse.

    python plain_reader.py PUBLISHED STOP

The snapshot that is current at the start stays open throughout and is asked again at every look; the one that is
current then is opened afresh. After the file STOP has appeared it looks once more and ends.
"""

import json
import sys
import time
from pathlib import Path

import duckdb

IN_PANDAS = ("warehouse.dim_customer", "curated.transactions", "marts.daily_transaction_volume")
SECONDS_BETWEEN_LOOKS = 0.5
RELATIONS = (
    "select schema_name || '.' || table_name from duckdb_tables() union all "
    "select schema_name || '.' || view_name from duckdb_views() where not internal order by all"
)


def answers(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Rows of every relation, the sums of its numbers, and a hash over all its values."""
    found = {}
    for (relation,) in connection.execute(RELATIONS).fetchall():
        columns = connection.execute(f"describe {relation}").fetchall()
        sums = [f"sum({name})" for name, kind, *_ in columns if kind.startswith(("DECIMAL", "BIGINT", "INTEGER"))]
        asked = ", ".join(["count(*)", "bit_xor(hash(relation))", *sums])
        found[relation] = [
            str(each) for each in connection.sql(f"from {relation} relation select {asked}").fetchall()[0]
        ]
    for relation in IN_PANDAS:
        rows = connection.execute(f"from {relation}").df()
        found[f"{relation} in pandas"] = [str(len(rows)), str(rows.count().sum()), str(rows.nunique().to_dict())]
    return found


def main() -> None:
    """Look until told to stop."""
    published, stop = Path(sys.argv[1]), Path(sys.argv[2])

    def current() -> Path:
        return published / (published / "CURRENT").read_text(encoding="utf-8").strip()

    first = current()
    with duckdb.connect(str(first), read_only=True) as held:
        is_last = False
        while not is_last:
            is_last = stop.exists()
            now = current()
            with duckdb.connect(str(now), read_only=True) as fresh:
                looked = {"held": first.name, "of_held": answers(held), "fresh": now.name, "of_fresh": answers(fresh)}
            sys.stdout.write(f"{json.dumps(looked)}\n")
            time.sleep(SECONDS_BETWEEN_LOOKS)


if __name__ == "__main__":
    main()
