"""What people ask of the bank, each question a `.sql` under its name that runs as it stands on a published warehouse.

    -- question: Who spent the most in a month?
    -- parameter month: a day of the month; the latest month there is without it
    select ... where month = coalesce(getvariable('month')::date, ...)

A parameter is a variable of the connection (`set variable month = '2024-11-01'` in a shell) and has a default.
"""

from financial_lake.questions.asking import answer_to
from financial_lake.questions.catalogue import Parameter, Question, question_named, questions

__all__ = ["Parameter", "Question", "answer_to", "question_named", "questions"]
