"""The latest score of each credit bureau for each customer."""

from datetime import date

import numpy as np
import pyarrow as pa

from financial_lake.contract import Day, Id, Int, LakeTable, LoadPattern, Pii, Text, code, day, key, number, refers
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number, is_weekday
from financial_lake.simulation.credit_scores import bureau_scores
from financial_lake.simulation.population import customers, is_present
from financial_lake.simulation.score_model import BUREAUS, HIGHEST_SCORE, LOWEST_SCORE, refreshed_on


class CreditScores(
    LakeTable,
    grain="customer and bureau",
    load=LoadPattern.SNAPSHOT_WEEKDAY,
    owner="customer_office",
    rules=("R29", "R35"),
):
    """The latest score of each credit bureau for each customer."""

    credit_score_id: Id = key("one for each customer and bureau, for life: customer_id x 100 + 1, 2 or 3")
    customer_id: Id = refers("customers", "whom the bureau has scored")
    bureau: Text = code("the bureau that gives the score", BUREAUS)
    score: Int = number(
        "how trustworthy the bureau finds the customer", pii=Pii.SENSITIVE, ge=LOWEST_SCORE, le=HIGHEST_SCORE
    )
    scored_on: Day = day("the bureau's last refresh: the 5th (atlas), 12th (beacon) or 19th (civic) of a month")


def generate(bank: Bank, day: date) -> pa.Table:
    """Three scores for each customer with a row in customers on the day."""
    today = day_number(day)
    ids, scores = [], []
    for block in bank.blocks() if is_weekday(today) else ():
        people = customers(block, day.year)
        present = is_present(people, today)
        ids.append(people.customer_id[present])
        scores.append(bureau_scores(block, today)[present])
    persons = np.concatenate([*ids, np.zeros(0, dtype=np.int64)])
    rows = persons.size * len(BUREAUS)
    bureau = np.tile(np.arange(len(BUREAUS)), persons.size)
    customer_id = np.repeat(persons, len(BUREAUS))
    return frame(
        CreditScores,
        day,
        rows,
        {
            "credit_score_id": customer_id * 100 + bureau + 1,
            "customer_id": customer_id,
            "bureau": Coded(bureau, BUREAUS),
            "score": np.concatenate([*(each.ravel() for each in scores), np.zeros(0, dtype=np.int64)]),
            "scored_on": refreshed_on(today, bureau),
        },
    )
