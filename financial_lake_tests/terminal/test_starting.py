"""Help comes at once."""

import subprocess
import sys

from financial_lake_tests.terminal.conftest import Typed

HEAVY = {"pandas", "pyarrow", "dagster", "duckdb", "pandera", "numpy", "sqlalchemy"}


def test_help_needs_none_of_the_heavy_libraries() -> None:
    asked = f"import sys, financial_lake.cli; print(sorted({HEAVY!r} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_help_names_every_command(typed: Typed) -> None:
    code, said, complained = typed("--help")
    assert (code, complained) == (0, "")
    for name in ("build", "banks", "status", "verify", "query", "tables", "describe", "ui", "clear", "bench"):
        assert f" {name} " in said


def test_without_a_command_the_help_is_shown(typed: Typed) -> None:
    code, said, complained = typed()
    assert (code, complained) == (2, "")
    assert "Usage: financial-lake" in said
