"""Makes partitions alone, in a process of its own: `python -m ... LAKE TRAVEL_TO TABLE:DAY ...` prints their hashes.

Run by the purity tests under another hash seed, time zone, locale and date of the machine.
"""

import json
import locale
import sys
import time
from datetime import date

import time_machine


def main(lake_folder: str, travel_to: str, asked: list[str]) -> None:
    """Print {"table:day": [sha256 of the partition's bytes, the process's own year]} as JSON."""
    locale.setlocale(locale.LC_ALL, "")
    with time_machine.travel(travel_to, tick=True):
        from financial_lake.contract.discovery import source_table
        from financial_lake.simulation.bank import Bank
        from financial_lake.storage.lake import Lake
        from financial_lake.storage.manifests import Manifest
        from financial_lake.storage.parquet import encoded

        lake = Lake.open(lake_folder)
        hashes = {}
        for each in asked:
            name, _, day_text = each.partition(":")
            table, day = source_table(name), date.fromisoformat(day_text)
            rows = table.generate(Bank(lake.settings), day)  # a new bank each time: nothing is remembered
            held = json.loads((lake.partition_file(table.model.address(), day).parent / "manifest.json").read_text())
            manifest = Manifest.of_rows(
                table.model, day, rows, settings_seal=lake.seal, planted_defects=held["planted_defects"], inputs={}
            )
            hashes[each] = [manifest.for_file(encoded(table.model, rows, manifest)).file_sha256, time.gmtime().tm_year]
    sys.stdout.write(json.dumps(hashes))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
