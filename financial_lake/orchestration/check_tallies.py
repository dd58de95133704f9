"""What the checks of a lake said last, as its Dagster instance remembers it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from financial_lake.contract import LakeTable
from financial_lake.orchestration.asset_checks import CONTRACT, RECONCILIATION
from financial_lake.orchestration.catalog import asset_key
from financial_lake.orchestration.instances import instance_of
from financial_lake.storage.lake import Lake


@dataclass(frozen=True, slots=True)
class CheckTally:
    """Latest results of the checks of one asset, over all its partitions.

    Attributes:
        passed: evaluations that passed.
        failed: check -> the days on which it failed.
    """

    passed: int = 0
    failed: dict[str, list[str]] = field(default_factory=dict)


def check_tallies(lake: Lake, tables: Sequence[type[LakeTable]]) -> dict[tuple[str, ...], CheckTally]:
    """Latest check results by the table's address; empty for a lake without an instance.

    Raises:
        StorageRefused: the instance cannot be read.
    """
    if not Path(str(lake.dagster_home)).exists():
        return {}
    keys = [dg.AssetCheckKey(asset_key(table), name) for table in tables for name in (CONTRACT, RECONCILIATION)]
    with instance_of(lake) as instance:
        records = instance.event_log_storage.get_asset_check_partition_info(keys)
    passed: Counter[tuple[str, ...]] = Counter()
    failed: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for record in records:
        address = tuple(record.check_key.asset_key.path)
        status = record.latest_execution_status.value
        if status == "SUCCEEDED":
            passed[address] += 1
        elif status == "FAILED" and record.partition_key is not None:
            failed.setdefault(address, {}).setdefault(record.check_key.name, []).append(record.partition_key)
    return {address: CheckTally(passed[address], failed.get(address, {})) for address in {*passed, *failed}}
