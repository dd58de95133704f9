"""Applications for credit that came in, were decided or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.lending.loan_applications import LoanApplications


class ApplicationChanges(
    ChangeTable,
    of=LoanApplications,
    tracked=("application_status", "decided_on"),
):
    """Applications for credit that came in, were decided or went since the day before."""
