"""Answers to the survey after a contact."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    instant,
    key,
    number,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.event_ids import IDS_A_DAY
from financial_lake.simulation.service.surveys import Surveys, surveys_on
from financial_lake.simulation.service.wording import COMMENTS

_COMMENTS = tuple(comment for group in COMMENTS.values() for comment in group)


class SatisfactionSurveys(
    LakeTable, grain="answered survey", load=LoadPattern.EVENTS, owner="customer_office", rules=("R54", "R64")
):
    """Answers to the survey after a contact."""

    survey_id: Id = key("the day, and the place among the day's answers")
    interaction_id: Id = refers("interactions", "the contact it is about, of the day or the two before", hard=False)
    customer_id: Id = refers("customers", "who answered")
    nps_score: Int = number("how likely to recommend the bank, from 0 to 10", pii=Pii.SENSITIVE, ge=0, le=10)
    satisfaction_rating: Int = number("stars for the contact", pii=Pii.SENSITIVE, ge=1, le=5)
    comments: Text = text("in the customer's words", pii=Pii.SENSITIVE, null=True)
    surveyed_at: Instant = instant("when it was answered, after the contact's end")

    @row_rule("promoters give four or five stars", {"nps_score": 10, "satisfaction_rating": 1})
    def promoters_are_content(cls, rows: pd.DataFrame) -> pd.Series:
        """Score and stars agree at the top."""
        return (rows["nps_score"] < 9) | (rows["satisfaction_rating"] >= 4)

    @row_rule("who scores below five gives at most three stars", {"nps_score": 1, "satisfaction_rating": 5})
    def detractors_are_not(cls, rows: pd.DataFrame) -> pd.Series:
        """Score and stars agree at the bottom."""
        return (rows["nps_score"] >= 5) | (rows["satisfaction_rating"] <= 3)


def generate(bank: Bank, day: date) -> pa.Table:
    """All surveys answered on the day."""
    today = day_number(day)
    answers = Surveys.joined(bank.by_block(surveys_on, today))
    columns = {
        "survey_id": today * IDS_A_DAY + 1 + np.arange(len(answers)),
        "interaction_id": answers.interaction_id,
        "customer_id": answers.customer_id,
        "nps_score": answers.nps,
        "satisfaction_rating": answers.stars,
        "comments": Coded(answers.comment, _COMMENTS),
        "surveyed_at": answers.instant,
    }
    return frame(SatisfactionSurveys, day, len(answers), columns)
