"""Each public figure that applies is a result of its own, on the last whole quarter of a bank that is large enough."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from financial_lake.audit import public_figures
from financial_lake.audit.nightly import nightly_results
from financial_lake.realism.measuring import Measured, Target
from financial_lake.realism.quarters import measurable_quarters
from financial_lake.settings import BankSettings
from financial_lake.storage import Lake

RATE = Target("payments", "some_rate", 0.5, 0.4, 0.6, "share", "", "Somebody [seen]", "2023", "https://example.org")
OTHER = Target("people", "other", 0.5, 0.4, 0.6, "share", "", "Somebody", "2023", "https://example.org", "asked for")
LAST = date(2024, 12, 31)


def _lake(place: Path, monkeypatch: pytest.MonkeyPatch, customers: int, first: date, last: date) -> Lake:
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    monkeypatch.setattr(Lake, "stored_days", lambda _lake, _address: days)
    monkeypatch.setattr(Lake, "has", lambda _lake, _address, day: day in days)
    return Lake.found_or_create(place / "lake", BankSettings(customers=customers))


@pytest.mark.parametrize(
    ("customers", "first", "last", "quarters"),
    [
        (2_230, date(2024, 10, 1), date(2025, 4, 2), [LAST, date(2025, 3, 31)]),
        (2_230, date(2024, 10, 2), LAST, []),
        (2_230, date(2024, 10, 1), date(2024, 12, 30), []),
        (1_990, date(2024, 10, 1), LAST, []),
    ],
)
def test_quarters_are_whole_and_banks_are_large(  # noqa: PLR0913, PLR0917 - a case of a table
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, customers: int, first: date, last: date, quarters: list[date]
) -> None:
    assert measurable_quarters(_lake(tmp_path, monkeypatch, customers, first, last)) == quarters


def test_each_figure_that_applies_passes_or_fails_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = _lake(tmp_path, monkeypatch, 2_230, date(2024, 10, 1), LAST + timedelta(days=9))
    found = [Measured(RATE, 0.5), Measured(RATE, 0.7), Measured(OTHER, 0.9), Measured(RATE, None)]
    asked = []
    monkeypatch.setattr(public_figures, "measure", lambda _lake, day: asked.append(day) or found)
    told = list(nightly_results(lake, [LAST + timedelta(days=9)], {"public_targets_met"}))
    assert asked == [LAST]
    assert [(each.table, each.expected, each.actual, each.is_passed) for each in told] == [
        ("some_rate", "0.5", "0.5", True),
        ("some_rate", "0.5", "0.7", False),
        ("some_rate", "0.5", "none", False),
    ]
    assert told[0].sample == ("agrees from 0.4 to 0.6 share; Somebody [seen]",)


def test_without_a_whole_quarter_there_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = _lake(tmp_path, monkeypatch, 2_230, date(2024, 10, 1), LAST)
    (told,) = nightly_results(lake, [LAST - timedelta(days=1)], {"public_targets_met"})
    assert told.is_passed is None
