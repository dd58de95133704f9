"""The clear command: deletes a lake, and only a lake."""

import shutil
from pathlib import Path

from rich.console import Console

from financial_lake.errors import FinancialLakeError
from financial_lake.storage.disk import told_plainly
from financial_lake.storage.lake import Lake


def clear_lake(console: Console, lake: Lake, *, confirm: bool) -> None:
    """Delete the lake's folder; refuse without confirmation."""
    if not confirm:
        raise FinancialLakeError(
            f"This deletes {lake.root} and everything in it. Run the command again with --confirm to do so."
        )
    with told_plainly("Deleting the lake", lake.root):
        shutil.rmtree(Path(str(lake.root)))
    console.print(f"{lake.root} is deleted.")
