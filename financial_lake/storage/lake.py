"""A lake: a folder, the settings of the one bank it holds, and the seal that keeps them (law L8)."""

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from upath import UPath

from financial_lake.errors import DayOutsideCalendar, NotALake, SealMismatch, SettingsError
from financial_lake.settings import BankSettings
from financial_lake.storage import layout
from financial_lake.storage.disk import flush_names, is_local, told_plainly, write_whole
from financial_lake.storage.layout import Address

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Lake:
    """One lake: `Lake.open(place)` for one that exists, `Lake.found_or_create(place, settings)` to begin one.

    Attributes:
        root: its folder, a path of this machine or a URI.
        settings: the bank it holds.
    """

    root: UPath
    settings: BankSettings

    @classmethod
    def open(cls, place: str | Path | UPath) -> Self:
        """The lake that lies there.

        Raises:
            NotALake: when the folder is missing, holds no lake, or its settings cannot be read.
        """
        root = _absolute(place)
        file = root / layout.SETTINGS_FILE
        with told_plainly("Opening the lake", root):
            try:
                text = file.read_text(encoding="utf-8")
            except (FileNotFoundError, NotADirectoryError):
                raise NotALake(_no_lake(root)) from None
            except UnicodeDecodeError as error:
                raise NotALake(f"{file} is not a lake's settings: {error}. {RESTORE}") from None
        return cls(root, _settings_in(text, file))

    @classmethod
    def found_or_create(cls, place: str | Path | UPath, settings: BankSettings | None = None) -> Self:
        """The lake that lies there, or a new one with these settings.

        Args:
            place: its folder; made if it is missing.
            settings: the bank; None takes the lake's own, or the defaults for a new lake.

        Raises:
            SealMismatch: when the lake holds another bank, with every difference.
            NotALake: when the folder holds something else.
            StorageRefused: when the disk does not let it be made.
        """
        root = _absolute(place)
        if (root / layout.SETTINGS_FILE).exists():
            lake = cls.open(root)
        else:
            lake = cls._create(root, settings or BankSettings())
        if settings is not None:
            lake.check_settings(settings)
        return lake

    @classmethod
    def _create(cls, root: UPath, settings: BankSettings) -> Self:
        with told_plainly("Making the lake", root):
            strange = [] if not root.exists() else [each.name for each in root.iterdir() if _is_strange(each.name)]
            if strange:
                raise NotALake(
                    f"{root} holds other things ({', '.join(sorted(strange)[:3])}) and no {layout.SETTINGS_FILE}. "
                    "Choose an empty or new folder for the lake."
                )
            root.mkdir(parents=True, exist_ok=True)
            sealed = {"format": FORMAT, "seal": settings.seal, "settings": json.loads(settings.to_json())}
            _write_first(root / layout.SETTINGS_FILE, (json.dumps(sealed, indent=2) + "\n").encode())
        return cls.open(root)  # another process may have been first

    def check_settings(self, settings: BankSettings) -> None:
        """Refuse another bank's rows (law L8).

        Raises:
            SealMismatch: with every difference and what to do.
        """
        if settings != self.settings:
            raise SealMismatch(_differences(self, settings))

    @property
    def seal(self) -> str:
        """Sixteen hex digits that every partition of this lake carries."""
        return self.settings.seal

    @property
    def dagster_home(self) -> UPath:
        """DAGSTER_HOME of this lake."""
        return self.root / layout.DAGSTER

    @property
    def warehouse_folder(self) -> UPath:
        """Where the warehouse file and its published snapshots lie."""
        return self.root / layout.WAREHOUSE

    @property
    def warehouse_file(self) -> UPath:
        """The DuckDB file in which the warehouse is built; it has one writer, and readers use snapshots."""
        return self.warehouse_folder / layout.WAREHOUSE_FILE

    def partition_file(self, address: Address, day: date) -> UPath:
        """The Parquet file of a table's day, whether or not it exists."""
        return layout.partition_file(self.root, address, day)

    def rejected_folder(self, address: Address, day: date) -> UPath:
        """Where the rows of a rejected day and their report lie, if the day was rejected."""
        return layout.rejected_folder(self.root, address, day)

    def has(self, address: Address, day: date) -> bool:
        """Whether the partition is stored."""
        return bool(self.partition_file(address, day).exists())

    def stored_days(self, address: Address) -> list[date]:
        """The days of a table that are stored, in order."""
        return _days_in(layout.table_folder(self.root, address), layout.PARTITION_FILE)

    def rejected_days(self, address: Address) -> list[date]:
        """The days of a table whose last making was rejected, in order."""
        return _days_in(layout.table_folder(self.root / layout.REJECTED, address), layout.REPORT_FILE)

    def check_day(self, day: date) -> None:
        """Refuse a day the bank's calendar does not have.

        Raises:
            DayOutsideCalendar: naming the calendar's ends.
        """
        first, last = self.settings.opening_day, self.settings.closing_day
        if day < first:
            raise DayOutsideCalendar(
                f"{day} lies before the opening day of this bank, {first}. Choose {first} or later."
            )
        if last is not None and day > last:
            raise DayOutsideCalendar(
                f"{day} lies after the closing day of this bank, {last}. Choose {last} or earlier."
            )


RESTORE = "Restore it from a backup, or begin a new lake in another folder."


def _absolute(place: str | Path | UPath) -> UPath:
    root = UPath(place)
    return root.expanduser().absolute() if is_local(root) else root


def _is_strange(name: str) -> bool:
    return name not in layout.FOLDERS_BESIDE_LAYERS and not name.startswith(".") and name != "lost+found"


def _no_lake(root: UPath) -> str:
    what = "does not exist" if not root.exists() else f"holds no {layout.SETTINGS_FILE}, so it is not a lake"
    return (
        f"{root} {what}. Name the folder of a lake (FINANCIAL_LAKE_HOME or --lake), "
        "or begin one there with `financial-lake build`."
    )


def _settings_in(text: str, file: UPath) -> BankSettings:
    try:
        sealed = json.loads(text)
        settings = BankSettings.from_json(json.dumps(sealed["settings"]))
        seal, version = sealed["seal"], sealed["format"]
    except (ValueError, TypeError, KeyError, SettingsError) as error:
        raise NotALake(f"{file} is not a lake's settings: {error}. {RESTORE}") from error
    if version != FORMAT:
        raise NotALake(f"{file} has format {version}; this version of financial-lake reads format {FORMAT}.")
    if seal != settings.seal:
        raise NotALake(f"The settings in {file} were changed after the lake was begun (seal {seal}). {RESTORE}")
    return settings


def _differences(lake: Lake, asked: BankSettings) -> str:
    lines = [
        f"  {name}: the lake has {there}, asked for {here}"
        for name, (there, here) in lake.settings.differences(asked).items()
    ]
    return "\n".join(
        [
            f"{lake.root} holds another bank (seal {lake.seal}, asked for {asked.seal}):",
            *lines,
            "Leave these settings out to go on with the lake's own, or choose another folder for another bank.",
        ]
    )


def _write_first(file: UPath, content: bytes) -> None:
    """Write a file unless it exists; of two processes exactly one succeeds, and no reader sees a part."""
    if not is_local(file):
        if not file.exists():
            file.write_bytes(content)
        return
    mine = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        write_whole(mine, content)
        os.link(mine, file)
    except FileExistsError:
        pass
    finally:
        mine.unlink(missing_ok=True)
    flush_names(file.parent)


def _days_in(folder: UPath, file_name: str) -> list[date]:
    """Days whose folder holds the file; paths are made as text, a hundred times cheaper over years of days."""
    with told_plainly("Listing a table", folder):
        try:
            names = os.listdir(folder) if is_local(folder) else [entry.name for entry in folder.iterdir()]  # noqa: PTH208
        except (FileNotFoundError, NotADirectoryError):
            return []
        named = {day: name for name in names if (day := layout.day_of(name)) is not None}
        if is_local(folder):
            at = str(folder)
            return sorted(day for day, name in named.items() if os.path.exists(f"{at}/{name}/{file_name}"))  # noqa: PTH110
        return sorted(day for day, name in named.items() if (folder / name / file_name).exists())
