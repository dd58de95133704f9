"""clear deletes a lake when told twice, and nothing that is not one."""

from pathlib import Path

from financial_lake_tests.terminal.conftest import Typed
from financial_lake_tests.terminal.test_refusals import assert_refused, everything_in


def test_without_confirmation_nothing_is_deleted(copied: Path, typed: Typed) -> None:
    before = everything_in(copied)
    assert_refused(typed("clear", "--lake", str(copied)), f"This deletes {copied}", "--confirm")
    assert everything_in(copied) == before


def test_a_confirmed_clear_deletes_the_folder_and_nothing_beside_it(copied: Path, typed: Typed) -> None:
    (copied.parent / "neighbour.txt").write_text("mine")
    code, said, complained = typed("clear", "--lake", str(copied), "--confirm")
    assert (code, complained, said.strip()) == (0, "", f"{copied} is deleted.")
    assert not copied.exists()
    assert (copied.parent / "neighbour.txt").read_text() == "mine"


def test_a_lake_that_holds_other_things_too_is_left_whole(copied: Path, typed: Typed) -> None:
    (copied / "thesis.docx").write_text("mine")
    before = everything_in(copied)
    assert_refused(typed("clear", "--lake", str(copied), "--confirm"), "thesis.docx", "nothing was deleted")
    assert everything_in(copied) == before


def test_a_link_to_a_lake_deletes_no_more_than_the_lake(copied: Path, typed: Typed) -> None:
    elsewhere = copied.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("mine")
    (copied / "landing").symlink_to(elsewhere)
    assert typed("clear", "--lake", str(copied), "--confirm", "--quiet") == (0, "", "")
    assert (elsewhere / "kept.txt").read_text() == "mine"
