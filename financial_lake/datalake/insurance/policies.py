"""Insurance policies sold through the bank."""

from datetime import date

import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Text,
    code,
    instant,
    key,
    money,
    refers,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, frame
from financial_lake.contract.texts import sheet, text_of, write_digits
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import at, day_number
from financial_lake.simulation.insurance.policies import STATUSES, looks_after, policies_shown
from financial_lake.simulation.insurance.policy_terms import FREQUENCIES, INSTALMENTS_A_YEAR, METHODS
from financial_lake.simulation.insurance.policy_wishes import POLICY_TYPES
from financial_lake.simulation.product_catalogue import PRODUCT_IDS
from financial_lake.simulation.streams import Ints

LONGEST_WAIT, OFFICE_OPENS, OFFICE_HOURS = 14, 9, 8
"""A policy is issued one to fourteen days before it begins, at the insurance department."""
_FIRST_PRODUCT = PRODUCT_IDS["life_insurance"]
_TIMES_A_YEAR = dict(zip(FREQUENCIES, INSTALMENTS_A_YEAR.tolist(), strict=True))


class Policies(
    LakeTable,
    grain="policy, in force or ended within 365 days",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="insurance",
    rules=("R29", "R36", "R49", "R50", "R51", "R52", "R53", "R63"),
):
    """Insurance policies sold through the bank."""

    policy_id: Id = key("the holder, the type and how many came before")
    policy_number: Text = text(
        "number on letters, all but the last four digits masked", pii=Pii.SECRET, pattern=r"P\*{6}\d{4}$"
    )
    customer_id: Id = refers("customers", "holder")
    product_id: Id = refers("products", "what was sold")
    policy_type: Text = code("what is insured", POLICY_TYPES, pii=Pii.SENSITIVE)
    policy_status: Text = code("how the policy stands; only a trip matures", STATUSES, pii=Pii.SENSITIVE)
    coverage_amount: Money = money("sum of its coverages", gt=0)
    premium_amount: Money = money("an instalment; 3 % dearer at each renewal", gt=0)
    premium_frequency: Text = code("how often an instalment falls due", FREQUENCIES)
    start_date: Day = calendar_day("first day in force, the 1st to the 28th of a month")
    end_date: Day = calendar_day("end of the running yearly term or of the trip; the ending day once ended")
    linked_account_id: Id = refers(
        "accounts", "account that pays: the main account when the policy began, else the credit card"
    )
    payment_method: Text = code("how the holder pays", METHODS)
    agent_id: Id = refers("employees", "insurance agent who looks after the policy today")
    issued_at: Instant = instant("when it was issued, days before it began")

    @row_rule("the key is the holder, the type and a version", {"policy_id": 7})
    def key_of_holder_and_type(cls, rows: pd.DataFrame) -> pd.Series:
        """Types count from 1 in their order."""
        place = rows["policy_type"].map({name: number + 1 for number, name in enumerate(POLICY_TYPES)})
        return rows["policy_id"].floordiv(100).eq(rows["customer_id"] * 10 + place.astype("int64[pyarrow]"))

    @row_rule("a term ends after today exactly while the policy is active", {"end_date": date(2024, 9, 30)})
    def ahead_iff_active(cls, rows: pd.DataFrame) -> pd.Series:
        """An ended policy shows its ending day."""
        return rows["policy_status"].eq("active") == (rows["end_date"] > rows["dt"])

    @row_rule("only trips mature", {"policy_type": "health", "policy_status": "matured"})
    def only_trips_mature(cls, rows: pd.DataFrame) -> pd.Series:
        """Other policies are renewed until they lapse or are cancelled."""
        return rows["policy_status"].ne("matured") | rows["policy_type"].eq("travel")

    @row_rule("a policy is shown from its first day", {"start_date": date(2100, 1, 1)})
    def begun_by_now(cls, rows: pd.DataFrame) -> pd.Series:
        """Nothing is known before it happens, and every policy runs for a while."""
        return (rows["start_date"] <= rows["dt"]) & (rows["start_date"] < rows["end_date"])

    @row_rule("a policy is issued before it begins", {"issued_at": pd.Timestamp("2099-01-01")})
    def issued_before_it_begins(cls, rows: pd.DataFrame) -> pd.Series:
        """An instant and a day."""
        return rows["issued_at"] < rows["start_date"].astype(rows["issued_at"].dtype)

    @row_rule("a year costs 0.5 to 3 % of what is covered", {"premium_amount": "0.01"})
    def premium_within_bounds(cls, rows: pd.DataFrame) -> pd.Series:
        """Instalments of a year, against the coverage."""
        times = rows["premium_frequency"].map(_TIMES_A_YEAR).astype("int64[pyarrow]")
        is_enough = rows["premium_amount"] * (times * 200) >= rows["coverage_amount"]
        return is_enough & (rows["premium_amount"] * (times * 100) <= rows["coverage_amount"] * 3)


def generate(bank: Bank, day: date) -> pa.Table:
    """All policies in force at the end of the day, and those that ended in the 365 days before."""
    today = day_number(day)
    columns = bank.columns(_rows, today)
    policy_id, start_date = columns["policy_id"], columns["start_date"]
    chance = bank.stream("policies", "issued_at")
    issued_on = start_date - 1 - chance.integer(LONGEST_WAIT, policy_id)
    columns |= {
        "policy_number": _masked(bank, policy_id),
        "customer_id": policy_id // 1000,
        "product_id": _FIRST_PRODUCT + columns["policy_type"],
        "policy_type": Coded(columns["policy_type"], POLICY_TYPES),
        "policy_status": Coded(columns["policy_status"], STATUSES),
        "premium_frequency": Coded(columns["premium_frequency"], FREQUENCIES),
        "payment_method": Coded(columns["payment_method"], METHODS),
        "agent_id": looks_after(bank, policy_id, today),
        "issued_at": at(issued_on, OFFICE_OPENS + OFFICE_HOURS * chance.uniform(policy_id, lane=1)),
    }
    return frame(Policies, day, policy_id.size, columns)


def _rows(block: Block, today: int) -> dict[str, Ints]:
    shown = policies_shown(block, today)
    return {
        "policy_id": shown.policy_id,
        "policy_type": shown.kind,
        "policy_status": shown.statuses(today),
        "coverage_amount": shown.coverage,
        "premium_amount": shown.instalments(today),
        "premium_frequency": shown.frequency,
        "start_date": shown.started_on,
        "end_date": shown.end_dates(today),
        "linked_account_id": shown.account_id,
        "payment_method": shown.method,
    }


def _masked(bank: Bank, policy_id: Ints) -> pa.StringArray:
    page = sheet("P******0000", policy_id.size)
    write_digits(page, 7, 4, bank.stream("policies", "policy_number").integer(10_000, policy_id))
    return text_of(page)
