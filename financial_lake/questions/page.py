"""The page of all questions: by reader, in words, with what can be chosen and how to ask.

`python -m financial_lake.questions.page` writes it; a test fails while it is stale.
"""

from itertools import groupby
from pathlib import Path

from financial_lake.questions.catalogue import Question, questions

PAGE = Path("docs") / "questions.md"
EXAMPLES = {
    "from": "2024-10-01",
    "to": "2024-10-31",
    "day": "2024-10-31",
    "month": "2024-10-31",
    "customer": "1001",
    "account": "1001100",
    "top": "5",
    "segment": "retail",
    "account_type": "savings",
    "rule": "HS-DAY",
    "category": "groceries",
    "table": "accounts",
    "reason": "bad_timestamp",
    "signal": "product_gap",
    "preference": "marketing_email",
    "days": "60",
    "card_type": "debit",
    "times": "3",
    "dimension": "loan_type",
    "type": "kyc_review",
    "time": "quarter",
    "by": "region",
    "level": "country",
    "member": "US",
}
"""What a reader might choose; `status` is told by the question itself."""


def page() -> str:
    """The page as Markdown."""
    lines = [
        "# What can be asked",
        "",
        "Every question has a name: `financial-lake ask NAME`, with `PARAMETER=VALUE` for what you choose; every",
        "parameter has a default. `--format csv` or `json` gives all rows. The SQL of a question is its file under",
        "`financial_lake/questions/`; it runs as it stands in a shell on the published warehouse, where",
        "`set variable month = '2024-10-31'` chooses. Made by `python -m financial_lake.questions.page`.",
    ]
    for reader, asked in groupby(questions(), key=lambda each: each.reader):
        lines += ["", f"## {reader}"]
        for question in asked:
            lines += ["", *_told(question)]
    return "\n".join(lines) + "\n"


def example_of(question: Question) -> str:
    """A command that asks it, with a value for each parameter."""
    chosen = [f"{each.name}={_example(question, each.name)}" for each in question.parameters]
    return " ".join(["financial-lake ask", question.name, *chosen])


def _told(question: Question) -> list[str]:
    lines = [f"### {question.name}", "", question.words, ""]
    if question.parameters:
        lines += [*(f"- `{each.name}`: {each.meaning}" for each in question.parameters), ""]
    return [*lines, "```sh", example_of(question), "```"]


def _example(question: Question, parameter: str) -> str:
    if parameter in EXAMPLES:
        return EXAMPLES[parameter]
    meaning = next(each.meaning for each in question.parameters if each.name == parameter)
    return meaning.partition(",")[0].partition(" ")[0]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
