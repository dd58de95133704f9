"""The whole code keeps its rules of style, types and layers, as the tools themselves judge it."""

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
LAYERS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"


@pytest.mark.parametrize(
    ("tool", "praise"),
    [
        pytest.param(["-m", "ruff", "check", "."], "All checks passed!", id="rules"),
        pytest.param(["-m", "ruff", "format", "--check", "."], "files already formatted", id="format"),
        pytest.param(["-m", "mypy", "financial_lake"], "Success: no issues found", id="types"),
        pytest.param(["-c", LAYERS], "0 broken", id="layers"),
    ],
)
def test_the_tools_find_nothing(tool: list[str], praise: str) -> None:
    said = subprocess.run([sys.executable, *tool], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert praise in said.stdout
