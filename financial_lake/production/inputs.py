"""What a day made by SQL reads, and whether what it read is still what is stored.

A manifest carries the content hash of every partition its day may have read, and of the SQL. A day is stale
when one of them is another now: it is found by comparing hashes, not by guessing.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from financial_lake.contract import LakeTable
from financial_lake.engines.queries import has_query, query_of
from financial_lake.errors import PartitionUnreadable
from financial_lake.production.whole_tables import content_hash
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import Address
from financial_lake.storage.manifests import Manifest
from financial_lake.storage.partitions import read_manifest, stored_content

QUERY = "query"


@dataclass(slots=True)
class Inputs:
    """The content hashes of a model's inputs as they are stored now; each manifest is read once."""

    lake: Lake
    model: type[LakeTable]
    _stored: dict[Address, frozenset[date]] = field(default_factory=dict)
    _hashes: dict[tuple[Address, date], str] = field(default_factory=dict)
    _whole: dict[str, str] = field(default_factory=dict)

    def of(self, day: date) -> dict[str, str]:
        """What the day would read now: hashes by "layer.table dt", of lists by rule, and of the SQL."""
        query = query_of(self.model)
        if not self._whole:
            self._whole[QUERY] = hashlib.sha256(query.text.encode()).hexdigest()
            for each in query.inputs:
                if not each.is_dated():
                    self._whole[each.sql_name()] = content_hash(self.lake, each)
        read = dict(self._whole)
        for parent in query.inputs:
            if parent.is_dated():
                read |= {f"{parent.sql_name()} {when}": found for when, found in self._read(parent, day)}
        return read

    def _read(self, parent: type[LakeTable], day: date) -> Iterator[tuple[date, str]]:
        address = parent.address()
        if address not in self._stored:
            self._stored[address] = frozenset(self.lake.stored_days(address))
        for back in range(self.model.about().reads_back_of(parent.sql_name()), -1, -1):
            when = day - timedelta(days=back)
            if when in self._stored[address]:
                if (address, when) not in self._hashes:
                    self._hashes[address, when] = stored_content(self.lake, address, when)
                yield when, self._hashes[address, when]

    def changed(self, manifest: Manifest) -> list[str]:
        """The inputs that are other than the manifest says, that came, or that went."""
        now = self.of(date.fromisoformat(manifest.dt))
        return sorted(name for name in {*manifest.inputs, *now} if manifest.inputs.get(name) != now.get(name))


def stale_days(lake: Lake, model: type[LakeTable], days: Sequence[date]) -> list[date]:
    """Stored days after the given ones that were made from inputs which are other now.

    Replacing an old day moves what looks back at it: a month's balances, a change against the day before, and what
    is made from those. Those days are made again with it, so that the order in which days are built never shows.
    """
    if not days or not _looks_back(model):
        return []
    inputs = Inputs(lake, model)
    chosen, stale = set(days), []
    for day in lake.stored_days(model.address()):
        if day > min(chosen) and day not in chosen:
            try:
                if inputs.changed(read_manifest(lake, model.address(), day)):
                    stale.append(day)
            except PartitionUnreadable:
                stale.append(day)
    return stale


@cache
def _looks_back(model: type[LakeTable]) -> bool:
    """Whether a day of the table follows from days before it, through whatever tables."""
    if model.about().farthest_back:
        return True
    return has_query(model) and any(_looks_back(each) for each in query_of(model).inputs if each.is_dated())
