"""What a partition holds, in figures: carried in the Parquet footer, repeated in a manifest beside the file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

import financial_lake
from financial_lake.contract import LakeTable

FOOTER_KEY = b"financial_lake"


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """The exact sum of a money column, as decimal text, and how many values it has."""

    sum: str
    count: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a partition holds. All but the last three travel in the footer of the file itself.

    Attributes:
        table: address, layer first: "datalake/payments/transactions".
        dt: the day, ISO.
        row_count: rows.
        control_totals: one per money column.
        first_key, last_key: the key columns of the first and last row, as text; empty without rows.
        planted_defects: rows dirtied on purpose, by kind.
        inputs: content_sha256 of each partition read, by "layer.table dt", and of the SQL itself, as "query";
            source partitions read none.
        engine: who made the rows.
        settings_seal: the bank's settings.
        code_version: the version of this package.
        content_sha256: hash of the rows as they are stored, without the footer: equal rows are equal, whatever
            they were made from.
        file_sha256: hash of the file's bytes.
        file_bytes: length of the file.
    """

    table: str
    dt: str
    row_count: int
    control_totals: Mapping[str, ControlTotal]
    first_key: tuple[str, ...]
    last_key: tuple[str, ...]
    settings_seal: str
    planted_defects: Mapping[str, int] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    engine: str = "simulation"
    code_version: str = financial_lake.__version__
    content_sha256: str = ""
    file_sha256: str = ""
    file_bytes: int = 0

    @classmethod
    def of_rows(cls, model: type[LakeTable], day: date, rows: pa.Table, **origin: Any) -> Self:
        """Count and sum a day's rows; `origin` fills the settings_seal and what is known of their making."""
        return cls(
            table="/".join(model.address()),
            dt=day.isoformat(),
            row_count=rows.num_rows,
            control_totals=control_totals(model, rows),
            first_key=_key_at(model, rows, 0),
            last_key=_key_at(model, rows, rows.num_rows - 1),
            **origin,
        )

    @classmethod
    def of_file(cls, content: bytes | pa.Buffer, footer: Mapping[bytes, bytes] | None) -> Self:
        """Rebuild a manifest from a Parquet file's bytes and the metadata of its footer.

        Raises:
            ValueError: when the footer is not one of ours.
        """
        try:
            said = json.loads((footer or {})[FOOTER_KEY])
            return cls._from_dict(said).for_file(content)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("its footer does not say what it holds") from error

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a manifest file; ValueError when it is not one."""
        try:
            return cls._from_dict(json.loads(text))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a manifest: {error}") from error

    @classmethod
    def _from_dict(cls, said: dict[str, Any]) -> Self:
        totals = {name: ControlTotal(**each) for name, each in said.pop("control_totals").items()}
        keys: dict[str, Any] = {name: tuple(said.pop(name)) for name in ("first_key", "last_key")}
        return cls(control_totals=totals, **keys, **said)

    def for_file(self, content: bytes | pa.Buffer) -> Self:
        """The same manifest, completed with the hashes and length of the written file."""
        return replace(
            self,
            content_sha256=hashlib.sha256(_without_footer(content)).hexdigest(),
            file_sha256=hashlib.sha256(content).hexdigest(),
            file_bytes=len(content),
        )

    def to_footer(self) -> bytes:
        """Canonical text for the file's own footer, which cannot hold the file's hash."""
        said = self._to_dict()
        del said["content_sha256"], said["file_sha256"], said["file_bytes"]
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

    def to_json(self) -> str:
        """Text of the manifest file: sorted, so equal manifests are equal files."""
        return json.dumps(self._to_dict(), sort_keys=True, separators=(",\n", ": ")) + "\n"

    def _to_dict(self) -> dict[str, Any]:
        """As `dataclasses.asdict`, a tenth of its time: two thousand manifests are written a quarter."""
        said = {name: getattr(self, name) for name in self.__slots__}
        totals = self.control_totals.items()
        said["control_totals"] = {name: {"sum": total.sum, "count": total.count} for name, total in totals}
        return said | {"planted_defects": dict(self.planted_defects), "inputs": dict(self.inputs)}


def control_totals(model: type[LakeTable], rows: pa.Table) -> dict[str, ControlTotal]:
    """The exact sum and the count of values of every money column."""
    totals = {}
    for name in model.money_columns():
        values = rows.column(name)
        total = pc.sum(values, min_count=0).as_py()  # Arrow sums decimals in 38 digits
        totals[name] = ControlTotal(format(total, "f"), len(values) - values.null_count)
    return totals


def _without_footer(content: bytes | pa.Buffer) -> memoryview:
    """The pages of a Parquet file: what lies before the footer, whose length stands before the last four bytes."""
    whole = memoryview(content)
    footer = int.from_bytes(whole[-8:-4], "little")
    return whole[: max(0, len(whole) - 8 - footer)]


def _key_at(model: type[LakeTable], rows: pa.Table, place: int) -> tuple[str, ...]:
    if rows.num_rows == 0:
        return ()
    return tuple(str(rows.column(name)[place].as_py()) for name in model.key_columns())
