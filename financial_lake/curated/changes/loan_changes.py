"""Loans that appeared, changed or went since the weekday before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.lending.loan_accounts import LoanAccounts


class LoanChanges(
    ChangeTable,
    of=LoanAccounts,
    tracked=(
        "loan_status",
        "interest_rate",
        "term_months",
        "installment_amount",
        "maturity_date",
        "linked_account_id",
        "closed_on",
    ),
):
    """Loans that appeared, changed or went since the weekday before."""
