"""A small bank has days without events, and its audit knows."""

from datetime import date
from pathlib import Path

import pytest

from financial_lake.audit.manifests import Manifests
from financial_lake.audit.scans import scan
from financial_lake.contract.discovery import source_table
from financial_lake.production.source_days import make_days
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake

DAY = date(2024, 10, 30)


@pytest.mark.parametrize(("customers", "is_asked"), [(20, False), (100, True)])
def test_only_a_bank_of_a_hundred_customers_must_have_events_every_day(
    tmp_path: Path, customers: int, is_asked: bool
) -> None:
    lake = Lake.found_or_create(tmp_path / "lake", BankSettings(customers=customers))
    events = source_table("compliance_events")
    list(make_days(lake, Bank(lake.settings), [events], [DAY]))
    results = list(scan(Manifests(lake), [events.model], [DAY]))
    assert ("daily_table_not_empty" in {each.check for each in results}) is is_asked
    assert [each for each in results if each.is_passed is False] == []
