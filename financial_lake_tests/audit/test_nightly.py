"""The nightly properties hold of what is stored, and break when it is other; the recount knows no project code."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from financial_lake.audit.auditing import Audit
from financial_lake.audit.catalogue import NIGHTLY
from financial_lake.audit.recount import RECOUNTED, recounted
from financial_lake.contract.discovery import all_models
from financial_lake.engines.publishing import publish
from financial_lake.engines.queries import has_query
from financial_lake_tests.audit.breaks import manifest
from financial_lake_tests.audit.small_lake import DAYS, MONDAY, SUNDAY, SmallLake
from financial_lake_tests.reconciliation.bites import Bite, change

Plant = Callable[[SmallLake], AbstractContextManager[None]]
OTHER = manifest("datalake.segments", content_sha256="other").plant
BREAKS: dict[str, Plant] = {
    "rerun_same_bytes": OTHER,
    "one_day_alone": OTHER,
    "order_free": OTHER,
    "no_wall_clock_in_rows": OTHER,
    "backfill_cascade_complete": manifest("curated.fx_rates", inputs={}).plant,
    "bank_grows_by_appending": lambda small: small.changed(
        "cards", change("cards", "holder_role", "'other'").sql, MONDAY
    ),
    "defect_free_twin_equal": lambda small: small.changed(
        "curated.transactions", change("curated.transactions", "amount", "amount + 0.01").sql, MONDAY
    ),
    "published_copy_equals_warehouse": lambda small: small.star_changed("delete from warehouse.dim_card"),
}


@pytest.fixture(scope="module")
def published(small: SmallLake) -> SmallLake:
    stored = [model for model in all_models() if model.is_dated() or not has_query(model)]
    publish(small.lake, stored, Path(str(small.lake.warehouse_file)))
    return small


def _found(small: SmallLake, name: str) -> bool | None:
    (result,) = Audit(small.lake, small.bank, frozenset({name})).results([MONDAY])
    return result.is_passed


def test_every_nightly_property_has_its_break() -> None:
    assert set(BREAKS) | {"labels_do_not_leak", "public_targets_met"} == NIGHTLY


@pytest.mark.parametrize("name", list(BREAKS))
def test_a_property_holds_and_can_fail(published: SmallLake, name: str) -> None:
    assert _found(published, name) is True
    with BREAKS[name](published):
        assert _found(published, name) is False


@pytest.mark.parametrize(
    ("labelled", "expected"),
    [
        ("false", None),
        ("hash(transaction_id) % 5 = 0", True),
        ("hash(transaction_id) % 5 = 0 and channel = 'online'", False),
        ("hash(transaction_id) % 5 = 0 and substr(txn_timestamp, 12, 2) between '11' and '14'", False),
        ("hash(transaction_id) % 5 = 0 and amount > 40", True),
    ],
)
def test_labels_leak_when_a_column_beside_the_amounts_tells_them(
    small: SmallLake, labelled: str, expected: bool | None
) -> None:
    """An hour between others is told by a tree though it is neither high nor low; amounts are the patterns' own."""
    labels = f"""
        select dt, transaction_id, 20250600000000 as pattern_id, 'cycle' as typology, true as is_laundering,
            account_id, customer_id, 'source' as participant_role, 1 as step_number
        from {{transactions}}
        where transaction_code = 'card_purchase' and account_id + customer_id is not null and {labelled}
        qualify row_number() over (partition by transaction_id) = 1
    """
    with ExitStack() as planted:
        for day in DAYS:
            planted.enter_context(small.changed("aml_typologies", labels, day))
        assert _found(small, "labels_do_not_leak") is expected


def test_the_recount_agrees_with_what_the_bank_made(small: SmallLake) -> None:
    results = list(recounted(small.lake, DAYS))
    assert {each.check for each in results} == RECOUNTED
    assert [each for each in results if not each.is_passed] == []


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (
            change("transactions", "amount", "amount + 0.01", "transaction_code = 'card_purchase'"),
            "approved_cards_equal_postings",
        ),
        (change("holdings", "current_value", "current_value + 0.01"), "holdings_equal_investments"),
        (change("overdraft_events", "fee_amount", "fee_amount + 1"), "overdraft_fee_posted_or_waived"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.table,
)
def test_the_recount_sees_an_error_of_the_generator(small: SmallLake, wrong: Bite, check: str) -> None:
    with small.changed(wrong.table, wrong.sql, MONDAY):
        red = {each.check for each in recounted(small.lake, [MONDAY]) if not each.is_passed}
    assert check in red


def test_the_recount_follows_no_chain_over_a_day_that_is_not_stored(small: SmallLake) -> None:
    folder = small.file("transactions", SUNDAY).parent
    with small.kept([folder]):
        shutil.rmtree(folder)
        results = list(recounted(small.lake, [MONDAY]))
    assert {each.check for each in results} == RECOUNTED - {"balance_chain_unbroken"}
    assert [each for each in results if not each.is_passed] == []


def test_the_recount_runs_in_a_plain_shell(small: SmallLake) -> None:
    text = (files("financial_lake.audit") / "recount.sql").read_text()
    with duckdb.connect() as shell:
        shell.execute(f"set file_search_path = '{small.lake.root}'")
        rows = shell.execute(text).fetchall()
    assert {row[0] for row in rows} == set(DAYS)
    assert all(expected == actual for *_, expected, actual in rows)
