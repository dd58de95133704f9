"""Who was trained in what, over the last 24 months."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, Id, Int, LakeTable, LoadPattern, Pii, Text, code, key, number, refers, row_rule
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.training import COMPLETED, HIGHEST_SCORE, LOWEST_SCORE, STATUSES, enrolments_on


class EmployeeTraining(
    LakeTable, grain="enrolment", load=LoadPattern.SNAPSHOT_DAILY, owner="people", rules=("R58", "R63")
):
    """Who was trained in what, over the last 24 months."""

    training_record_id: Id = key("the employee, the year, and the place among the year's enrolments")
    employee_id: Id = refers("employees", "who takes part")
    program_id: Id = refers("training_programs", "what is learnt", column_name="program_id")
    enrollment_date: Day = calendar_day("the day of enrolling")
    completion_date: Day = calendar_day("the day it was completed; missing until then", null=True)
    status: Text = code("how far it has come", STATUSES)
    score: Int = number("result of the final test; completed only", pii=Pii.SENSITIVE, null=True,
                        ge=LOWEST_SCORE, le=HIGHEST_SCORE)  # fmt: skip

    @row_rule(
        "a day of completion exactly for what is completed",
        {"status": "enrolled", "completion_date": date(2024, 10, 1)},
    )
    def completion_date_iff_completed(cls, rows: pd.DataFrame) -> pd.Series:
        """Day and status agree."""
        return rows["completion_date"].notna() == rows["status"].eq("completed")

    @row_rule("a score exactly for what is completed", {"status": "dropped", "score": 80})
    def score_iff_completed(cls, rows: pd.DataFrame) -> pd.Series:
        """Score and status agree."""
        return rows["score"].notna() == rows["status"].eq("completed")

    @row_rule("nothing is completed before it is begun", {"status": "completed", "completion_date": date(1999, 1, 1)})
    def completed_after_enrolling(cls, rows: pd.DataFrame) -> pd.Series:
        """Days follow each other."""
        return rows["completion_date"].isna() | (rows["completion_date"] > rows["enrollment_date"])


def generate(bank: Bank, day: date) -> pa.Table:
    """Enrolments of the 24 months up to the day, as they stand at its end."""
    today = day_number(day)
    every = enrolments_on(bank, today)
    status = every.status_on(today)
    is_completed = status == COMPLETED
    columns = {
        "training_record_id": every.record_id,
        "employee_id": every.employee_id,
        "program_id": every.program + 1,
        "enrollment_date": every.enrolled_on,
        "completion_date": Known(every.ends_on, is_completed),
        "status": Coded(status, STATUSES),
        "score": Known(every.score, is_completed),
    }
    return frame(EmployeeTraining, day, len(every), columns)
