"""Tables without days: small lists by rule, stored as one file that is replaced whole."""

import sys
from collections.abc import Callable
from functools import cache
from inspect import signature

import pyarrow as pa
from upath import UPath

from financial_lake.contract import LakeTable
from financial_lake.settings import FIRST_DAY_OF_ANY_CALENDAR, BankSettings
from financial_lake.storage.disk import told_plainly, write_whole
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import PARTITION_FILE, table_folder
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.parquet import encoded


def rows_of(model: type[LakeTable], seal: str = "", settings: BankSettings | None = None) -> pa.Table:
    """All rows of a table by rule: what the `rows` function beside its model gives.

    It may ask for the `seal` of the lake, or for the `settings` of its bank; the usual bank's unless told.
    """
    rows: Callable[..., pa.Table] = sys.modules[model.__module__].rows
    said = {"seal": seal, "settings": settings or BankSettings()}
    return rows(**{name: said[name] for name in signature(rows).parameters})


def store_whole(lake: Lake, model: type[LakeTable]) -> Manifest:
    """Check all rows against the contract and put them in their place in one step.

    Raises:
        ContractViolation: nothing is stored.
        StorageRefused: the disk is full, read-only ...
    """
    content, manifest = _encoded(lake.seal, lake.settings, model)
    file = _place(lake, model)
    with told_plainly("Writing a table", file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
    return manifest


def whole_file(lake: Lake, model: type[LakeTable]) -> UPath:
    """The file of a table without days; made first when it is missing or other than the rule has it now."""
    content, _ = _encoded(lake.seal, lake.settings, model)
    file = _place(lake, model)
    if not file.exists() or file.read_bytes() != content:
        store_whole(lake, model)
    return file


def content_hash(lake: Lake, model: type[LakeTable]) -> str:
    """The content hash of a table without days, as the rule has it now; nothing is read or written."""
    return _encoded(lake.seal, lake.settings, model)[1].content_sha256


@cache
def _encoded(seal: str, settings: BankSettings, model: type[LakeTable]) -> tuple[bytes, Manifest]:
    rows = rows_of(model, seal, settings)
    model.check_rows(rows)
    manifest = Manifest.of_rows(
        model, FIRST_DAY_OF_ANY_CALENDAR, rows, settings_seal=seal, planted_defects={}, inputs={}, engine="rule"
    )
    content = encoded(model, rows, manifest).to_pybytes()
    return content, manifest.for_file(content)


def _place(lake: Lake, model: type[LakeTable]) -> UPath:
    return table_folder(lake.root, model.address()) / PARTITION_FILE
