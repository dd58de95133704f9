"""The risks a policy covers, with limit and deductible."""

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
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.insurance.coverages import COVERAGE_TYPES, coverages_of, premium_shares
from financial_lake.simulation.insurance.policies import policies_shown
from financial_lake.simulation.streams import Ints

OF_LIFE = ("death", "disability")


class Coverages(
    LakeTable,
    grain="policy and coverage type",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="insurance",
    rules=("R49",),
):
    """The risks a policy covers, with limit and deductible."""

    coverage_id: Id = key("the policy's number followed by 1 to 3")
    policy_id: Id = refers("policies", "the policy")
    coverage_type: Text = code("risk that is covered", COVERAGE_TYPES, pii=Pii.SENSITIVE)
    limit_amount: Money = money("most that is paid for it", gt=0)
    deductible_amount: Money = money("borne by the holder; nothing of life insurance", ge=0, le=2_500)
    premium_share_amount: Money = money("part of the policy's instalment", ge=0)

    @row_rule("a coverage's number starts with its policy's", {"coverage_id": 1})
    def id_from_policy(cls, rows: pd.DataFrame) -> pd.Series:
        """One to three risks a policy."""
        return (rows["coverage_id"] - rows["policy_id"] * 10).between(1, 3)

    @row_rule("life insurance has no deductible, all other has", {"coverage_type": "death", "deductible_amount": 250})
    def deductible_iff_not_life(cls, rows: pd.DataFrame) -> pd.Series:
        """Nothing is deducted from a death or disability benefit."""
        return rows["coverage_type"].isin(OF_LIFE) == rows["deductible_amount"].eq(0)

    @row_rule("a deductible is at most a quarter of the limit", {"coverage_type": "dental", "limit_amount": "0.01"})
    def deductible_within_limit(cls, rows: pd.DataFrame) -> pd.Series:
        """Something is always left to pay."""
        return rows["deductible_amount"] * 4 <= rows["limit_amount"]


def generate(bank: Bank, day: date) -> pa.Table:
    """The coverages of all policies shown on the day."""
    columns = bank.columns(_rows, day_number(day))
    columns["coverage_type"] = Coded(columns["coverage_type"], COVERAGE_TYPES)
    return frame(Coverages, day, columns["coverage_id"].size, columns)


def _rows(block: Block, today: int) -> dict[str, Ints]:
    shown = policies_shown(block, today)
    covered = coverages_of(block.bank, shown)
    return {
        "coverage_id": covered.coverage_id,
        "policy_id": shown.policy_id[covered.policy],
        "coverage_type": covered.risk,
        "limit_amount": covered.limit,
        "deductible_amount": covered.deductible,
        "premium_share_amount": premium_shares(block.bank, shown, shown.instalments(today)),
    }
