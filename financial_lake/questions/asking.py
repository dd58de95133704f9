"""Asking a question of a lake, with what was chosen for its parameters."""

from collections.abc import Mapping

import duckdb

from financial_lake.engines.connections import named, quoted
from financial_lake.engines.queries import query_in
from financial_lake.engines.questions import Answer, ask, reading_room
from financial_lake.errors import QueryRefused
from financial_lake.questions.catalogue import Question
from financial_lake.storage.lake import Lake


def answer_to(lake: Lake, question: Question, chosen: Mapping[str, str]) -> Answer:
    """The answer, from what the lake holds now.

    Args:
        lake: whom to ask.
        question: what to ask.
        chosen: values by parameter, as typed.

    Raises:
        QueryRefused: a parameter the question does not have, or a value that does not fit it.
    """
    known = {each.name: each.meaning for each in question.parameters}
    strange = sorted(set(chosen) - set(known))
    if strange:
        told = "; ".join(f"{name}: {meaning}" for name, meaning in known.items()) or "none"
        raise QueryRefused(f"{question.name} has no parameter {', '.join(strange)}. Its parameters: {told}.")
    with reading_room(lake, query_in(question.sql).inputs, nothing_else=True) as connection:
        for name, value in chosen.items():
            connection.execute(f"set variable {named(name)} = {quoted(value)}")
        try:
            return ask(connection, question.sql)
        except QueryRefused as refused:
            if isinstance(refused.__cause__, duckdb.ConversionException) and chosen:
                typed = ", ".join(f"{name}={value!r}" for name, value in chosen.items())
                fits = "; ".join(f"{name}: {known[name]}" for name in chosen)
                raise QueryRefused(f"{question.name} cannot be asked with {typed}. It takes {fits}.") from refused
            raise
