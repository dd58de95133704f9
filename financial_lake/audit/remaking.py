"""Makes source days again, in a process of its own: `python -m financial_lake.audit.remaking LAKE TRAVEL DAY ...`.

It prints {day: {table: content hash}} as JSON. The days are made in the order given; TRAVEL is an instant the
machine's clock is set to meanwhile, or `now`.
"""

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from importlib import import_module


def main(lake_folder: str, travel: str, days: list[str]) -> None:
    """Make the days and print their hashes."""
    clock: AbstractContextManager[object] = nullcontext()
    if travel != "now":
        clock = import_module("time_machine").travel(travel, tick=True)
    with clock:
        sys.stdout.write(json.dumps({day: _hashes(lake_folder, date.fromisoformat(day)) for day in days}))


def _hashes(lake_folder: str, day: date) -> dict[str, str]:
    """Content hash of each source table of a day; imports wait for the clock."""
    lake_of, bank_of = import_module("financial_lake.storage.lake"), import_module("financial_lake.simulation.bank")
    manifests = import_module("financial_lake.storage.manifests")
    parquet = import_module("financial_lake.storage.parquet")
    tables = import_module("financial_lake.contract.discovery").source_tables()
    lake = lake_of.Lake.open(lake_folder)
    bank = bank_of.Bank(lake.settings)
    hashes = {}
    for table in tables:
        rows = table.generate(bank, day)
        manifest = manifests.Manifest.of_rows(table.model, day, rows, settings_seal=lake.seal)
        hashes[table.name] = manifest.for_file(parquet.encoded(table.model, rows, manifest)).content_sha256
    return hashes


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
