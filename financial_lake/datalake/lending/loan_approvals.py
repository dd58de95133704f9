"""The credit decisions taken on the day, yes and no."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    code,
    instant,
    key,
    money,
    number,
    rate,
    refers,
    row_rule,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.credit_records import Fate
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.lending_desk.applications import REASONS, deciders, decisions_on, reasons
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints

DECISIONS = ("approved", "rejected")
OPENS, CLOSES = 9, 17


class LoanApprovals(LakeTable, grain="decision", load=LoadPattern.EVENTS, owner="lending", rules=("R38", "R53", "R64")):
    """The credit decisions taken on the day, yes and no."""

    approval_id: Id = key("the application's id: each is decided once")
    application_id: Id = refers("loan_applications", "what is decided", column_name="application_id")
    customer_id: Id = refers("customers", "who asked for credit")
    decision: Text = code("yes or no", DECISIONS)
    approved_amount: Money = money("80 to 100 % of what was asked for, a multiple of 500", null=True, gt=0, le=800_000)
    interest_rate: Rate = rate("yearly rate: dearer the riskier, up to 12 % risk", null=True, ge="0.035", le="0.18")
    term_months: Int = number("instalments, as asked for", null=True, ge=12, le=360)
    rejection_reason: Text = code(
        "why not; low_score whenever the score is below 600", REASONS, pii=Pii.SENSITIVE, null=True
    )
    decided_at: Instant = instant("on a business day between 09:00 and 17:00")
    decided_by: Id = refers(
        "employees", "another loan officer than took it; above 250,000 a manager", column_name="employee_id"
    )

    @row_rule("amount, rate and term exactly when approved", {"decision": "rejected", "approved_amount": 5_000})
    def terms_iff_approved(cls, rows: pd.DataFrame) -> pd.Series:
        """A yes has terms, a no has none."""
        terms = rows[["approved_amount", "interest_rate", "term_months"]].notna()
        is_approved = rows["decision"].eq("approved")
        return terms.all(axis=1).eq(is_approved) & terms.any(axis=1).eq(is_approved)

    @row_rule("a reason exactly when rejected", {"decision": "approved", "rejection_reason": "policy"})
    def reason_iff_rejected(cls, rows: pd.DataFrame) -> pd.Series:
        """A no has a reason."""
        return rows["rejection_reason"].notna().eq(rows["decision"].eq("rejected"))

    @row_rule(
        "decided on its day, in office hours",
        {"decided_at": pd.Timestamp("2024-10-01 17:00"), "dt": date(2024, 10, 1)},
    )
    def decided_in_office_hours(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the day of the decision."""
        instant = rows["decided_at"]
        in_hours = (instant.dt.hour >= OPENS) & (instant.dt.hour < CLOSES)
        return in_hours & instant.dt.floor("D").eq(rows["dt"].astype(instant.dtype))

    @row_rule("the decision bears the application's id", {"application_id": 1})
    def one_decision_an_application(cls, rows: pd.DataFrame) -> pd.Series:
        """Ids agree."""
        return rows["approval_id"].eq(rows["application_id"])


def generate(bank: Bank, day: date) -> pa.Table:
    """All decisions of the day; about every second day has none in a bank of 2,230 customers."""
    columns = bank.columns(_rows, day.year, day_number(day))
    is_approved = columns["decision"] == DECISIONS.index("approved")
    columns |= {name: Known(columns[name], is_approved) for name in ("approved_amount", "interest_rate", "term_months")}
    columns |= {
        "decision": Coded(columns["decision"], DECISIONS),
        "rejection_reason": Coded(columns["rejection_reason"], REASONS),
    }
    return frame(LoanApprovals, day, is_approved.size, columns)


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    rows, histories = decisions_on(block, today), credit_histories(block, year)
    asked, decided = histories.applications.where(rows), histories.decisions.where(rows)
    return {
        "approval_id": asked.application_id,
        "application_id": asked.application_id,
        "customer_id": customers(block, year).customer_id[asked.owner],
        "decision": (decided.fate != Fate.APPROVED).astype("int64"),
        "approved_amount": decided.approved,
        "interest_rate": decided.rate,
        "term_months": asked.term,
        "rejection_reason": reasons(block.bank, asked, decided),
        "decided_at": decided.decided_at,
        "decided_by": deciders(block.bank, asked, decided),
    }
