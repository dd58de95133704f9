"""The data dictionary in docs/ says what the contracts say."""

import posixpath
import re
from pathlib import Path

from financial_lake.renderings.data_dictionary import pages, write

DICTIONARY = Path(__file__).parents[2] / "docs" / "dictionary"
HOW_TO_MEND = "run `python -m financial_lake.renderings.data_dictionary`"


def test_every_page_is_as_its_contract_says() -> None:
    stale = [
        path
        for path, text in pages().items()
        if not (DICTIONARY / path).exists() or (DICTIONARY / path).read_text(encoding="utf-8") != text
    ]
    assert not stale, HOW_TO_MEND


def test_no_page_is_left_over_from_a_table_that_is_gone() -> None:
    written = {path.relative_to(DICTIONARY).as_posix() for path in DICTIONARY.rglob("*.md")}
    assert written <= set(pages()), HOW_TO_MEND


def test_writing_changes_only_what_differs_and_removes_what_is_gone(tmp_path: Path) -> None:
    assert len(write(tmp_path)) == len(pages())
    assert write(tmp_path) == []
    stale, gone = tmp_path / "README.md", tmp_path / "datalake" / "investments" / "tulips.md"
    stale.write_text("old", encoding="utf-8")
    gone.write_text("old", encoding="utf-8")
    assert write(tmp_path) == sorted([stale, gone])
    assert not gone.exists()


def test_a_page_shows_type_null_pii_reference_bounds_and_row_rules() -> None:
    securities = pages()["datalake/investments/securities.md"]
    assert "| `coupon_rate` | DECIMAL(9,6) | yes |  | yearly interest a bond pays" in securities
    assert "≥ 0.025; ≤ 0.06" in securities
    assert "- `bond_terms_iff_bond`: Coupon and maturity are set exactly for bonds." in securities
    assert "](datalake/investments/securities.md)" in pages()["README.md"]


def test_every_link_leads_to_a_page() -> None:
    made = pages()
    for path, text in made.items():
        for link in re.findall(r"\]\(([^)]+\.md)\)", text):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) in made, f"{path} links to {link}"
