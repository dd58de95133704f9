"""What cleaning can judge is let in when it is landed, and ends in quarantine or repairs with its reason."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest

from financial_lake.audit.auditing import Audit
from financial_lake.contract.discovery import source_table
from financial_lake.curated.accounts import Accounts as CleanAccounts
from financial_lake.curated.customers import Customers as CleanCustomers
from financial_lake.curated.judged_transactions import JudgedTransactions
from financial_lake.curated.quarantine import Quarantine
from financial_lake.curated.repairs import Repairs
from financial_lake.curated.transactions import Transactions as Accepted
from financial_lake.datalake.payments.transactions import Transactions, clean_transactions
from financial_lake.production.landed_days import landed_day
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.reconciliation.registry import reconcile, resolve_references
from financial_lake.reconciliation.rule import State
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage import Lake
from financial_lake.storage.landing import deliver
from financial_lake.storage.partitions import read_partition

THURSDAY = date(2024, 10, 3)
BANK = Bank(BankSettings(customers=223, defect_rate=0.02))
PARENTS = ("accounts", "customers", "customer_profiles", "employees", "merchants", "planted_defects")
CURATED = (JudgedTransactions, Accepted, CleanAccounts, CleanCustomers, Quarantine, Repairs)

Change = tuple[str, object]
DIRT: dict[str, tuple[Change, str]] = {
    "an id is missing": (("transaction_id", None), "null_transaction_id"),
    "an account is missing": (("account_id", None), "null_account_id"),
    "a customer is missing": (("customer_id", None), "null_customer_id"),
    "an amount is missing": (("amount", None), "non_positive_amount"),
    "an instant is missing": (("txn_timestamp", None), "bad_timestamp"),
    "an account is nobody's": (("account_id", 9_900_000_123), "unknown_account"),
    "a customer is unknown": (("customer_id", 5), "unknown_customer"),
    "a direction is no word of ours": (("txn_type", "sideways"), "unknown_enumeration"),
    "a code is missing": (("transaction_code", None), "unknown_enumeration"),
    "a status is no word of ours": (("status", "perhaps"), "unknown_enumeration"),
    "a currency is no word of ours": (("currency", "XAU"), "unknown_enumeration"),
    "the direction contradicts the type": (("txn_type", "credit"), "sign_mismatch"),
}
"""What is wrong with a posting -> the change that makes it so, and the reason it is rejected for."""
SPELLINGS = {"txn_type": ("dr", "debit"), "status": ("reversed", "reversed"), "currency": ("840", "USD")}
"""Column -> as delivered, and as it is used; `reversed` is no other spelling, and stays."""
R67 = "R67 postings"
OF_LABELS = {"C5", "C5 by kind", "C5 repairs", "C6", "R68", "R68 unlabelled"}
OF_TRUTH = frozenset(
    {
        "quarantine_equals_planted_extras",
        "reasons_equal_planted_kinds",
        "repairs_equal_planted_in_place",
        "restored_value_equals_original",
        "no_clean_row_rejected",
        "planted_share_near_setting",
    }
)


def delivered() -> list[dict[str, object]]:
    """The day without what was planted, but for one posting each with something wrong or spelled otherwise."""
    postings = [row for row in clean_transactions(BANK, THURSDAY).to_pylist() if row["currency"] == "USD"]
    spent = [row for row in postings if row["transaction_code"] == "card_purchase"]
    for row, (column, value) in zip(spent, (change for change, _ in DIRT.values()), strict=False):
        row[column] = value
    for row, (column, (said, _)) in zip(spent[len(DIRT) :], SPELLINGS.items(), strict=False):
        row[column] = said
    assert len(spent) > len(DIRT) + len(SPELLINGS)
    return postings


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """That day, landed and cleaned."""
    lake = Lake.found_or_create(tmp_path_factory.mktemp("dirt") / "lake", BANK.settings)
    lines = "".join(json.dumps(row, default=str) + "\n" for row in delivered())
    deliver(lake, Transactions.address(), THURSDAY, lines.encode(), "core.jsonl")
    list(make_days(lake, BANK, [source_table(name) for name in (*PARENTS, "transactions")], [THURSDAY]))
    for model in CURATED:
        list(make_query_days(lake, model, [THURSDAY]))
    return lake


def test_landing_lets_in_whatever_cleaning_judges(landed: Lake) -> None:
    assert read_partition(landed, Transactions, THURSDAY).num_rows == len(delivered())


def test_every_dirty_row_is_in_quarantine_for_its_reason(landed: Lake) -> None:
    found = read_partition(landed, Quarantine, THURSDAY).column("reason_code").to_pylist()
    assert Counter(found) == Counter(reason for _, reason in DIRT.values())


def test_other_spellings_are_repaired_and_what_is_reversed_is_taken(landed: Lake) -> None:
    repairs = read_partition(landed, Repairs, THURSDAY).filter(pc.field("table_name") == "transactions").to_pylist()
    assert {(row["column_name"], row["raw_value"], row["repaired_value"]) for row in repairs} == {
        (column, said, used) for column, (said, used) in SPELLINGS.items() if said != used
    }
    assert read_partition(landed, Accepted, THURSDAY).column("status").to_pylist().count("reversed") == 1


def test_what_cleaning_takes_as_delivered_is_still_held_against_the_contract(tmp_path: Path) -> None:
    lake = Lake.found_or_create(tmp_path / "lake", BANK.settings)
    rows = delivered()[:3]
    rows[0]["exchange_rate"], rows[1]["fees"] = None, "-1.00"
    lines = "".join(json.dumps(row, default=str) + "\n" for row in rows)
    delivery = deliver(lake, Transactions.address(), THURSDAY, lines.encode(), "core.jsonl")
    assert list(landed_day(lake, Transactions, delivery).reasons()) == [
        "exchange_rate_not_nullable",
        "fee_only_where_due",
        "fees_greater_than_or_equal_to",
    ]


@pytest.mark.parametrize("table", ["curated.quarantine", "curated.repairs", "curated.transactions", "planted_defects"])
def test_rules_about_planted_dirt_say_that_the_day_was_landed(landed: Lake, table: str) -> None:
    outcomes = {each.rule: each for each in reconcile(landed, BANK, table, [THURSDAY])[THURSDAY]}
    speaking = [name for name in outcomes if name in OF_LABELS]
    assert speaking
    for name in speaking:
        assert outcomes[name].state is State.NOT_EVALUATED
        assert outcomes[name].missing == (f"labels of transactions {THURSDAY}, which was landed",)
    assert {each.state for name, each in outcomes.items() if name in {"C1", "C2", "C3", "C4"}} <= {State.PASSED}


def test_rules_of_the_raw_feed_that_need_labels_say_so_too(landed: Lake) -> None:
    (rule,) = [each for each in reconcile(landed, BANK, "transactions", [THURSDAY])[THURSDAY] if each.rule == R67]
    assert rule.state is State.NOT_EVALUATED
    references = {
        each.rule: each.state for each in resolve_references(landed, BANK, "transactions", [THURSDAY])[THURSDAY]
    }
    judged = {name for name, state in references.items() if state is State.NOT_EVALUATED}
    assert judged == {"reference account_id -> accounts", "reference customer_id -> customers"}
    assert set(references.values()) == {State.NOT_EVALUATED, State.PASSED}


def test_a_row_without_key_is_told_as_such_where_a_rule_is_broken(landed: Lake) -> None:
    outcomes = reconcile(landed, BANK, "transactions", [THURSDAY])[THURSDAY]
    told = [item for outcome in outcomes for item in outcome.sample]
    assert all(isinstance(item, str) for item in told)
    assert any(item.startswith("no key: ") for item in told)


def test_the_audit_has_no_red_check_of_planted_truth_on_a_landed_day(landed: Lake) -> None:
    found = {each.check: each for each in Audit(landed, BANK, OF_TRUTH).results([THURSDAY])}
    assert set(found) == OF_TRUTH
    assert {each.is_passed for each in found.values()} == {None}
    assert found["no_clean_row_rejected"].sample == (f"missing: labels of transactions {THURSDAY}, which was landed",)


def test_a_simulated_day_is_still_compared_with_what_was_planted(tmp_path: Path) -> None:
    lake = Lake.found_or_create(tmp_path / "lake", BANK.settings)
    list(make_days(lake, BANK, [source_table(name) for name in (*PARENTS, "transactions")], [THURSDAY]))
    for model in CURATED:
        list(make_query_days(lake, model, [THURSDAY]))
    tables = ("curated.quarantine", "curated.repairs", "curated.transactions", "planted_defects")
    outcomes = [each for table in tables for each in reconcile(lake, BANK, table, [THURSDAY])[THURSDAY]]
    assert {each.state for each in outcomes if each.rule in OF_LABELS} == {State.PASSED}
