"""Where partitions live, and how one is written so that it is whole or absent.

`lake` names the folder and its settings, `promotion` puts a day in its place, `partitions` reads it back,
`manifests` says what it holds, `verification` proves from the files alone that all of it is still true.
What a row means, and how it is made, does not belong here.
"""

from financial_lake.storage.findings import Finding
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import Address
from financial_lake.storage.manifests import ControlTotal, Manifest
from financial_lake.storage.partitions import read_manifest, read_partition
from financial_lake.storage.promotion import Promoted, Writer, promote, writing
from financial_lake.storage.verification import verify

__all__ = [
    "Address",
    "ControlTotal",
    "Finding",
    "Lake",
    "Manifest",
    "Promoted",
    "Writer",
    "promote",
    "read_manifest",
    "read_partition",
    "verify",
    "writing",
]
