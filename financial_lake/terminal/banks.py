"""The banks command and the page of named banks; `python -m financial_lake.terminal.banks` writes the page."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from financial_lake.named_banks import BANKS, NamedBank
from financial_lake.terminal.expected_rows import expected_source_rows
from financial_lake.terminal.meanings import WIDE

PAGE = Path("docs") / "banks.md"
HEADERS = ("bank", "customers", "employees", "first day", "last day", "rows expected", "what it is good for")


def show_banks(console: Console) -> None:
    """All named banks, a line each."""
    shown = Table(*HEADERS, box=None, pad_edge=False)
    for bank in BANKS:
        shown.add_row(*_line(bank))
    Console(file=console.file, width=None if console.is_terminal else WIDE, highlight=False).print(shown)


def page() -> str:
    """The page as Markdown."""
    lines = [
        "# Banks with a name",
        "",
        "`financial-lake build --bank NAME` builds one; `financial-lake banks` lists them. Without a name the default",
        "bank is built, which is `q4-2024`. Rows expected are those of the source tables over the days built. Made by",
        "`python -m financial_lake.terminal.banks`.",
        "",
        f"| {' | '.join(HEADERS)} |",
        "|---|---:|---:|---|---|---:|---|",
        *(f"| {' | '.join((f'`{bank.name}`', *_line(bank)[1:]))} |" for bank in BANKS),
        "",
        "A name stands for a size and an opening day, so `--customers`, `--employees`, `--scale`, `--opening-day` and",
        "`--allow-weekend-opening` are refused beside it. `--seed` makes another bank of the same shape;",
        "`--defect-rate`, `--closing-day`, `--from`, `--to` and `--tables` say what they say without a name. A lake",
        "keeps the bank it was begun with: another name needs another folder.",
        "",
        "Any other size is one number: `--scale 1` is 1,200 customers and 150 employees, `0.05` is 60 and 7, `5` is",
        "6,000 and 750; tables that describe the bank itself (branches, products, departments, securities) never",
        "scale.",
        "`financial-lake status` shows the rows of every source table beside the rows expected for this size and these",
        "days. Expected counts are averages over a quarter: a day of salaries has more postings, a Sunday fewer, and a",
        "bank of sixty customers has luck.",
    ]
    return "\n".join(lines) + "\n"


def _line(bank: NamedBank) -> list[str]:
    settings = bank.settings
    return [
        bank.name,
        f"{settings.customers:,}",
        f"{settings.employees:,}",
        str(settings.opening_day),
        str(bank.last_day),
        f"{expected_source_rows(settings, settings.opening_day, bank.last_day):,}",
        bank.meaning,
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
