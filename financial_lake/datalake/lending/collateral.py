"""Things pledged for a loan."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
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
    rate,
    refers,
    row_rule,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, last_weekday, year_of
from financial_lake.simulation.lending_desk.collateral import (
    COLLATERAL_TYPES,
    DESCRIPTIONS,
    appraisals_on,
    loan_to_value,
    pledges,
)
from financial_lake.simulation.streams import Ints


class Collateral(LakeTable, grain="pledged object", load=LoadPattern.SNAPSHOT_DAILY, owner="lending", rules=("R43",)):
    """Things pledged for a loan."""

    collateral_id: Id = key("the loan's id, and the number of the pledge")
    loan_id: Id = refers("loan_accounts", "loan it secures; its row ends with the loan's", column_name="loan_id")
    collateral_type: Text = code(
        "real_estate for a mortgage, vehicle for a car, the others for a business", COLLATERAL_TYPES
    )
    description: Text = code("what it is", DESCRIPTIONS, pii=Pii.SENSITIVE)
    appraised_value: Money = money("worth at the latest appraisal", gt=0)
    appraisal_date: Day = day("latest appraisal: before the loan was paid out, then every year")
    ltv_ratio: Rate = rate(
        "loan to value: what is owed in the latest loan snapshot over the appraised value", pii=Pii.NONE, ge=0
    )

    @row_rule("one pledge a loan, numbered 1", {"loan_id": 1})
    def numbered_one(cls, rows: pd.DataFrame) -> pd.Series:
        """The key is composed of the loan's."""
        return rows["collateral_id"].eq(rows["loan_id"] * 10 + 1)

    @row_rule("appraised on or before the day", {"appraisal_date": date(2099, 1, 1)})
    def appraised_before(cls, rows: pd.DataFrame) -> pd.Series:
        """Nobody knows tomorrow's worth."""
        return rows["appraisal_date"] <= rows["dt"]


def generate(bank: Bank, day: date) -> pa.Table:
    """The pledges for the loans of the latest weekday snapshot."""
    today = day_number(day)
    columns = bank.columns(_rows, int(year_of(last_weekday(today))), today)
    balance = columns.pop("balance")
    columns |= {
        "collateral_id": columns["loan_id"] * 10 + 1,
        "collateral_type": Coded(columns["collateral_type"], COLLATERAL_TYPES),
        "description": Coded(columns["description"], DESCRIPTIONS),
        "ltv_ratio": loan_to_value(balance, columns["appraised_value"]),
    }
    return frame(Collateral, day, balance.size, columns)


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    appraised = appraisals_on(block, today)
    pledged = pledges(block, year).where(appraised.pledge)
    return {
        "loan_id": pledged.loan_id,
        "collateral_type": pledged.kind,
        "description": pledged.description,
        "appraised_value": appraised.value,
        "appraisal_date": appraised.appraised_on,
        "balance": appraised.balance,
    }
