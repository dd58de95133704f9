"""Who changed or looked at what."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Id,
    Instant,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    instant,
    key,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.columns import column
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import day_number
from financial_lake.simulation.change_log.actions import actions_on, addresses_of
from financial_lake.simulation.change_log.changes import ACTIONS, COLUMNS, ENTITIES
from financial_lake.simulation.event_ids import IDS_A_DAY


class AuditTrail(
    LakeTable, grain="audited action", load=LoadPattern.EVENTS, owner="compliance", rules=("R53", "R62", "R64")
):
    """Who changed or looked at what."""

    audit_id: Id = key("the day, and the place among the day's actions: staff first, then customers")
    entity_type: Text = code("what kind of row it is about; wires are transactions", ENTITIES)
    entity_id: Id = column("key of that row")
    customer_id: Id = refers(
        "customers", "whose row it is, even if it is gone; missing for employees", null=True, hard=False
    )
    audit_action: Text = code("what was done", ACTIONS)
    column_name: Text = text("the column changed, one row each; updates only", null=True, pattern=r"[a-z_0-9]+$")
    old_value: Text = text("what it said before; updates only", pii=Pii.SENSITIVE, null=True)
    new_value: Text = text("what it says now; updates only", pii=Pii.SENSITIVE, null=True)
    performed_by: Id = refers("employees", "who did it; missing for the system", null=True)
    performed_at: Instant = instant("when")
    ip_address: Text = text("where the employee sat", pii=Pii.PERSONAL, null=True, pattern=r"10(\.\d{1,3}){3}$")

    @row_rule("a column exactly for updates", {"audit_action": "create", "column_name": "status"})
    def column_iff_update(cls, rows: pd.DataFrame) -> pd.Series:
        """Only updates say what changed."""
        return rows["column_name"].notna() == rows["audit_action"].eq("update")

    @row_rule("an update changes something",
              {"audit_action": "update", "column_name": "status", "old_value": "a", "new_value": "a"})  # fmt: skip
    def updates_differ(cls, rows: pd.DataFrame) -> pd.Series:
        """Old and new are different texts."""
        old, new = rows["old_value"].fillna(""), rows["new_value"].fillna("")
        return old.ne(new) | rows["audit_action"].ne("update")

    @row_rule("values exactly for updates", {"audit_action": "view", "column_name": None, "new_value": "x"})
    def values_only_of_updates(cls, rows: pd.DataFrame) -> pd.Series:
        """Whole rows have no value."""
        return rows["audit_action"].eq("update") | (rows["old_value"].isna() & rows["new_value"].isna())

    @row_rule("a desk exactly for employees", {"performed_by": None, "ip_address": "10.1.1.1"})
    def desk_iff_employee(cls, rows: pd.DataFrame) -> pd.Series:
        """The system sits nowhere."""
        return rows["ip_address"].notna() == rows["performed_by"].notna()

    @row_rule("a customer for everything but employees", {"entity_type": "employee", "customer_id": 1001})
    def customer_unless_employee(cls, rows: pd.DataFrame) -> pd.Series:
        """Staff are no customers here."""
        return rows["customer_id"].isna() == rows["entity_type"].eq("employee")

    @row_rule("somebody looked who looked", {"audit_action": "view", "column_name": None, "old_value": None,
              "new_value": None, "performed_by": None, "ip_address": None})  # fmt: skip
    def views_have_viewers(cls, rows: pd.DataFrame) -> pd.Series:
        """The system does not look."""
        return rows["audit_action"].ne("view") | rows["performed_by"].notna()


def generate(bank: Bank, day: date) -> pa.Table:
    """All audited actions of the day."""
    today = day_number(day)
    done = actions_on(bank, today)
    changes, clerk = done.changes, done.performed_by
    columns = {
        "audit_id": today * IDS_A_DAY + 1 + np.arange(clerk.size),
        "entity_type": Coded(changes.entity, ENTITIES),
        "entity_id": changes.entity_id,
        "customer_id": Known(changes.customer_id, changes.customer_id > 0),
        "audit_action": Coded(changes.action, ACTIONS),
        "column_name": Coded(changes.column, COLUMNS),
        "old_value": changes.old,
        "new_value": changes.new,
        "performed_by": Known(clerk, clerk > 0),
        "performed_at": done.instant,
        "ip_address": Known(addresses_of(bank, clerk), clerk > 0),
    }
    return frame(AuditTrail, day, clerk.size, columns)
