"""Contracts of customers that appeared, changed or went since the weekday before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.curated.contract_records import ContractRecords


class ContractChanges(
    ChangeTable,
    of=ContractRecords,
    tracked=(
        "product_id",
        "status",
        "branch_id",
        "closing_date",
        "maturity_date",
        "interest_rate",
        "apr",
        "credit_limit",
        "loan_term_months",
        "installment_amount",
        "linked_account_id",
        "cd_term_months",
        "coverage_amount",
        "premium_amount",
        "premium_frequency",
    ),
):
    """Contracts of customers that appeared, changed or went since the weekday before.

    What is tracked of an account, a loan, a policy or an investment account is tracked here, as far as it is known of a
    contract of any class; the account dimension is made of it.
    """
