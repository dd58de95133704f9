"""Which tests stay together when several processes share the work.

What is costly to build is built once a session or once a module: whoever uses it goes to the process that has it.
The longest go first, so that no process is left alone with them at the end.
"""

from pathlib import Path

import pytest

LONGEST_FIRST = ("terminal", "orchestration", "audit", "questions", "reconciliation", "production")
HOME = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test its group for `--dist loadgroup`, and bring the longest folders to the front."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_place)


def _group(item: pytest.Item) -> str:
    folder = item.path.parent.name
    scopes = {
        definitions[-1].scope
        for definitions in item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
        if definitions and definitions[-1].baseid.startswith(HOME.name)
    }
    if "session" in scopes:
        return folder
    return item.name if folder == "terminal" and "module" not in scopes else str(item.path.relative_to(HOME))


def _place(item: pytest.Item) -> int:
    folder = item.path.relative_to(HOME).parts[0]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)
