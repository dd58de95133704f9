"""Persons who answer for somebody's loan."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Id,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.lending_desk.guarantors import (
    RELATIONSHIPS,
    Guarantors,
    contacts,
    full_names,
    guarantors_on,
)


class LoanGuarantors(
    LakeTable, grain="guarantor of a loan", load=LoadPattern.SNAPSHOT_DAILY, owner="lending", rules=("R43",)
):
    """Persons who answer for somebody's loan."""

    guarantor_id: Id = key("the loan's id, and the number of the guarantor")
    loan_id: Id = refers("loan_accounts", "loan guaranteed; the row ends with the loan's", column_name="loan_id")
    guarantor_name: Text = text("first and last name of a person who is no customer", pii=Pii.PERSONAL)
    contact_info: Text = text(
        "telephone number or e-mail address", pii=Pii.PERSONAL, pattern=r"(\(\d{3}\) 555-\d{4}|[a-z]+\.[a-z]+\d+@\S+)$"
    )
    relationship: Text = code("what the guarantor is to the borrower", RELATIONSHIPS, pii=Pii.SENSITIVE)
    guarantee_amount: Money = money("50 to 100 % of the loan as paid out, a multiple of 500", gt=0, le=800_000)

    @row_rule("guarantors of a loan are numbered 1 and 2", {"loan_id": 1})
    def numbered(cls, rows: pd.DataFrame) -> pd.Series:
        """The key is composed of the loan's."""
        return (rows["guarantor_id"] - rows["loan_id"] * 10).between(1, 2)


def generate(bank: Bank, day: date) -> pa.Table:
    """The guarantors of the loans of the latest weekday snapshot."""
    people = Guarantors.joined(bank.by_block(_shown, day_number(day)))
    columns = {
        "guarantor_id": people.guarantor_id,
        "loan_id": people.guarantor_id // 10,
        "guarantor_name": full_names(bank, people),
        "contact_info": contacts(bank, people),
        "relationship": Coded(people.relationship, RELATIONSHIPS),
        "guarantee_amount": people.cents,
    }
    return frame(LoanGuarantors, day, len(people), columns)


def _shown(block: Block, today: int) -> Guarantors:
    return guarantors_on(block, today)
