"""Money received on loans on the day."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

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
    text,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import at, day_number
from financial_lake.simulation.event_ids import event_ids
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.lending import PAID_AT, credit_histories
from financial_lake.simulation.lending_desk.receipts import STATUSES, receipts_on
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints


class LoanPayments(
    LakeTable, grain="instalment paid or payoff", load=LoadPattern.EVENTS, owner="lending", rules=("R40", "R41", "R64")
):
    """Money received on loans on the day."""

    loan_payment_id: Id = key("the day, and the place among the day's payments on loans")
    loan_id: Id = refers("loan_accounts", "loan that is paid down", column_name="loan_id")
    customer_id: Id = refers("customers", "borrower")
    installment_number: Int = number("which due date is paid; 1 is the first of the loan", ge=1)
    total_installments: Int = number("number of the last due date of the contract in force", ge=12, le=480)
    due_on: Day = day("when it was or is due; up to three days after the payment")
    paid_at: Instant = instant("07:10 of the day")
    payment_amount: Money = money("what the account paid: the four parts together", gt=0)
    principal_amount: Money = money("principal by the schedule", ge=0)
    interest_amount: Money = money("a month's interest on what was owed", ge=0)
    extra_principal_amount: Money = money("principal beyond the schedule, or all the rest", ge=0)
    late_fee_amount: Money = money("25.00 when more than ten days late", ge=0, le=25)
    payment_status: Text = code(
        "paid_late from five days on, prepaid with extra principal", STATUSES, pii=Pii.SENSITIVE
    )
    days_past_due: Int = number("days from the due day to the payment, 0 when in time", pii=Pii.SENSITIVE, ge=0)
    cumulative_principal_amount: Money = money("principal received on the loan so far, this payment included", gt=0)
    remaining_balance: Money = money("principal still owed after this payment", ge=0)
    from_account_id: Id = refers("accounts", "account that paid")
    reference_number: Text = text("LP- and the payment's own id; on its posting too", pattern=r"LP-\d+$")

    @row_rule("a payment is the sum of its parts", {"payment_amount": 1})
    def parts_sum_up(cls, rows: pd.DataFrame) -> pd.Series:
        """Nothing is paid that is not accounted for."""
        parts = rows["principal_amount"] + rows["interest_amount"]
        return rows["payment_amount"] == parts + rows["extra_principal_amount"] + rows["late_fee_amount"]

    @row_rule("a late fee exactly when more than ten days late", {"days_past_due": 11, "late_fee_amount": 0})
    def late_fee_iff_late(cls, rows: pd.DataFrame) -> pd.Series:
        """Fee and days agree."""
        is_late = rows["days_past_due"] > 10
        return rows["late_fee_amount"].eq(25).eq(is_late) & (is_late | rows["late_fee_amount"].eq(0))

    @row_rule(
        "prepaid exactly with extra principal, else late from five days on",
        {"days_past_due": 5, "extra_principal_amount": 0, "payment_status": "paid"},
    )
    def status_follows(cls, rows: pd.DataFrame) -> pd.Series:
        """The status says what the amounts and days say."""
        is_prepaid = rows["extra_principal_amount"] > 0
        is_late = ~is_prepaid & (rows["days_past_due"] >= 5)
        status = rows["payment_status"]
        return status.eq("prepaid").eq(is_prepaid) & status.eq("paid_late").eq(is_late)

    @row_rule("days past due count from the due day", {"due_on": date(1999, 1, 1), "days_past_due": 0})
    def days_count_from_due(cls, rows: pd.DataFrame) -> pd.Series:
        """Days agree with the two days they lie between."""
        paid_on = rows["paid_at"].dt.floor("D")
        days = (paid_on - rows["due_on"].astype(rows["paid_at"].dtype)).dt.days
        return rows["days_past_due"].eq(days.clip(lower=0))

    @row_rule("paid at 07:10 of its day", {"paid_at": pd.Timestamp("1999-01-01 07:10")})
    def on_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """The partition is the day of the payment."""
        collected = rows["dt"].astype(rows["paid_at"].dtype) + pd.Timedelta(hours=PAID_AT[0], minutes=PAID_AT[1])
        return rows["paid_at"].eq(collected)


def generate(bank: Bank, day: date) -> pa.Table:
    """All payments of the day."""
    today = day_number(day)
    columns = bank.columns(_rows, day.year, today)
    ids = pa.array(columns["loan_payment_id"]).cast(pa.string())
    columns |= {
        "paid_at": np.full(len(ids), at(today, *PAID_AT)),
        "payment_status": Coded(columns["payment_status"], STATUSES),
        "reference_number": pc.binary_join_element_wise("LP-", ids, ""),
    }
    return frame(LoanPayments, day, len(ids), columns)


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    received, histories = receipts_on(block, today), credit_histories(block, year)
    loans, owed = histories.loans.where(received.loan), histories.instalments.where(received.instalment)
    return {
        "loan_payment_id": event_ids(block.bank, Reference.LP, block, np.full(len(received), today), received.ordinal),
        "loan_id": loans.loan_id,
        "customer_id": customers(block, year).customer_id[loans.owner],
        "installment_number": owed.number,
        "total_installments": owed.total,
        "due_on": owed.due_on,
        "payment_amount": owed.principal + owed.interest + owed.extra + owed.late_fee,
        "principal_amount": owed.principal,
        "interest_amount": owed.interest,
        "extra_principal_amount": owed.extra,
        "late_fee_amount": owed.late_fee,
        "payment_status": received.status,
        "days_past_due": received.days_past_due,
        "cumulative_principal_amount": received.repaid,
        "remaining_balance": owed.balance_after,
        "from_account_id": loans.account_id,
    }
