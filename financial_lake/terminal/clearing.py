"""The clear command: deletes a lake, and only a lake."""

import shutil
from pathlib import Path

from financial_lake.contract.discovery import LAYERS
from financial_lake.errors import FinancialLakeError, NotALake
from financial_lake.orchestration.instances import only_builder
from financial_lake.storage.disk import is_local, told_plainly
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import FOLDERS_BESIDE_LAYERS, SETTINGS_FILE

OF_A_LAKE = {SETTINGS_FILE, *LAYERS, *FOLDERS_BESIDE_LAYERS}


def clear_lake(lake: Lake, *, confirm: bool) -> str:
    """Delete the lake's folder and say which it was; the settings go last, so that what is left stays a lake.

    Raises:
        FinancialLakeError: without confirmation.
        NotALake: the folder holds other things as well.
        PartitionLocked: a build is at work in it.
    """
    if not is_local(lake.root):
        raise NotALake(f"{lake.root} is not on this machine; delete it with the tools of its storage.")
    root = Path(lake.root).resolve()
    if not confirm:
        raise FinancialLakeError(
            f"This deletes {root} and everything in it. Run the command again with --confirm to do so."
        )
    with told_plainly("Deleting the lake", root):
        entries = sorted(root.iterdir())
        strange = [each.name for each in entries if each.name not in OF_A_LAKE and not each.name.startswith(".")]
        if strange:
            raise NotALake(
                f"{root} holds things that are not of the lake ({', '.join(strange[:3])}). Move them away first; "
                "nothing was deleted."
            )
        with only_builder(lake):
            for each in entries:
                if each.name != SETTINGS_FILE:
                    _remove(each)
        (root / SETTINGS_FILE).unlink()
        root.rmdir()
    return str(root)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
