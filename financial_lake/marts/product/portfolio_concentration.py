"""How much of a book hangs on few members: sectors, securities, kinds and regions of loans, depositors, wire banks."""

import pandas as pd

from financial_lake.contract import (
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    code,
    key,
    money,
    number,
    rate,
    row_rule,
)


class PortfolioConcentration(
    LakeTable,
    grain="dimension and member",
    load=LoadPattern.MONTH_END,
    owner="wealth",
    reads_back=2,
    windows={"datalake.wire_transfers": 30},
):
    """How much of a book hangs on few members: sectors, securities, kinds and regions of loans, depositors, wire banks.

    Holdings and loans as of the month's last weekday, deposits at its end, wires completed in the month. Of the
    depositors the twenty largest are shown; the index is of all.
    """

    dimension: Text = key("what the book is divided by")
    member: Text = key("one part of it; depositors by their number")
    amount: Money = money("what the member holds, owes or moved, in US dollars", gt=0)
    share: Ratio = rate("amount over the whole book", ge=0, le=1)
    share_rank: Int = number("1 for the largest, ties in the order of names", ge=1)
    hhi: Ratio = rate("Herfindahl-Hirschman index: sum of squared shares of all members; 1 is a single one", ge=0, le=1)
    level: Text = code("low below 0.15, high from 0.25 on", ("low", "moderate", "high"))

    @row_rule("a level says how high the index is", {"hhi": "1.000000", "level": "low"})
    def level_by_index(cls, rows: pd.DataFrame) -> pd.Series:
        index = rows["hhi"].astype("double[pyarrow]")
        return rows["level"].eq("low").eq(index < 0.15) & rows["level"].eq("high").eq(index >= 0.25)
