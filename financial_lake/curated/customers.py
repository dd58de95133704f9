"""The register of customers with names as people write them."""

from financial_lake.contract import Flag, LoadPattern, Pii, Text, flag, text
from financial_lake.datalake.customers.customers import Customers as DeliveredCustomers


class Customers(DeliveredCustomers, grain="customer", load=LoadPattern.DAY_ON_WEEKDAYS, owner="customer_office"):
    """The register of customers with names as people write them.

    A name that only differs in blanks or case from the CRM's is written as there; any other is only trimmed. Tax
    numbers show their last four digits, whatever was delivered.
    """

    first_name: Text = text("first name, spelled as in the CRM where it is the same name", pii=Pii.PERSONAL)
    last_name: Text = text("last name, spelled as in the CRM where it is the same name", pii=Pii.PERSONAL)
    is_repaired: Flag = flag("the name was put right")
    row_sha256: Text = text("hash of the row exactly as delivered", pii=Pii.PERSONAL, pattern="[0-9a-f]{64}$")
