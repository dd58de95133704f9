"""Applications for credit of the last 24 months and where they stand."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    day,
    instant,
    key,
    money,
    number,
    refers,
    row_rule,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import NEVER, day_number
from financial_lake.simulation.credit_officers import takes
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.lending_desk.applications import PURPOSES, STATUSES, purposes, standing_on
from financial_lake.simulation.loan_applications import CHANNELS
from financial_lake.simulation.loan_products import FIRST_LOAN_PRODUCT, LOAN_TYPES
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints

WAITING = ("submitted", "pending")
SHORTEST_DECISION, LONGEST_DECISION = pd.Timedelta(days=1), pd.Timedelta(days=31)


class LoanApplications(
    LakeTable,
    grain="application",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="lending",
    rules=("R38", "R44", "R53", "R63"),
):
    """Applications for credit of the last 24 months and where they stand."""

    application_id: Id = key("customer and year of the application; its decision and its loan share the id")
    customer_id: Id = refers("customers", "who asks for credit")
    loan_type: Text = code("what the money is for", LOAN_TYPES)
    product_id: Id = refers("products", "what is asked for")
    requested_amount: Money = money("principal asked for, a multiple of 500", ge=5_000, le=800_000)
    requested_term_months: Int = number("instalments asked for", ge=12, le=360)
    purpose: Text = code("what the applicant wants to do with it", PURPOSES, pii=Pii.SENSITIVE)
    application_channel: Text = code("how it reached the bank", CHANNELS)
    applied_at: Instant = instant("when it came in; at a branch during its hours")
    application_status: Text = code("submitted on its day, then pending until decided or withdrawn", STATUSES)
    decided_on: Day = day("day of the decision or the withdrawal, none until then", null=True)
    officer_id: Id = refers("employees", "loan officer who took it", column_name="employee_id", hard=False)
    credit_score: Int = number(
        "the bank's score of the applicant on that day: rounded mean of the bureaus", pii=Pii.SENSITIVE, ge=300, le=850
    )

    @row_rule(
        "decided exactly when no longer submitted or pending",
        {"application_status": "pending", "decided_on": date(2024, 6, 3)},
    )
    def decided_iff_done(cls, rows: pd.DataFrame) -> pd.Series:
        """A day goes with a decision."""
        return rows["decided_on"].isna() == rows["application_status"].isin(WAITING)

    @row_rule("submitted exactly on the day it came in", {"application_status": "submitted", "dt": date(2099, 1, 1)})
    def submitted_on_its_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The first day's status is submitted."""
        today = rows["dt"].astype(rows["applied_at"].dtype)
        return rows["application_status"].eq("submitted") == (rows["applied_at"] >= today)

    @row_rule("decided two to thirty days after it came in", {"decided_on": date(2099, 1, 1)})
    def decided_in_time(cls, rows: pd.DataFrame) -> pd.Series:
        """A decision takes its time, but no more than a month."""
        taken = rows["decided_on"].astype(rows["applied_at"].dtype) - rows["applied_at"].dt.floor("D")
        return rows["decided_on"].isna() | ((taken > SHORTEST_DECISION) & (taken < LONGEST_DECISION))


def generate(bank: Bank, day: date) -> pa.Table:
    """The applications of the 24 months up to the day."""
    columns = bank.columns(_rows, day.year, day_number(day))
    decided_on = columns["decided_on"]
    columns |= {
        "product_id": FIRST_LOAN_PRODUCT + columns["loan_type"],
        "loan_type": Coded(columns["loan_type"], LOAN_TYPES),
        "purpose": Coded(columns["purpose"], PURPOSES),
        "application_channel": Coded(columns["application_channel"], CHANNELS),
        "application_status": Coded(columns["application_status"], STATUSES),
        "decided_on": Known(decided_on, decided_on < NEVER),
    }
    return frame(LoanApplications, day, decided_on.size, columns)


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    histories, standing = credit_histories(block, year), standing_on(block, today)
    asked = histories.applications.where(standing.application)
    return {
        "application_id": asked.application_id,
        "customer_id": customers(block, year).customer_id[asked.owner],
        "loan_type": asked.loan_type,
        "requested_amount": asked.requested,
        "requested_term_months": asked.term,
        "purpose": purposes(block.bank, asked),
        "application_channel": asked.channel,
        "applied_at": asked.applied_at,
        "application_status": standing.status,
        "decided_on": standing.decided_on,
        "officer_id": takes(block.bank, asked.application_id, asked.applied_on),
        "credit_score": histories.decisions.score[standing.application],
    }
