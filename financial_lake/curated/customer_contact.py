"""How each customer can be reached, and what they agreed to be sent."""

from financial_lake.contract import Flag, Id, LakeTable, LoadPattern, Pii, flag, key


class CustomerContact(LakeTable, grain="customer", load=LoadPattern.DAY, owner="customer_office"):
    """How each customer can be reached, and what they agreed to be sent."""

    customer_id: Id = key("the customer")
    has_email: Flag = flag("some e-mail address is in use")
    has_phone: Flag = flag("some telephone number is in use")
    paper_statements: Flag = flag("wants statements on paper", pii=Pii.SENSITIVE)
    e_statements: Flag = flag("wants statements by e-mail", pii=Pii.SENSITIVE)
    marketing_email: Flag = flag("agreed to offers by e-mail", pii=Pii.SENSITIVE)
    marketing_sms: Flag = flag("agreed to offers by text message", pii=Pii.SENSITIVE)
    push_notifications: Flag = flag("agreed to messages of the app", pii=Pii.SENSITIVE)
