"""Insurance claims of the last 24 months and how they are settled."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Day,
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
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.insurance.claim_words import DESCRIPTIONS, descriptions_of
from financial_lake.simulation.insurance.claims import APPROVED, PAID, REJECTED, STATUSES, claims_shown
from financial_lake.simulation.insurance.coverages import COVERAGE_TYPES
from financial_lake.simulation.insurance.policies import AGENT
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Ints

DECIDED, GRANTED = ("approved", "rejected", "paid"), ("approved", "paid")


class Claims(
    LakeTable,
    grain="claim",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="insurance",
    rules=("R52", "R53", "R63"),
):
    """Insurance claims of the last 24 months, while their policy is shown, and how they are settled."""

    claim_id: Id = key("the policy and the year of filing: one claim a policy and year")
    claim_number: Text = text("CL and the claim's own id", pattern=r"CL\d{9,}$")
    policy_id: Id = refers("policies", "the policy")
    customer_id: Id = refers("customers", "holder of the policy")
    claim_type: Text = code("covered risk that came true", COVERAGE_TYPES, pii=Pii.SENSITIVE)
    incident_on: Day = calendar_day("day it happened, the policy being in force", pii=Pii.SENSITIVE)
    filed_on: Day = calendar_day("day the claim was filed", pii=Pii.SENSITIVE)
    claim_amount: Money = money("what the holder asks for, within the limit", gt=0)
    claim_status: Text = code("how the claim stands", STATUSES, pii=Pii.SENSITIVE)
    decided_on: Day = calendar_day("day it was approved or rejected; missing until then", null=True)
    approved_amount: Money = money("what is paid; missing unless approved", null=True, gt=0)
    settlement_date: Day = calendar_day("business day on which it was paid; missing until then", null=True)
    description: Text = text("what happened, in a few words", pii=Pii.SENSITIVE)
    processed_by: Id = refers("employees", "insurance agent who handles the claim today")
    reference_number: Text = text("CL- and the claim's own id; on its payout too", pattern=r"CL-\d{9,}$")

    @row_rule("the key is the policy and the year of filing", {"claim_id": 7})
    def key_of_policy_and_year(cls, rows: pd.DataFrame) -> pd.Series:
        """Years count from 2000."""
        year = pd.to_datetime(rows["filed_on"].astype(object)).dt.year
        return rows["claim_id"].eq(rows["policy_id"] * 100 + year - 2000)

    @row_rule("names and reference bear the claim's id", {"claim_number": "CL000000000"})
    def numbers_of_the_claim(cls, rows: pd.DataFrame) -> pd.Series:
        """One number in two dresses."""
        ids = rows["claim_id"].astype(rows["claim_number"].dtype)
        return rows["claim_number"].eq("CL" + ids) & rows["reference_number"].eq("CL-" + ids)

    @row_rule("a day of decision exactly for what is decided", {"claim_status": "rejected", "decided_on": None})
    def decided_on_iff_decided(cls, rows: pd.DataFrame) -> pd.Series:
        """Day and status agree."""
        return rows["decided_on"].notna() == rows["claim_status"].isin(DECIDED)

    @row_rule("an approved amount exactly for what is granted", {"claim_status": "rejected", "approved_amount": 1})
    def approved_amount_iff_granted(cls, rows: pd.DataFrame) -> pd.Series:
        """Nothing is approved of a rejected claim."""
        return rows["approved_amount"].notna() == rows["claim_status"].isin(GRANTED)

    @row_rule("a settlement exactly for what is paid", {"claim_status": "paid", "settlement_date": None})
    def settled_iff_paid(cls, rows: pd.DataFrame) -> pd.Series:
        """Day and status agree."""
        return rows["settlement_date"].notna() == rows["claim_status"].eq("paid")

    @row_rule("incident, filing, decision and settlement follow each other", {"incident_on": date(2100, 1, 1)})
    def days_in_order(cls, rows: pd.DataFrame) -> pd.Series:
        """As far as they have come."""
        in_order = rows["incident_on"] <= rows["filed_on"]
        in_order &= rows["decided_on"].isna() | (rows["filed_on"] <= rows["decided_on"])
        return in_order & (rows["settlement_date"].isna() | (rows["decided_on"] <= rows["settlement_date"]))

    @row_rule("no more is paid than is asked for", {"claim_amount": "0.01", "approved_amount": "0.02"})
    def approved_within_claimed(cls, rows: pd.DataFrame) -> pd.Series:
        """The deductible, and sometimes more, is left out."""
        return rows["approved_amount"].isna() | (rows["approved_amount"] <= rows["claim_amount"])


def generate(bank: Bank, day: date) -> pa.Table:
    """Claims filed in the 24 months up to the day, as they stand at its end."""
    today = day_number(day)
    columns = bank.columns(_rows, today)
    claim_id, status = columns["claim_id"], columns["claim_status"]
    ids = pa.array(claim_id).cast(pa.string())
    is_granted = (status == APPROVED) | (status == PAID)
    columns |= {
        "claim_number": pc.binary_join_element_wise("CL", ids, ""),
        "policy_id": claim_id // 100,
        "customer_id": claim_id // 100_000,
        "claim_type": Coded(columns["claim_type"], COVERAGE_TYPES),
        "claim_status": Coded(status, STATUSES),
        "decided_on": Known(columns["decided_on"], is_granted | (status == REJECTED)),
        "approved_amount": Known(columns["approved_amount"], is_granted),
        "settlement_date": Known(columns["settlement_date"], status == PAID),
        "description": Coded(descriptions_of(bank, claim_id, columns["claim_type"]), DESCRIPTIONS),
        "processed_by": agent(bank, AGENT, claim_id, today),
        "reference_number": pc.binary_join_element_wise("CL", ids, "-"),
    }
    return frame(Claims, day, claim_id.size, columns)


def _rows(block: Block, today: int) -> dict[str, Ints]:
    shown = claims_shown(block, today)
    return {
        "claim_id": shown.claim_id,
        "claim_type": shown.risk,
        "incident_on": shown.incident_on,
        "filed_on": shown.filed_on,
        "claim_amount": shown.claimed,
        "claim_status": shown.statuses(today),
        "decided_on": shown.decided_on,
        "approved_amount": shown.approved,
        "settlement_date": shown.settled_on,
    }
