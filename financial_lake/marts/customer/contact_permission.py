"""Who may be written to about what, and by which way first."""

import pandas as pd

from financial_lake.contract import Flag, Id, LakeTable, LoadPattern, Pii, Text, code, flag, key, row_rule

MARKETING_CHANNELS = ("marketing_email", "marketing_sms", "push_notifications")
PERMISSIONS = ("paper_statements", "e_statements", *MARKETING_CHANNELS)


class ContactPermission(LakeTable, grain="customer", load=LoadPattern.DAY, owner="customer_office"):
    """Who may be written to about what, and by which way first."""

    customer_id: Id = key("the customer")
    paper_statements: Flag = flag("wants statements on paper", pii=Pii.SENSITIVE)
    e_statements: Flag = flag("wants statements by e-mail", pii=Pii.SENSITIVE)
    marketing_email: Flag = flag("agreed to offers by e-mail", pii=Pii.SENSITIVE)
    marketing_sms: Flag = flag("agreed to offers by text message", pii=Pii.SENSITIVE)
    push_notifications: Flag = flag("agreed to messages of the app", pii=Pii.SENSITIVE)
    do_not_contact: Flag = flag("wants nothing of the five")
    marketing_eligible: Flag = flag("agreed to offers on all three ways")
    preferred_contact_channel: Text = code("the first way agreed to, or none", (*MARKETING_CHANNELS, "none"))
    is_contactable: Flag = flag("agreed to offers by e-mail, and both an address and a number are known")

    @row_rule("who wants nothing has agreed to nothing", {"do_not_contact": True, "paper_statements": True})
    def nothing_is_nothing(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["do_not_contact"] == ~rows[list(PERMISSIONS)].any(axis=1)

    @row_rule("eligible is contactable by some way", {"marketing_eligible": True, "marketing_sms": False})
    def eligible_agreed_to_all(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["marketing_eligible"] == rows[list(MARKETING_CHANNELS)].all(axis=1)
