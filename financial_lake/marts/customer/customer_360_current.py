"""Everything the bank knows of a customer in one row, as of the latest stored day."""

from financial_lake.contract import Day, LoadPattern, day
from financial_lake.contract.given_columns import ExtendedTable
from financial_lake.marts.customer.customer_360 import Customer360


class Customer360Current(
    ExtendedTable, of=Customer360, grain="customer", load=LoadPattern.FULL, owner="customer_office"
):
    """Everything the bank knows of a customer in one row, as of the latest stored day.

    What is judged once a month is as of the last month's end.
    """

    as_of: Day = day("the latest stored day")
