"""Every contact between a customer and the bank."""

import pandas as pd

from financial_lake.contract import (
    BoundKey,
    Flag,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Pii,
    Rate,
    Text,
    code,
    flag,
    instant,
    key,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.simulation.service.interactions import (
    CHANNELS,
    INTERACTION_TYPES,
    OUTCOMES,
    REASONS,
    SERVICE_MODES,
)


class FactInteraction(
    LakeTable,
    grain="contact",
    load=LoadPattern.DAY,
    owner="customer_office",
    bound_keys=(
        BoundKey("customer_key", "dim_customer", "customer_id"),
        BoundKey("geo_key", "dim_customer", "customer_id"),
        BoundKey("employee_key", "dim_employee", "agent_id", optional=True, named_there="employee_id"),
    ),
):
    """Every contact between a customer and the bank.

    What the customer answered when asked about it later is shown by the star's view, never by a partition.
    """

    interaction_key: Id = key("the contact")
    date_key: Int = number("the day as YYYYMMDD; row of dim_date")
    customer_id: Id = number("who got in touch")
    agent_id: Id = number("employee who answered; missing for a chatbot", null=True)
    interaction_date: Instant = instant("when it began")
    channel: Text = code("how the customer got in touch", CHANNELS)
    service_mode: Text = code("whether an employee or a chatbot answered", SERVICE_MODES)
    interaction_type: Text = code("what kind of contact it was", INTERACTION_TYPES)
    reason: Text = code("what it was about", REASONS, pii=Pii.SENSITIVE)
    resolution_status: Text = code("how it ended", OUTCOMES)
    sentiment_score: Rate = rate("the customer's mood, from 0 worst to 1 best", pii=Pii.SENSITIVE, ge=0, le=1)
    duration_seconds: Int = number("how long it took", gt=0)
    contact_count: Int = number("1, to be added up", ge=1, le=1)
    is_complaint: Flag = flag("the customer complained or disputed a fee", pii=Pii.SENSITIVE)
    notes: Text = text("what the bank wrote down", pii=Pii.SENSITIVE, null=True)

    @row_rule("an employee exactly where no chatbot answered", {"service_mode": "chatbot", "agent_id": 101})
    def agent_iff_no_chatbot(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["agent_id"].notna() == rows["service_mode"].eq("agent")

    @row_rule("complaints are told by their type", {"interaction_type": "complaint", "is_complaint": False})
    def complaint_by_type(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_complaint"] == rows["interaction_type"].eq("complaint")
