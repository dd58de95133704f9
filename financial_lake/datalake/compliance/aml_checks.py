"""Screenings of customers and of large transactions."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Flag,
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    flag,
    instant,
    key,
    refers,
    row_rule,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.event_ids import IDS_A_DAY
from financial_lake.simulation.screenings import CHECK_TYPES, MONITORING, RESULTS, RISK_LEVELS, checks_on


class AmlChecks(LakeTable, grain="check", load=LoadPattern.EVENTS, owner="compliance", rules=("R53", "R60", "R64")):
    """Screenings of customers and of large transactions."""

    check_id: Id = key("the day, and the place among the day's checks")
    customer_id: Id = refers("customers", "who is checked, or owns the account")
    transaction_id: Id = refers("transactions", "the posting monitored; missing for screenings", null=True)
    check_at: Instant = instant("screenings run at 03:00, monitoring at 23:55")
    check_type: Text = code("what is compared with what", CHECK_TYPES)
    aml_flag: Flag = flag("whether anything was found", pii=Pii.SENSITIVE)
    risk_level: Text = code("how serious it seems; flagged only", RISK_LEVELS, pii=Pii.SENSITIVE, null=True)
    screening_result: Text = code("what came of it", RESULTS, pii=Pii.SENSITIVE)
    reviewed_by: Id = refers("employees", "officer who looked at it; flagged only", null=True)

    @row_rule("a posting exactly for monitoring", {"check_type": "watchlist", "transaction_id": 7})
    def posting_iff_monitoring(cls, rows: pd.DataFrame) -> pd.Series:
        """Kind and posting go together."""
        return rows["transaction_id"].notna() == rows["check_type"].eq("transaction_monitoring")

    @row_rule("a risk level exactly for what is flagged", {"aml_flag": False, "risk_level": "high"})
    def level_iff_flagged(cls, rows: pd.DataFrame) -> pd.Series:
        """Flag and level go together."""
        return rows["risk_level"].notna() == rows["aml_flag"]

    @row_rule("an officer exactly for what is flagged", {"aml_flag": False, "reviewed_by": 104})
    def officer_iff_flagged(cls, rows: pd.DataFrame) -> pd.Series:
        """Flag and officer go together."""
        return rows["reviewed_by"].notna() == rows["aml_flag"]

    @row_rule("clear exactly what is not flagged", {"aml_flag": False, "screening_result": "escalated"})
    def clear_iff_unflagged(cls, rows: pd.DataFrame) -> pd.Series:
        """Flag and result go together."""
        return rows["screening_result"].ne("clear") == rows["aml_flag"]


def generate(bank: Bank, day: date) -> pa.Table:
    """All checks of the day."""
    today = day_number(day)
    checks = checks_on(bank, today)
    columns = {
        "check_id": today * IDS_A_DAY + 1 + np.arange(len(checks)),
        "customer_id": checks.customer_id,
        "transaction_id": Known(checks.transaction_id, checks.kind == MONITORING),
        "check_at": checks.instant,
        "check_type": Coded(checks.kind, CHECK_TYPES),
        "aml_flag": checks.risk >= 0,
        "risk_level": Coded(checks.risk, RISK_LEVELS),
        "screening_result": Coded(checks.outcome, RESULTS),
        "reviewed_by": Known(checks.reviewed_by, checks.risk >= 0),
    }
    return frame(AmlChecks, day, len(checks), columns)
