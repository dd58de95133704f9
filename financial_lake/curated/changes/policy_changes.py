"""Policies that were sold, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.insurance.policies import Policies


class PolicyChanges(
    ChangeTable,
    of=Policies,
    tracked=(
        "policy_status",
        "coverage_amount",
        "premium_amount",
        "premium_frequency",
        "end_date",
        "linked_account_id",
        "agent_id",
    ),
):
    """Policies that were sold, changed or went since the day before."""
