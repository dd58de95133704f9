"""The weekly credit rating of every customer, and one for every application."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Rate,
    Text,
    code,
    day,
    key,
    number,
    rate,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.event_ids import IDS_A_DAY
from financial_lake.simulation.lending_desk.assessments import (
    APPLICATION_MODEL_TENTHS,
    CATEGORIES,
    GRADES,
    WEEKLY_MODEL_TENTHS,
    Assessments,
    assessments_on,
    model_version,
    ratings,
)
from financial_lake.simulation.score_model import LOWEST_SCORE
from financial_lake.simulation.streams import Ints

FROM_TO = [f"risk category {now}, last week {before}" for before in CATEGORIES for now in CATEGORIES]


class RiskAssessments(
    LakeTable, grain="assessment", load=LoadPattern.EVENTS, owner="lending", rules=("R35", "R44", "R53", "R64")
):
    """The weekly credit rating of every customer, and one for every application."""

    assessment_id: Id = key("the day, and the place among the day's assessments")
    customer_id: Id = refers("customers", "who is rated")
    application_id: Id = refers(
        "loan_applications",
        "application that is rated; none in the weekly run",
        column_name="application_id",
        null=True,
    )
    loan_id: Id = refers(
        "loan_accounts",
        "the customer's running loan on which most is owed; none without one, and none for applications",
        column_name="loan_id",
        null=True,
    )
    assessment_date: Day = day("the day of the assessment")
    credit_score: Int = number("rounded mean of the three bureaus", pii=Pii.SENSITIVE, ge=300, le=850)
    risk_score: Int = number("the score from 0 to 1000", pii=Pii.SENSITIVE, ge=0, le=1000)
    risk_category: Text = code(
        "low below 2 % default probability, medium below 6, high below 15", CATEGORIES, pii=Pii.SENSITIVE
    )
    credit_grade: Text = code(
        "by default probability: below 0.8, 1.2, 1.8, 3, 5, 8, 15, 30 % or more", GRADES, pii=Pii.SENSITIVE
    )
    probability_default: Rate = rate(
        "chance of being 90 days past due within twelve months", pii=Pii.SENSITIVE, gt=0, lt=1
    )
    assessment_model: Text = text("model and version", pattern=r"(retail|application)-pd-\d+\.\d$")
    notes: Text = text("what has changed, when the category is another than last week's", pii=Pii.SENSITIVE, null=True)
    assessed_by: Id = refers(
        "employees",
        "risk analyst who rated an application; else none",
        column_name="employee_id",
        null=True,
    )

    @row_rule("an analyst exactly for an application", {"application_id": None, "assessed_by": 104})
    def analyst_iff_application(cls, rows: pd.DataFrame) -> pd.Series:
        """The weekly run rates by itself."""
        return rows["assessed_by"].notna() == rows["application_id"].notna()

    @row_rule("each kind of assessment has its model", {"application_id": 1, "assessment_model": "retail-pd-2.1"})
    def model_of_its_kind(cls, rows: pd.DataFrame) -> pd.Series:
        """Applications have a model of their own."""
        return rows["assessment_model"].str.startswith("application").eq(rows["application_id"].notna())

    @row_rule("loan and note belong to the weekly run", {"application_id": 1, "loan_id": 1})
    def loan_in_weekly_run_only(cls, rows: pd.DataFrame) -> pd.Series:
        """An application is rated without either."""
        return rows["application_id"].isna() | (rows["loan_id"].isna() & rows["notes"].isna())

    @row_rule("assessed on its day", {"assessment_date": date(1999, 1, 1)})
    def on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the day of the assessment."""
        return rows["assessment_date"].eq(rows["dt"])


def generate(bank: Bank, day: date) -> pa.Table:
    """The weekly run of the day's fifth of the customers, none at the weekend, and the day's applications."""
    today = day_number(day)
    rated = Assessments.joined(bank.by_block(assessments_on, today))
    known, place = ratings(), rated.score - LOWEST_SCORE
    is_asked = rated.application_id > 0
    models = [
        f"retail-pd-{model_version(WEEKLY_MODEL_TENTHS, day.year)}",
        f"application-pd-{model_version(APPLICATION_MODEL_TENTHS, day.year)}",
    ]
    columns = {
        "assessment_id": today * IDS_A_DAY + 1 + np.arange(len(rated)),
        "customer_id": rated.customer_id,
        "application_id": Known(rated.application_id, is_asked),
        "loan_id": Known(rated.loan_id, rated.loan_id > 0),
        "assessment_date": today,
        "credit_score": rated.score,
        "risk_score": known.risk_score[place],
        "risk_category": Coded(known.category[place], CATEGORIES),
        "credit_grade": Coded(known.grade[place], GRADES),
        "probability_default": known.probability[place],
        "assessment_model": Coded(is_asked.astype(np.int64), models),
        "notes": Coded(_note(rated, known.category), FROM_TO),
        "assessed_by": Known(rated.assessed_by, is_asked),
    }
    return frame(RiskAssessments, day, len(rated), columns)


def _note(rated: Assessments, category: Ints) -> Ints:
    """Index into `FROM_TO` where the category has changed since last week, else -1."""
    now = category[rated.score - LOWEST_SCORE]
    before = category[np.maximum(rated.score_before - LOWEST_SCORE, 0)]
    changed = (rated.score_before > 0) & (before != now)
    return np.where(changed, before * len(CATEGORIES) + now, -1)
