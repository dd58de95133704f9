"""A small bank of a quarter, built once, to be asked; and its raw deliveries, read with pandas."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models, source_tables
from financial_lake.engines import connect
from financial_lake.engines.connections import named, quoted
from financial_lake.engines.publishing import publish
from financial_lake.engines.queries import has_query, query_of
from financial_lake.engines.questions import Answer, ask, reading_room
from financial_lake.production.query_days import make_query_days
from financial_lake.production.source_days import make_days
from financial_lake.questions import question_named, questions
from financial_lake.settings import BankSettings
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake
from financial_lake.warehouse.building import build_whole
from financial_lake_tests.questions.raw_deliveries import RawDeliveries

FIRST, LAST = date(2024, 10, 1), date(2024, 12, 31)
DAYS = [FIRST + timedelta(days=each) for each in range((LAST - FIRST).days + 1)]
LATEST = [day for day in DAYS if day >= date(2024, 11, 30)]
"""A Saturday that ends a month, and December: what is only asked is built for these days."""
NAMED = re.compile(r"\b(curated|datalake|marts|warehouse|warehouse_facts)\.(\w+)")

Asked = Callable[..., Answer]


@cache
def needed() -> dict[type[LakeTable], None]:
    """Tables made by SQL that any question reads, each after what it reads itself."""
    known = {(model.address()[0], model.short_name()): model for model in all_models()}
    found: dict[type[LakeTable], None] = {}

    def need(model: type[LakeTable]) -> None:
        if model not in found and has_query(model):
            for each in query_of(model).inputs:
                if each is not model:
                    need(each)
            found[model] = None

    for question in questions():
        for named_there in NAMED.findall(question.sql):
            if known[named_there].address()[1] != "audit":
                need(known[named_there])
    return found


def build(lake: Lake, bank: Bank) -> None:
    """Make the source tables and what the questions need, and publish it."""
    list(make_days(lake, bank, source_tables(), DAYS))
    inputs = {each for model in needed() for each in query_of(model).inputs}
    for model in needed():
        if model.is_dated():
            list(make_query_days(lake, model, DAYS if model in inputs else LATEST))
    warehouse = Path(lake.warehouse_file)
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(warehouse)) as connection:
        for model in needed():
            if not model.is_dated():
                build_whole(connection, lake, model)
    publish(lake, [model for model in all_models() if model.is_dated()], warehouse)


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """50 customers over a quarter, one row in fifty dirty."""
    bank = Bank(BankSettings(customers=50, employees=20, opening_day=FIRST, defect_rate=0.02))
    founded = Lake.found_or_create(tmp_path_factory.mktemp("asked") / "lake", bank.settings)
    build(founded, bank)
    return founded


@pytest.fixture(scope="session")
def raw(lake: Lake) -> RawDeliveries:
    """What was delivered to it."""
    return RawDeliveries(Path(str(lake.root)))


@pytest.fixture(scope="session")
def asked(lake: Lake) -> Iterator[Asked]:
    """Asks a question of it by name."""
    with reading_room(lake, all_models()) as connection:

        def ask_it(name: str, **chosen: object) -> Answer:
            for parameter, value in chosen.items():
                connection.execute(f"set variable {named(parameter)} = {quoted(value)}")
            try:
                return ask(connection, question_named(name).sql)
            finally:
                for parameter in chosen:
                    connection.execute(f"reset variable {named(parameter)}")

        yield ask_it
