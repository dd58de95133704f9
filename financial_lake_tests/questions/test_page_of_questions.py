"""The page of questions is as the questions are, and what it shows can be typed."""

from pathlib import Path

import pytest

from financial_lake.questions import Question, questions
from financial_lake.questions.page import PAGE, example_of, page
from financial_lake_tests.questions.conftest import Asked

ROOT = Path(__file__).parents[2]


def test_the_page_is_as_the_questions_are() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), "run `python -m financial_lake.questions.page`"


@pytest.mark.parametrize("question", questions(), ids=lambda each: each.name)
def test_every_example_can_be_asked(question: Question, asked: Asked) -> None:
    words = example_of(question).split()[3:]
    assert asked(question.name, **dict(word.split("=") for word in words)).columns
