"""Manifests as they are now: a look at a lake reads each of them once for all checks."""

import os
from dataclasses import dataclass, field
from datetime import date

from financial_lake.contract import LakeTable
from financial_lake.errors import PartitionUnreadable
from financial_lake.storage import layout
from financial_lake.storage.disk import is_local
from financial_lake.storage.lake import Lake
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import read_manifest

Partition = tuple[type[LakeTable], date]


@dataclass(slots=True)
class Manifests:
    """What the partitions of a lake say of themselves during one look at it."""

    lake: Lake
    _folders: dict[type[LakeTable], str] = field(default_factory=dict)
    _stored: dict[Partition, bool] = field(default_factory=dict)
    _read: dict[Partition, Manifest | None] = field(default_factory=dict)

    def has(self, model: type[LakeTable], day: date) -> bool:
        """Whether the partition is stored."""
        partition = (model, day)
        if partition not in self._stored:
            self._stored[partition] = self._exists(model, day)
        return self._stored[partition]

    def _exists(self, model: type[LakeTable], day: date) -> bool:
        if not is_local(self.lake.root):
            return self.lake.has(model.address(), day)
        if model not in self._folders:
            self._folders[model] = str(layout.table_folder(self.lake.root, model.address()))
        return os.path.exists(f"{self._folders[model]}/{layout.file_in_table(day)}")  # noqa: PTH110 - ten thousand times

    def of(self, model: type[LakeTable], day: date) -> Manifest | None:
        """What a stored partition says; None when neither its manifest nor its file says it."""
        partition = (model, day)
        if partition not in self._read:
            try:
                self._read[partition] = read_manifest(self.lake, model.address(), day)
            except PartitionUnreadable:
                self._read[partition] = None
        return self._read[partition]
