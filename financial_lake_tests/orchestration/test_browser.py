"""What a user sees in the Dagster UI, in a real browser: texts are there, and no page breaks."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from financial_lake_tests.orchestration.dagster_server import DagsterServer

NAMES_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
Visit = Callable[[str], Page]
WINDOW: ViewportSize = {"width": 1500, "height": 950}
MILLISECONDS_TO_SEE = 20_000
TRANSACTIONS = "/assets/datalake/payments/transactions"
VOLUME = "/assets/marts/operations/daily_transaction_volume"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; installed when it is missing and we may."""
    if _found() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True, env=quiet)
    found = _found()
    if found is None:
        pytest.fail("The browser tests need Chromium: `apt-get install chromium`, or put chromium on the PATH.")
    return found


def _found() -> str | None:
    return next((path for name in NAMES_OF_CHROMIUM if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page(viewport=WINDOW)
        opened.set_default_timeout(MILLISECONDS_TO_SEE)
        expect.set_options(timeout=MILLISECONDS_TO_SEE)
        yield opened
        browser.close()


@pytest.fixture
def visit(page: Page, server: DagsterServer, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Go to an address of the server; afterwards a picture is kept, and no page may have broken."""
    errors: list[str] = []

    def note(error: Exception) -> None:
        errors.append(str(error))

    def go(address: str) -> Page:
        page.goto(server.address + address)
        return page

    page.on("pageerror", note)
    yield go
    page.screenshot(path=tmp_path / f"{request.node.name}.png", full_page=True)
    page.remove_listener("pageerror", note)
    assert errors == []


def sees(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.get_by_text(text, exact=True).first).to_be_visible()


def test_the_lineage_of_all_domains(visit: Visit) -> None:
    at = visit("/asset-groups")
    sees(at, "Global asset lineage", "customers", "accounts", "payments", "lending", "investments", "people")
    sees(at, "branches", "compliance", "ground_truth", "curated", "warehouse_facts", "warehouse", "operations")


def test_the_lineage_of_a_domain_shows_a_table_and_its_neighbours(visit: Visit) -> None:
    at = visit("/locations/financial_lake/asset-groups/payments/lineage")
    sees(at, "payments", "transactions", "accounts")


def test_a_domain_lists_its_tables(visit: Visit) -> None:
    at = visit("/locations/financial_lake/asset-groups/payments/list")
    for table in ("transactions", "merchants", "merchant_categories", "cards", "card_transactions", "wire_transfers"):
        expect(at.locator(f'a[href^="/assets/datalake/payments/{table}"]').first).to_be_visible()


def test_a_table_shows_its_columns_keys_personal_data_owner_and_place(visit: Visit) -> None:
    at = visit(f"{TRANSACTIONS}?view=overview")
    sees(at, "transaction_id", "BIGINT", "the posting; unique over all days on clean rows")
    sees(at, "counterparty_name", "pii: personal", "references: accounts.account_id", "key")
    sees(
        at,
        "datalake.transactions",
        "Parquet",
        "domain: payments",
        "financial_lake",
        "references: customers.customer_id",
    )


def test_a_partition_shows_its_rows_bytes_and_control_totals(visit: Visit) -> None:
    at = visit(f"{TRANSACTIONS}?view=partitions&partition=2024-10-05")
    sees(at, "Materialized (5)", "Missing (2)", "2024-10-05")
    sees(at, "dagster/partition_row_count", "bytes", "sum_amount", "sha256")


def test_an_empty_weekend_says_why(visit: Visit) -> None:
    at = visit("/assets/datalake/accounts/accounts?view=partitions&partition=2024-10-05")
    sees(at, "why_empty", "no snapshot on Saturday and Sunday; readers take Friday's")


def test_the_days_of_a_check_are_green_but_for_the_broken_one(visit: Visit) -> None:
    at = visit(f"{TRANSACTIONS}?view=checks&checkDetail=reconciliation")
    sees(at, "contract", "reconciliation")
    at.get_by_role("tab", name="Partitions", exact=True).last.click()
    sees(at, "Failed (1)", "Passed (4)", "Missing (2)")
    at.get_by_text("2024-10-04", exact=True).first.click()
    expect(at.get_by_text("does not reconcile").first).to_be_visible()
    expect(at.get_by_text("R4", exact=True).first).to_be_visible()


def test_dagster_offers_to_run_all_checks_of_a_table_but_not_a_partitioned_one_alone(visit: Visit) -> None:
    at = visit(f"{TRANSACTIONS}?view=checks&checkDetail=contract")
    expect(at.get_by_role("button", name="Execute all")).to_be_enabled()
    expect(at.get_by_role("button", name="Execute", exact=False).last).to_be_disabled()


def test_the_mart_shows_its_plot_and_its_rows(visit: Visit) -> None:
    at = visit(f"{VOLUME}?view=partitions&partition=2024-10-07")
    sees(at, "plot", "preview")
    at.get_by_text("[Show Markdown]").first.click()
    plot = at.locator("img[alt=daily_transaction_volume]").first
    expect(plot).to_be_visible()
    assert plot.evaluate("picture => picture.naturalWidth") == 900


def test_the_job_of_the_whole_graph_offers_its_launchpad(visit: Visit) -> None:
    at = visit("/locations/financial_lake/jobs/whole_graph")
    sees(at, "whole_graph", "Overview")
