"""What an investment account consists of."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import Id, LakeTable, LoadPattern, Money, Qty, key, money, rate, refers, row_rule
from financial_lake.contract.columns import Pii
from financial_lake.contract.frames import frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, is_weekday, year_of
from financial_lake.simulation.portfolio import holdings, quantities_on, values_on, worth


class Holdings(
    LakeTable,
    grain="investment and security",
    load=LoadPattern.SNAPSHOT_WEEKDAY,
    owner="wealth",
    rules=("R46", "R47", "R48"),
):
    """What an investment account consists of."""

    holding_id: Id = key("the account's number followed by 1 to 5")
    investment_id: Id = refers("investments", "the account")
    security_id: Id = refers("securities", "the security, at most once in an account")
    customer_id: Id = refers("customers", "holder of the account")
    quantity: Qty = rate("units held; changes on the account's trade days only", pii=Pii.SENSITIVE, gt=0)
    cost_basis: Money = money("quantity at the close of the day the account opened", ge=0)
    current_value: Money = money("quantity at the latest close", ge=0)

    @row_rule("a holding's number starts with its account's", {"holding_id": 1})
    def id_from_investment(cls, rows: pd.DataFrame) -> pd.Series:
        """One to five holdings an account."""
        place = rows["holding_id"] - rows["investment_id"] * 10
        return place.between(1, 5)

    @row_rule("an account belongs to the customer whose number it bears", {"customer_id": 1})
    def customer_of_investment(cls, rows: pd.DataFrame) -> pd.Series:
        """The customer of the investment account."""
        return rows["investment_id"].eq(rows["customer_id"] * 10 + 1)


def generate(bank: Bank, day: date) -> pa.Table:
    """The positions at the end of a weekday; none on Saturday and Sunday."""
    number = day_number(day)
    if not is_weekday(number):
        return Holdings.arrow_schema().empty_table()
    return pa.concat_tables(bank.by_block(_of_block, day, number))


def _of_block(block: Block, day: date, number: int) -> pa.Table:
    positions, quantity = holdings(block, int(year_of(number))), quantities_on(block, number)
    held = np.flatnonzero(quantity)
    ids = positions.holding_id[held]
    return frame(
        Holdings,
        day,
        held.size,
        {
            "holding_id": ids,
            "investment_id": ids // 10,
            "security_id": positions.security_id[held],
            "customer_id": ids // 100,
            "quantity": quantity[held],
            "cost_basis": worth(quantity[held], positions.unit_cost[held]),
            "current_value": values_on(block, number)[held],
        },
    )
