"""Links between accounts: joint owners, beneficiaries, authorised users, linked savings."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import Day, Id, LakeTable, LoadPattern, Text, code, day, key, refers, row_rule
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_links import LINK_TYPES, links_on
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints


class AccountRelationships(
    LakeTable,
    grain="link between two live accounts",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="deposits",
    rules=("R37", "R63"),
):
    """Links between accounts: joint owners, beneficiaries, authorised users, linked savings."""

    relationship_id: Id = key("the primary account's id, and the number of the link")
    primary_account_id: Id = refers("accounts", "account whose owner made the link", column_name="account_id")
    related_account_id: Id = refers("accounts", "another account, of the same circle", column_name="account_id")
    relationship_type: Text = code(
        "linked_savings are the owner's own, a joint_owner is the household partner", LINK_TYPES
    )
    related_customer_id: Id = refers("customers", "owner of the related account", column_name="customer_id")
    created_on: Day = day("day on which the link was made, at most 200 days after the younger account opened")

    @row_rule("an account is not linked to itself", {"primary_account_id": 1_001_100, "related_account_id": 1_001_100})
    def two_accounts(cls, rows: pd.DataFrame) -> pd.Series:
        """A link has two ends."""
        return rows["primary_account_id"].ne(rows["related_account_id"])

    @row_rule("links of an account are numbered 1 and 2", {"primary_account_id": 1})
    def numbered(cls, rows: pd.DataFrame) -> pd.Series:
        """The key is composed of the primary account's."""
        return (rows["relationship_id"] - rows["primary_account_id"] * 10).between(1, 2)

    @row_rule("made on or before the day", {"created_on": date(2099, 1, 1)})
    def made_before(cls, rows: pd.DataFrame) -> pd.Series:
        """A link shows once it is made."""
        return rows["created_on"] <= rows["dt"]


def generate(bank: Bank, day: date) -> pa.Table:
    """The links between accounts that are open at the end of the day."""
    columns = bank.columns(_rows, day.year, day_number(day))
    columns["relationship_type"] = Coded(columns["relationship_type"], LINK_TYPES)
    return frame(AccountRelationships, day, columns["relationship_id"].size, columns)


def _rows(block: Block, year: int, today: int) -> dict[str, Ints]:
    held, links = accounts(block, year), links_on(block, today)
    return {
        "relationship_id": held.account_id[links.primary] * 10 + links.number,
        "primary_account_id": held.account_id[links.primary],
        "related_account_id": held.account_id[links.related],
        "relationship_type": links.kind,
        "related_customer_id": customers(block, year).customer_id[held.owner[links.related]],
        "created_on": links.created_on,
    }
