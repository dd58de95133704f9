"""Who is paid when a policy falls due."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import (
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    key,
    number,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, frame
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.geography import US_PLACES, place_text
from financial_lake.simulation.insurance.beneficiaries import PER_CENT_STEP, RELATIONSHIPS, beneficiaries_on
from financial_lake.simulation.insurance.policies import policies_shown
from financial_lake.simulation.names import pick_first_names, pick_last_names
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.vocabulary import first_names, last_names

_ANY_GENDER = -1


class Beneficiaries(
    LakeTable,
    grain="beneficiary of a policy",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="insurance",
    rules=("R50",),
):
    """Who is paid when a policy falls due."""

    beneficiary_id: Id = key("the policy's number followed by 1 to 4, or by 5 to 8 once others were named")
    policy_id: Id = refers("policies", "the policy")
    beneficiary_name: Text = text("first and last name", pii=Pii.PERSONAL)
    relationship: Text = code("what the person is to the holder", RELATIONSHIPS, pii=Pii.SENSITIVE)
    percentage: Int = number("share of what is paid, a multiple of five", pii=Pii.SENSITIVE, ge=1, le=100)
    contact_info: Text = text("telephone number", pii=Pii.PERSONAL, pattern=r"\(\d{3}\) 555-\d{4}$")

    @row_rule("a beneficiary's number starts with the policy's", {"beneficiary_id": 1})
    def id_from_policy(cls, rows: pd.DataFrame) -> pd.Series:
        """At most four of each of two sets."""
        return (rows["beneficiary_id"] - rows["policy_id"] * 10).between(1, 8)

    @row_rule("shares come in steps of five", {"percentage": 7})
    def shares_in_steps(cls, rows: pd.DataFrame) -> pd.Series:
        """Random cuts between whole steps."""
        return rows["percentage"].eq(rows["percentage"] // PER_CENT_STEP * PER_CENT_STEP)


def generate(bank: Bank, day: date) -> pa.Table:
    """The beneficiaries of all policies shown on the day."""
    columns = bank.columns(_rows, day_number(day))
    person = columns["beneficiary_id"]
    first = first_names(bank).take(
        pa.array(pick_first_names(bank.stream("beneficiaries", "first_name"), _ANY_GENDER, person))
    )
    last = last_names(bank).take(pa.array(pick_last_names(bank.stream("beneficiaries", "last_name"), person)))
    columns |= {
        "beneficiary_name": pc.binary_join_element_wise(first, last, " "),
        "relationship": Coded(columns["relationship"], RELATIONSHIPS),
        "contact_info": _phones(bank, person),
    }
    return frame(Beneficiaries, day, person.size, columns)


def _rows(block: Block, today: int) -> dict[str, Ints]:
    shown = policies_shown(block, today)
    named = beneficiaries_on(block.bank, shown, today)
    return {
        "beneficiary_id": named.beneficiary_id,
        "policy_id": shown.policy_id[named.policy],
        "relationship": named.relationship,
        "percentage": named.percentage,
    }


def _phones(bank: Bank, person: Ints) -> pa.Array:
    chance = bank.stream("beneficiaries", "contact_info")
    area = place_text("area_code").take(pa.array(chance.integer(US_PLACES, person)))
    line = pc.utf8_lpad(pa.array(chance.integer(10_000, person, lane=1)).cast(pa.string()), 4, "0")
    return pc.binary_join_element_wise("(", area, ") 555-", line, "")
