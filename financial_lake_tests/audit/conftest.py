"""The small lake is built once for all tests of the audit."""

import pytest

from financial_lake_tests.audit.small_lake import SmallLake, build_small_lake


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    return build_small_lake(tmp_path_factory.mktemp("small") / "lake")
