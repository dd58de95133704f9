"""What cannot be done is refused in words: what, where, what to do; and the lake stays as it was."""

import fcntl
import hashlib
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake
from financial_lake_tests.terminal.conftest import LAST_DAY, Typed, partitions, run

CANNOT_BE: list[tuple[list[str], list[str]]] = [
    (["--tables", "transaction"], ["no table 'transaction'", "Did you mean transactions"]),
    (["--tables", "curated.transaction"], ["no table 'curated.transaction'", "curated.transactions"]),
    (["--tables", "xyzzy"], ["no table 'xyzzy'", "financial-lake tables"]),
    (["--from", "2024-13-01"], ["--from is '2024-13-01'", "YYYY-MM-DD"]),
    (["--to", "20241003"], ["--to is '20241003'", "YYYY-MM-DD"]),
    (["--from", "yesterday"], ["--from is 'yesterday'", "YYYY-MM-DD"]),
    (["--from", "2024-10-03", "--to", "2024-10-01"], ["2024-10-03 lies after", "2024-10-01", "swap --from and --to"]),
    (["--from", "2024-09-30"], ["2024-09-30 lies before the opening day", "2024-10-01 or later"]),
    (["--to", "2098-01-01"], ["2098-01-01 has not ended yet", "or earlier"]),
    (["--scale", "-1"], ["scale is -1", "0.01", "8000"]),
    (["--scale", "1e9"], ["scale is 1E+9", "8000"]),
    (["--scale", "nan"], ["scale is NaN", "8000"]),
    (["--scale", "big"], ["--scale is 'big'", "write a number"]),
    (["--customers", "2235"], ["customers is 2235", "multiple of ten", "2230 or 2240"]),
    (["--customers", "-10"], ["customers is -10", "Nearest: 10"]),
    (["--employees", "3"], ["employees is 3", "choose from 7"]),
    (["--seed", "-1"], ["seed is -1", "choose a whole number"]),
    (["--defect-rate", "7"], ["defect_rate is 7.0", "0 (off) to 0.5"]),
    (["--opening-day", "2024-10-05"], ["weekend", "choose a weekday"]),
    (["--opening-day", "2020-01-01"], ["opening_day is 2020-01-01", "2023-01-01"]),
    (["--opening-day", "tomorrow"], ["--opening-day is 'tomorrow'", "YYYY-MM-DD"]),
]


def everything_in(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def assert_refused(ended: tuple[int, str, str], *words: str, code: int = 1) -> None:
    """One error in words, nothing else printed, no traceback."""
    assert (ended[0], ended[1]) == (code, "")
    assert ended[2].startswith("error: ")
    assert ended[2].count("error: ") == 1
    assert "Traceback" not in ended[2]
    for word in words:
        assert word in ended[2]


@pytest.mark.parametrize(("asked", "words"), CANNOT_BE, ids=[" ".join(asked) for asked, _ in CANNOT_BE])
def test_a_build_of_what_cannot_be_leaves_lake_and_disk_as_they_were(
    built: Path, tmp_path: Path, typed: Typed, asked: list[str], words: list[str]
) -> None:
    before = everything_in(built)
    assert_refused(typed("build", "--lake", str(tmp_path / "new"), *asked), *words)
    assert not (tmp_path / "new").exists()
    if not {"--scale", "--customers", "--opening-day"} & set(asked):  # these might be another bank's
        assert_refused(typed("build", "--lake", str(built), *asked), *words)
        assert everything_in(built) == before


def test_settings_that_are_not_the_lakes_are_listed_with_both_values(built: Path, typed: Typed) -> None:
    before = everything_in(built)
    asked = ["--customers", "2230", "--seed", "5", "--opening-day", "2024-10-02"]
    ended = typed("build", "--lake", str(built), *asked)
    assert_refused(ended, "holds another bank", "customers: the lake has 223, asked for 2230", "asked for 5")
    assert "opening_day: the lake has 2024-10-01, asked for 2024-10-02" in ended[2]
    assert "choose another folder" in ended[2]
    assert everything_in(built) == before


@pytest.mark.parametrize(
    "asked",
    [["status"], ["verify"], ["query", "select 1"], ["ui"], ["clear", "--confirm"]],
    ids=lambda asked: asked[0],
)
def test_a_folder_that_is_no_lake_or_is_not_there_is_refused_by_every_command(
    tmp_path: Path, typed: Typed, asked: list[str]
) -> None:
    missing, strange = tmp_path / "missing", tmp_path / "strange"
    strange.mkdir()
    (strange / "diary.txt").write_text("mine")
    told = "financial-lake build"
    assert_refused(typed(*asked, "--lake", str(missing)), f"{missing} does not exist", told)
    assert_refused(typed(*asked, "--lake", str(strange)), f"{strange} holds no lake.json, so it is not a lake", told)
    assert not missing.exists()
    assert (strange / "diary.txt").read_text() == "mine"


def test_no_lake_is_begun_among_other_things(tmp_path: Path, typed: Typed) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    assert_refused(typed("build", "--lake", str(tmp_path)), "holds other things (diary.txt)", "new folder")
    assert [each.name for each in tmp_path.iterdir()] == ["diary.txt"]


def test_a_lake_whose_settings_were_changed_by_hand_is_refused(copied: Path, typed: Typed) -> None:
    file = copied / "lake.json"
    file.write_text(file.read_text().replace('"seed": 20241001', '"seed": 8'))
    assert_refused(typed("build", "--lake", str(copied), "--to", LAST_DAY), "were changed", "backup")
    file.write_text("{")
    assert_refused(typed("status", "--lake", str(copied)), "not a lake's settings", "backup")


def test_a_read_only_disk_is_refused_for_writing_and_still_read(
    built: Path, disk: Callable[[str], Path], typed: Typed
) -> None:
    place = disk("size=64m")
    shutil.copytree(built, place / "lake")
    before = everything_in(place)
    disk("ro,size=64m")
    asked = typed("build", "--lake", str(place / "lake"), "--to", LAST_DAY)
    assert_refused(asked, "the disk is read-only", str(place / "lake"), "choose another folder")
    assert_refused(typed("build", "--lake", str(place / "new")), "the disk is read-only", str(place / "new"))
    code, said, noted = typed("status", "--lake", str(place / "lake"))
    assert code == 0
    assert "datalake/payments/transactions" in said
    assert "checks are not shown" in noted
    assert typed("verify", "--lake", str(place / "lake"), "--quiet") == (0, "", "")
    code, said, _ = typed("query", "--lake", str(place / "lake"), "--format", "csv", "select 1 as one")
    assert (code, said) == (0, "one\n1\n")
    assert everything_in(place) == before


def test_a_full_disk_is_refused_before_anything_is_written(
    built: Path, disk: Callable[[str], Path], typed: Typed
) -> None:
    place = disk("size=128m")
    shutil.copytree(built, place / "lake")
    free = os.statvfs(place)
    (place / "ballast").write_bytes(bytes(free.f_bavail * free.f_frsize - 100_000))
    before = partitions(place / "lake")
    assert_refused(typed("build", "--lake", str(place / "lake")), "the disk is full", "Free some space")
    assert partitions(place / "lake") == before
    assert not list((place / "lake").glob(".room*"))


def test_a_disk_that_fills_up_while_building_leaves_whole_days_and_the_build_goes_on_with_more_room(
    disk: Callable[[str], Path],
) -> None:
    place = disk("size=6500k")
    asked = ["build", "--lake", str(place / "lake"), "--customers", "223", "--to", "2024-10-04"]
    ended = run(*asked)
    assert ended.returncode == 1, ended.stdout
    assert "Traceback" not in ended.stderr
    assert ended.stderr.startswith("error: ")
    assert "full" in ended.stderr
    disk("size=160m")
    again = run(*asked)
    assert (again.returncode, again.stderr) == (0, "")


def test_a_second_writer_of_a_partition_is_refused_and_nothing_is_changed(copied: Path, typed: Typed) -> None:
    before = everything_in(copied)
    held = os.open(copied / "datalake/accounts/accounts/dt=2024-10-02", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        ended = typed("build", "--lake", str(copied), "--to", LAST_DAY, "--rebuild")
        assert_refused(ended, "datalake/accounts/accounts of 2024-10-02 is being written", "Wait until")
    finally:
        os.close(held)
    assert everything_in(copied) == before


def test_a_second_build_of_the_same_lake_is_refused_and_nothing_is_changed(copied: Path, typed: Typed) -> None:
    before = everything_in(copied)
    held = os.open(copied / "dagster", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        ended = typed("build", "--lake", str(copied), "--to", LAST_DAY)
        assert_refused(ended, f"Another process is building the lake {copied}", "Wait until")
        assert_refused(typed("clear", "--lake", str(copied), "--confirm"), "Another process is building")
    finally:
        os.close(held)
    assert everything_in(copied) == before


def test_a_port_in_use_is_refused_before_anything_starts(built: Path, typed: Typed) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert_refused(typed("ui", "--lake", str(built), "--port", port), f"Port {port}", "in use", "--port")
    assert_refused(typed("ui", "--lake", str(built), "--host", "203.0.113.7"), "203.0.113.7 cannot be used")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["frobnicate"], ["No such command 'frobnicate'", "`financial-lake --help`"]),
        (["build", "--frm", "2024-10-01"], ["No such option: --frm", "--from", "`financial-lake build --help`"]),
        (["build", "--customers", "many"], ["--customers", "valid integer", "`financial-lake build --help`"]),
        (["build", "surplus"], ["unexpected extra argument", "surplus"]),
        (["query"], ["Missing argument", "`financial-lake query --help`"]),
        (["describe"], ["Missing argument"]),
        (["ui", "--port", "99999"], ["--port", "65535"]),
        (["query", "select 1", "--limit", "0"], ["--limit", "greater than or equal to 1"]),
    ],
    ids=" ".join,
)
def test_what_is_mistyped_is_one_line_and_names_the_help(typed: Typed, asked: list[str], words: list[str]) -> None:
    ended = typed(*asked)
    assert_refused(ended, *words, code=2)
    assert len(ended[2].splitlines()) == 1


def test_a_lake_of_the_default_bank_takes_its_settings_without_being_told(tmp_path: Path) -> None:
    lake = Lake.found_or_create(tmp_path / "lake")
    assert lake.settings == BankSettings()
