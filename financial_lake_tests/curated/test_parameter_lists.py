"""Parameters kept as lists: exact numbers, one row in force on any day, all that the specification names."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.listed_rows import NO_END, listed_rows
from financial_lake.curated.management_parameters import ManagementParameters
from financial_lake.curated.regulatory_parameters import RegulatoryParameters
from financial_lake.curated.spend_rules import SpendRules
from financial_lake.settings import FIRST_DAY_OF_ANY_CALENDAR, BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.vocabulary import PARTY_COUNTS, party_names, party_start

LISTS = [ManagementParameters, RegulatoryParameters, SpendRules]


def management(parameter: str) -> dict[str, Any]:
    """Value by scope."""
    rows = listed_rows(ManagementParameters).to_pylist()
    return {row["scope"]: row["value"] for row in rows if row["parameter_id"] == parameter}


@pytest.mark.parametrize("model", LISTS)
def test_a_list_keeps_its_contract_and_holds_from_the_first_day_of_any_calendar(model: type[LakeTable]) -> None:
    rows = listed_rows(model)
    model.check_rows(rows)
    entities = [name for name in model.key_columns() if name != "effective_from"]
    first = {tuple(row[name] for name in entities): row["effective_from"] for row in reversed(rows.to_pylist())}
    assert set(first.values()) == {FIRST_DAY_OF_ANY_CALENDAR}


def test_a_row_ends_the_day_before_the_next_of_its_key_begins(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "parameter_id,scope,value,text_value,effective_from,source,note\n"
    lines = ("x,all,1.5,,2025-01-01,s,", "x,all,1,,2023-01-01,s,", "x,debit,3,,2023-06-01,s,")
    (tmp_path / "list.csv").write_text(listed + "\n".join(lines), encoding="utf-8")
    module = ManagementParameters.__module__
    monkeypatch.setattr(f"{module}.__file__", str(tmp_path / "list.py"))
    rows = listed_rows(ManagementParameters).to_pylist()
    assert [(row["value"], row["effective_to"]) for row in rows] == [
        (Decimal("1.5"), NO_END),
        (Decimal(1), date(2024, 12, 31)),
        (Decimal(3), NO_END),
    ]


def test_policy_numbers_are_exact() -> None:
    assert management("interchange_rate") == {"debit": Decimal("0.005"), "credit": Decimal("0.0175")}
    assert management("unit_cost")["agent_contact"] == Decimal("6.50")
    assert management("complaint_sla_hours") == {"critical": 24, "high": 72, "medium": 168, "low": 336}
    assert management("loss_given_default")["mortgage"] == Decimal("0.20")


def test_every_indicator_turns_amber_before_red() -> None:
    amber, red = management("kri_amber_limit"), management("kri_red_limit")
    assert len(amber) == 12
    assert amber.keys() == red.keys()
    assert all(amber[name] < red[name] for name in amber)


@pytest.mark.parametrize("seed", [1, 42])
def test_the_endings_of_brokers_names_name_brokers_and_nobody_else(seed: int) -> None:
    endings = tuple(
        f" {row['text_value']}"
        for row in listed_rows(ManagementParameters).to_pylist()
        if row["parameter_id"] == "broker_name_ending"
    )
    names = party_names(Bank(BankSettings(seed=seed))).to_pylist()
    start = party_start("brokers")
    brokers = names[start : start + PARTY_COUNTS["brokers"]]
    assert [name for name in names if name.endswith(endings)] == brokers


def test_the_three_spend_rules_are_those_of_the_specification() -> None:
    rows = listed_rows(SpendRules).to_pylist()
    said = [(each["rule_id"], each["min_amount"], each["baseline_windows"], each["top_n"]) for each in rows]
    assert said == [("HS-DAY", 1000, 28, 20), ("HS-30D", 8000, 6, 50), ("HS-MONTH", 8000, 6, 50)]
    assert [each["baseline_multiple"] for each in rows] == [4, 2, 2]


def test_large_postings_are_judged_by_listed_thresholds() -> None:
    rows = {row["parameter_id"]: row["value"] for row in listed_rows(RegulatoryParameters).to_pylist()}
    names = ("amount", "count", "total", "window_days")
    assert [rows[f"AML-15.{name}"] for name in names] == [10_000, 5, 100_000, 30]
