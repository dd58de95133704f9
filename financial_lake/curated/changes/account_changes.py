"""Deposit and card accounts that appeared, changed or went since the weekday before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.curated.accounts import Accounts


class AccountChanges(
    ChangeTable,
    of=Accounts,
    tracked=(
        "product_id",
        "account_status",
        "closing_date",
        "interest_rate",
        "credit_limit",
        "apr",
        "term_months",
        "maturity_date",
        "branch_id",
    ),
):
    """Deposit and card accounts that appeared, changed or went since the weekday before."""
