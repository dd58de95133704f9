"""The page of questions is as the questions are, what it shows can be typed, and every answer is worked out again."""

from pathlib import Path

import pytest

from financial_lake.engines.publishing import open_snapshot
from financial_lake.questions import Question, questions
from financial_lake.questions.page import PAGE, example_of, page
from financial_lake.storage.lake import Lake
from financial_lake_tests.questions.conftest import Asked

ROOT = Path(__file__).parents[2]


def test_the_page_is_as_the_questions_are() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), "run `python -m financial_lake.questions.page`"


@pytest.mark.parametrize("question", questions(), ids=lambda each: each.name)
def test_every_example_can_be_asked(question: Question, asked: Asked) -> None:
    words = example_of(question).split()[3:]
    assert asked(question.name, **dict(word.split("=") for word in words)).columns


def test_every_answer_is_worked_out_otherwise() -> None:
    """What the audit found is recounted by its own tests."""
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_answers_of_*.py"))
    asked_for = {each.name for each in questions() if each.reader != "audit"}
    assert {name for name in asked_for if f"def test_{name}(" not in tests} == set()


def test_every_question_runs_as_it_stands_on_the_published_warehouse(lake: Lake) -> None:
    with open_snapshot(lake) as connection:
        for question in questions():
            assert connection.execute(question.sql).description, question.name
