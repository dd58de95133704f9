"""Questions have names, words and defaults, and what cannot be asked is refused in words."""

from pathlib import Path

import pytest

from financial_lake.errors import UnknownQuestion
from financial_lake.questions import Question, question_named, questions
from financial_lake_tests.terminal.conftest import Typed
from financial_lake_tests.terminal.test_refusals import assert_refused


def test_names_are_unique_and_every_question_asks() -> None:
    names = [each.name for each in questions()]
    assert len(names) == len(set(names))
    assert all(each.words.endswith("?") for each in questions())


@pytest.mark.parametrize("question", questions(), ids=lambda each: each.name)
def test_every_parameter_is_used_and_every_variable_is_told(question: Question) -> None:
    assert {each.name for each in question.parameters} == {
        piece.split("'")[1] for piece in question.sql.split("getvariable(")[1:]
    }


@pytest.mark.parametrize("question", questions(), ids=lambda each: each.name)
def test_every_question_is_answered_without_a_choice(question: Question, built: Path, typed: Typed) -> None:
    code, said, complained = typed("ask", question.name, "--lake", str(built), "--format", "csv")
    assert (code, complained) == (0, "")
    assert said.splitlines()[0].count(",") >= 1


def test_a_name_may_be_written_with_dashes_and_a_wrong_one_is_told_the_nearest() -> None:
    assert question_named("Daily-Volume").name == "daily_volume"
    with pytest.raises(UnknownQuestion, match="Did you mean daily_volume"):
        question_named("daily_volumes")


def test_parameters_choose_rows(built: Path, typed: Typed) -> None:
    code, said, _ = typed("ask", "daily_volume", "from=2024-10-02", "to=2024-10-02", "--lake", str(built), "-f", "csv")
    assert code == 0
    assert [line.split(",")[0] for line in said.splitlines()[1:]] == ["2024-10-02"]


def test_what_cannot_be_asked_is_refused(built: Path, typed: Typed) -> None:
    at = ("--lake", str(built))
    assert_refused(typed("ask", "daily_volume", "day=2024-10-02", *at), "no parameter day", "from: first day")
    assert_refused(typed("ask", "daily_volume", "from", *at), "write NAME=VALUE")
    assert_refused(typed("ask", "daily_volume", "from=soon", *at), "cannot be asked with from='soon'", "first day")
    assert_refused(typed("ask", "nothing", *at), "There is no question 'nothing'", "financial-lake ask")


def test_the_list_has_every_question(typed: Typed) -> None:
    code, said, _ = typed("ask")
    assert code == 0
    for each in questions():
        assert each.name in said
