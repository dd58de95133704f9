"""Which tests stay together when several processes share the work.

What is costly to build is built once a session or once a module: tests of a folder that share what is built once a
session go to one process, all others go by file. The longest go first, so that no process is left alone with them at
the end.
"""

from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

LONGEST_FIRST = ("terminal", "orchestration", "audit", "questions", "reconciliation", "production")
BUILT_ONCE = frozenset({"orchestration", "audit", "questions", "reconciliation"})
"""Folders whose tests share a lake that takes a minute and more to build."""
HOME = Path(__file__).parent


class ByWhatIsBuilt(LoadScopeScheduling):
    """Sends tests out by folder where a folder builds once, else by file."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.rpartition("/")[0]
        return folder if folder.rpartition("/")[2] in BUILT_ONCE else file


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Share the work by what is built."""
    return ByWhatIsBuilt(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the longest folders to the front."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    folder = item.path.relative_to(HOME).parts[0]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)
