"""Where a user's own extracts lie: a file here takes the place of the simulated feed of its table and day.

    landing/<domain>/<table>/mapping.sql              how the extract's columns become the contract's, if they differ
    landing/<domain>/<table>/dt=2024-10-03/any.csv    one file: .csv, .parquet, .jsonl or .ndjson
                                          /delivery.json  who delivers it and why, if they say so
                                          /report.json, refused.jsonl   what became of it
    landing/curated/quarantine_decisions/dt=.../      what stewards decided about rejected rows

What is in a file belongs in `production.landed_days`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date

from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models
from financial_lake.contract.lake_table import SOURCE_LAYER
from financial_lake.errors import LandingRefused
from financial_lake.storage import layout
from financial_lake.storage.disk import told_plainly, write_whole
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import Address
from financial_lake.storage.revisions import Handing

FORMS = {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}
MAPPING_FILE = "mapping.sql"
NOTE_FILE = "delivery.json"
REPORT_FILE = "report.json"
REFUSED_FILE = "refused.jsonl"
_OURS = frozenset({NOTE_FILE, REPORT_FILE, REFUSED_FILE})


LANDED_BESIDE = frozenset({"curated.quarantine_decisions"})
"""Tables outside the source layer whose days are landed too: what people of the bank decide."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An extract that lies in the landing folder.

    Attributes:
        address: of the source table.
        day: the partition it stands for.
        file: the extract.
        mapping: SQL that turns its columns into the contract's; None when they have its names already.
    """

    address: Address
    day: date
    file: UPath
    mapping: UPath | None

    @property
    def form(self) -> str:
        """csv, parquet or jsonl."""
        return FORMS[self.file.suffix.lower()]

    def inputs(self) -> dict[str, str]:
        """sha256 of what the day is made from, by file name."""
        files = [self.file, *([self.mapping] if self.mapping is not None else [])]
        with told_plainly("Reading a landing file", self.file):
            return {f"landing {file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    def handing(self) -> Handing:
        """Who delivers it and why, as far as the note beside it says.

        Raises:
            LandingRefused: the note cannot be read, or somebody approves what they made.
        """
        note = self.file.parent / NOTE_FILE
        with told_plainly("Reading who delivers a landing file", note):
            text = note.read_text(encoding="utf-8") if note.exists() else "{}"
        try:
            said = Handing(**json.loads(text))
        except (TypeError, ValueError):
            raise LandingRefused(
                f"{note} must be a JSON object of reason, made_by and approved_by, all of them text or left out."
            ) from None
        check_handing(said)
        return replace(said, reason=said.reason or f"landing file {self.file.name}")


def check_handing(handing: Handing) -> None:
    """Two people: nobody approves what they made.

    Raises:
        LandingRefused: saying so.
    """
    made, approved = ((name or "").strip().lower() for name in (handing.made_by, handing.approved_by))
    if approved and (not made or made == approved):
        raise LandingRefused(
            f"{handing.approved_by} approves a delivery "
            f"{'made by themselves' if made else 'nobody is named as the maker of'}. The one who made it and the one "
            "who approves it are two people, both named. Nothing was written."
        )


def is_landed(model: type[LakeTable]) -> bool:
    """Whether extracts can be landed for the table."""
    return model.address()[0] == SOURCE_LAYER or model.sql_name() in LANDED_BESIDE


def landed_models() -> Iterator[type[LakeTable]]:
    """Every table extracts can be landed for."""
    return (model for model in all_models() if is_landed(model))


def landing_folder(lake: Lake, address: Address) -> UPath:
    """Where extracts for a table are dropped: a source table's without the name of its layer."""
    return lake.root.joinpath(layout.LANDING, *address[address[0] == SOURCE_LAYER :])


def delivery_of(lake: Lake, address: Address, day: date) -> Delivery | None:
    """The extract that stands for a table's day, if there is one.

    Raises:
        LandingRefused: there are several.
    """
    table = landing_folder(lake, address)
    folder = table / f"{layout.DAY_PREFIX}{day.isoformat()}"
    files = _extracts(folder)
    if not files:
        return None
    if len(files) > 1:
        raise LandingRefused(
            f"{folder} holds {len(files)} extracts: {', '.join(file.name for file in files)}. One day is one file: "
            "leave the right one there."
        )
    return Delivery(address, day, files[0], mapping_of(lake, address))


def mapping_of(lake: Lake, address: Address) -> UPath | None:
    """The SQL that turns extracts of a table into its contract's columns, if it has been written."""
    mapping = landing_folder(lake, address) / MAPPING_FILE
    return mapping if mapping.exists() else None


def replace_mapping(lake: Lake, address: Address, content: bytes) -> None:
    """Keep the mapping for this and later extracts of the table."""
    folder = landing_folder(lake, address)
    with told_plainly("Writing a mapping", folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / MAPPING_FILE, content)


def deliveries(lake: Lake, address: Address) -> Iterator[date]:
    """The days of a table for which an extract lies there, in order."""
    folder = landing_folder(lake, address)
    if not folder.is_dir():
        return
    days = sorted(day for entry in folder.iterdir() if (day := layout.day_of(entry.name)) is not None)
    yield from (day for day in days if _extracts(folder / f"{layout.DAY_PREFIX}{day.isoformat()}"))


def deliver(  # noqa: PLR0913, PLR0917 - an extract and what is known of it
    lake: Lake, address: Address, day: date, content: bytes, name: str, handing: Handing | None = None
) -> Delivery:
    """Put an extract where it takes the place of the simulated feed; an earlier one of that day is replaced.

    Args:
        lake: whose landing folder.
        address: of the source table.
        day: the partition it stands for.
        content: its bytes.
        name: its file name, which tells its form.
        handing: who delivers it and why.

    Raises:
        StorageRefused: the disk is full, read-only ...
    """
    folder = landing_folder(lake, address) / f"{layout.DAY_PREFIX}{day.isoformat()}"
    file = folder / name
    with told_plainly("Writing a landing file", file):
        folder.mkdir(parents=True, exist_ok=True)
        if handing is None:
            (folder / NOTE_FILE).unlink(missing_ok=True)  # what was said of an earlier extract
        else:
            write_whole(folder / NOTE_FILE, f"{json.dumps(asdict(handing), indent=1)}\n".encode())
        write_whole(file, content)
        for other in _extracts(folder):
            if other.name != name:
                other.unlink()
    return Delivery(address, day, file, mapping_of(lake, address))


def _extracts(folder: UPath) -> list[UPath]:
    if not folder.is_dir():
        return []
    entries = (entry for entry in folder.iterdir() if entry.name not in _OURS and not entry.name.startswith("."))
    return sorted((entry for entry in entries if entry.suffix.lower() in FORMS), key=lambda entry: entry.name)
