"""The questions there are: found in this folder, told by their first lines."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from financial_lake.errors import UnknownQuestion

QUESTION = re.compile(r"^-- question: (?P<words>.+)$")
PARAMETER = re.compile(r"^-- parameter (?P<name>\w+): (?P<meaning>.+)$")
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Parameter:
    """What can be chosen when a question is asked; every one has a default, told in its meaning."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the SQL that answers it.

    Attributes:
        name: what it is asked by: `top_spenders`.
        reader: who asks it, the folder: customer, operations, risk ...
        words: the question itself.
        parameters: what can be chosen.
        sql: runs as it stands.
    """

    name: str
    reader: str
    words: str
    parameters: tuple[Parameter, ...]
    sql: str


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All questions, by reader and name.

    Raises:
        ValueError: a file does not say what it asks: a programming error.
    """
    return tuple(_read(file) for file in sorted(FOLDER.glob("*/*.sql")))


def question_named(name: str) -> Question:
    """The question of that name; `top-spenders` is `top_spenders`.

    Raises:
        UnknownQuestion: with the nearest names.
    """
    known = {each.name: each for each in questions()}
    asked = name.strip().lower().replace("-", "_")
    if asked in known:
        return known[asked]
    near = get_close_matches(asked, known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`financial-lake ask` lists them all."
    raise UnknownQuestion(f"There is no question {name!r}. {hint}")


def _read(file: Path) -> Question:
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    words = QUESTION.match(lines[0])
    if words is None:
        raise ValueError(f"{file.name} does not begin with `-- question: ...`")
    told = [PARAMETER.match(line) for line in lines[1:]]
    parameters = tuple(Parameter(each["name"], each["meaning"]) for each in told if each is not None)
    return Question(file.stem, file.parent.name, words["words"], parameters, text)
