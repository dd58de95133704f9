"""Loans with what is still owed and how they behave."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    code,
    day,
    key,
    money,
    number,
    rate,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.contract.texts import sheet, text_of, write_digits
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import NEVER, day_number, is_weekday
from financial_lake.simulation.credit_officers import decides
from financial_lake.simulation.lending import credit_histories, loan_states
from financial_lake.simulation.loan_numbers import loan_numbers
from financial_lake.simulation.loan_products import FIRST_LOAN_PRODUCT, LOAN_TYPES
from financial_lake.simulation.loan_state import STATUSES
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints

ENDED = ("paid_off", "defaulted")


class LoanAccounts(
    LakeTable,
    grain="loan, running or ended within 180 days",
    load=LoadPattern.SNAPSHOT_WEEKDAY,
    owner="lending",
    rules=("R29", "R38", "R39", "R40", "R41", "R42", "R43", "R44", "R63"),
):
    """Loans with what is still owed and how they behave."""

    loan_id: Id = key("the loan; the application, its decision and the loan share one id")
    application_id: Id = refers(
        "loan_applications",
        "application it came from; that row goes after 24 months",
        column_name="application_id",
        hard=False,
    )
    customer_id: Id = refers("customers", "borrower")
    product_id: Id = refers("products", "what was sold")
    loan_number: Text = text(
        "number on letters, all but the last four digits masked", pii=Pii.SECRET, pattern=r"L\*{6}\d{4}$"
    )
    loan_type: Text = code("what the money is for", LOAN_TYPES)
    original_amount: Money = money("principal as approved and paid out", gt=0)
    current_balance: Money = money("principal still owed; after a charge-off what was never collected", ge=0)
    interest_rate: Rate = rate("yearly rate, fixed for life", gt=0, le=0.18)
    term_months: Int = number("instalments of the contract in force", ge=12, le=480)
    installment_amount: Money = money("monthly instalment of the contract in force", gt=0)
    origination_date: Day = day("business day on which the money was paid out")
    due_day: Int = number("day of the month on which instalments fall due", ge=1, le=25)
    maturity_date: Day = day("last due day of the contract in force; only a restructuring moves it")
    next_due_on: Day = day("due day of the oldest unpaid instalment; none once the loan has ended", null=True)
    installments_paid: Int = number("instalments received so far", ge=0)
    loan_status: Text = code("how the loan stands; delinquent from five days past due", STATUSES, pii=Pii.SENSITIVE)
    days_past_due: Int = number("days since the oldest unpaid instalment was due", pii=Pii.SENSITIVE, ge=0, lt=180)
    past_due_amount: Money = money("instalments due before today and unpaid", ge=0)
    linked_account_id: Id = refers("accounts", "account that received the money and pays")
    approved_by: Id = refers("employees", "who decided on the application", column_name="employee_id", hard=False)
    closed_on: Day = day("day of the last payment, or of the charge-off", null=True)

    @row_rule(
        "a loan has an end exactly when it is paid off or defaulted",
        {"loan_status": "active", "closed_on": date(2024, 6, 3)},
    )
    def closed_on_iff_ended(cls, rows: pd.DataFrame) -> pd.Series:
        """An end goes with an ended status."""
        return rows["closed_on"].notna() == rows["loan_status"].isin(ENDED)

    @row_rule("an instalment is expected exactly while the loan runs", {"loan_status": "active", "next_due_on": None})
    def next_due_on_iff_running(cls, rows: pd.DataFrame) -> pd.Series:
        """A next due day goes with a running status."""
        return rows["next_due_on"].isna() == rows["loan_status"].isin(ENDED)

    @row_rule("nothing is owed exactly when paid off", {"loan_status": "active", "current_balance": 0})
    def nothing_owed_iff_paid_off(cls, rows: pd.DataFrame) -> pd.Series:
        """A balance of zero goes with paid_off."""
        return (rows["current_balance"] == 0) == rows["loan_status"].eq("paid_off")

    @row_rule("delinquent exactly from five days past due", {"loan_status": "active", "days_past_due": 5})
    def delinquent_from_five_days(cls, rows: pd.DataFrame) -> pd.Series:
        """Status and days agree."""
        return rows["loan_status"].eq("delinquent") == (rows["days_past_due"] >= 5)

    @row_rule("money is past due exactly when days are", {"days_past_due": 0, "past_due_amount": 1})
    def past_due_together(cls, rows: pd.DataFrame) -> pd.Series:
        """Amount and days past due go together."""
        return (rows["past_due_amount"] > 0) == (rows["days_past_due"] > 0)


def generate(bank: Bank, day: date) -> pa.Table:
    """All loans running on the day or ended within the 180 days before."""
    today = day_number(day)
    if not is_weekday(today):
        return LoanAccounts.arrow_schema().empty_table()
    columns = bank.columns(_rows, day.year, today)
    loan_id, ends = columns["loan_id"], columns["closed_on"]
    columns |= {
        "application_id": loan_id,
        "product_id": FIRST_LOAN_PRODUCT + columns["loan_type"],
        "loan_number": _masked(loan_numbers(bank, loan_id)),
        "loan_type": Coded(columns["loan_type"], LOAN_TYPES),
        "loan_status": Coded(columns["loan_status"], STATUSES),
        "next_due_on": Known(columns["next_due_on"], columns["next_due_on"] < NEVER),
        "closed_on": Known(ends, ends < NEVER),
    }
    return frame(LoanAccounts, day, loan_id.size, columns)


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    states = loan_states(block, today)
    loans = credit_histories(block, year).loans.where(states.loan)
    return {
        "loan_id": loans.loan_id,
        "customer_id": customers(block, year).customer_id[loans.owner],
        "loan_type": loans.loan_type,
        "original_amount": loans.principal,
        "current_balance": states.balance,
        "interest_rate": loans.rate,
        "term_months": states.term,
        "installment_amount": states.instalment,
        "origination_date": loans.originated_on,
        "due_day": loans.due_day,
        "maturity_date": states.matures_on,
        "next_due_on": states.next_due_on,
        "installments_paid": states.instalments_paid,
        "loan_status": states.status,
        "days_past_due": states.days_past_due,
        "past_due_amount": states.past_due,
        "linked_account_id": loans.account_id,
        "approved_by": decides(block.bank, loans.loan_id, loans.applied_on, loans.approved_on, loans.principal),
        "closed_on": states.closed_on,
    }


def _masked(numbers: Ints) -> pa.StringArray:
    page = sheet("L******0000", numbers.size)
    write_digits(page, 7, 4, numbers)
    return text_of(page)
