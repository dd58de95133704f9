"""Which rows of the raw feeds were dirtied, and how: the truth against which cleaning is scored."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import Flag, Id, LakeTable, LoadPattern, Pii, Text, code, flag, key, row_rule, text
from financial_lake.contract.frames import frame
from financial_lake.datalake.accounts import accounts
from financial_lake.datalake.customers import customers
from financial_lake.datalake.payments import transactions
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.dirt import EXTRA_ROWS
from financial_lake.simulation.event_ids import IDS_A_DAY
from financial_lake.simulation.spelling import IN_ACCOUNTS, IN_CUSTOMERS, IN_TRANSACTIONS

SPELLINGS = (IN_TRANSACTIONS, IN_CUSTOMERS, IN_ACCOUNTS)
TABLES = tuple(each.table for each in SPELLINGS)
DEFECT_TYPES = tuple(dict.fromkeys((*EXTRA_ROWS, *(each.defect_type for each in SPELLINGS))))
NULLED = ("null_account_id", "null_customer_id")
FIRST_CUSTOMER, CUSTOMERS_A_GENERATION = 1001, 10_000_000


class PlantedDefects(LakeTable, grain="planted defect", load=LoadPattern.EVENTS, owner="simulation", rules=("R68",)):
    """Which raw rows were dirtied, and how; nothing outside checks and scoring may read it."""

    defect_id: Id = key("the defect")
    table_name: Text = code("the table whose feed is dirty", TABLES)
    row_key: Text = text("key of the dirty row as it stands in the feed")
    defect_type: Text = code("what was done to it", DEFECT_TYPES)
    column_name: Text = text("the column that is wrong")
    original_value: Text = text("the clean value; missing when the row is an extra one", pii=Pii.SENSITIVE, null=True)
    planted_value: Text = text("the value in the feed; missing where it was taken out", pii=Pii.SENSITIVE, null=True)
    is_extra_row: Flag = flag("true: the row must be rejected; false: it must be repaired")
    source_row_key: Text = text("the clean row an extra one was copied from", null=True)

    @row_rule("seven kinds add a row", {"defect_type": "unknown_account", "is_extra_row": False})
    def extra_by_type(cls, rows: pd.DataFrame) -> pd.Series:
        """The kind of defect says whether a row was added."""
        return rows["defect_type"].isin(EXTRA_ROWS) == rows["is_extra_row"]

    @row_rule("only transactions get extra rows", {"is_extra_row": True, "table_name": "accounts"})
    def extra_only_in_transactions(cls, rows: pd.DataFrame) -> pd.Series:
        """Snapshots are altered in place."""
        return ~rows["is_extra_row"] | rows["table_name"].eq("transactions")

    @row_rule(
        "an extra row has a source, an altered one its original value", {"source_row_key": None, "original_value": None}
    )
    def way_back(cls, rows: pd.DataFrame) -> pd.Series:
        """Every defect can be undone."""
        has_source, has_original = rows["source_row_key"].notna(), rows["original_value"].notna()
        return (rows["is_extra_row"] == has_source) & (rows["is_extra_row"] != has_original)

    @row_rule(
        "nothing is planted exactly where ids were taken out", {"planted_value": None, "defect_type": "padded_name"}
    )
    def nothing_planted_iff_nulled(cls, rows: pd.DataFrame) -> pd.Series:
        """A missing value is the defect itself."""
        return rows["planted_value"].isna() == rows["defect_type"].isin(NULLED)


def generate(bank: Bank, day: date) -> pa.Table:
    """All defects in the day's feeds, in order of the customer they concern."""
    found = pa.concat_tables([feed.planted(bank, day) for feed in (transactions, customers, accounts)])
    occupant, slot = np.divmod(found["customer_id"].to_numpy() - FIRST_CUSTOMER, CUSTOMERS_A_GENERATION)
    found = found.take(pa.array(np.lexsort((occupant, slot)))).drop_columns("customer_id")
    numbered = day_number(day) * IDS_A_DAY + 1 + np.arange(found.num_rows)
    columns = dict(zip(found.column_names, found.columns, strict=True))
    return frame(PlantedDefects, day, found.num_rows, {"defect_id": numbered, **columns})
