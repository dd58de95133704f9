"""What assets and checks are given: the lake they write, and the bank that fills it."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_duckdb import DuckDBResource

from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.storage.layout import SETTINGS_FILE, WAREHOUSE, WAREHOUSE_FILE

HOME_VARIABLE = "FINANCIAL_LAKE_HOME"
DEFAULT_HOME = "lake"
WAREHOUSE_POOL = "warehouse_duckdb"


def home_of_lake() -> Path:
    """The folder FINANCIAL_LAKE_HOME names, `./lake` without it."""
    return Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).expanduser().absolute()


def settings_of(home: Path) -> BankSettings:
    """The settings of the lake that lies there; those of the default bank before it exists."""
    return Lake.open(home).settings if (home / SETTINGS_FILE).exists() else BankSettings()


class LakeResource(dg.ConfigurableResource[Any]):
    """The lake of this code location.

    Attributes:
        home: its folder.
    """

    home: str

    def lake(self) -> Lake:
        """The lake, begun with its bank's default settings when it does not exist yet."""
        return Lake.found_or_create(self.home)

    def bank(self) -> Bank:
        """The bank of the lake; its memory is shared by all steps of this process."""
        return _bank_of(self.lake().settings)


@lru_cache(maxsize=2)
def _bank_of(settings: BankSettings) -> Bank:
    return Bank(settings)


def warehouse_writer(home: Path) -> DuckDBResource:
    """The writer's connection to the warehouse file; used by steps of the pool `warehouse_duckdb` only."""
    return DuckDBResource(database=str(home / WAREHOUSE / WAREHOUSE_FILE))
