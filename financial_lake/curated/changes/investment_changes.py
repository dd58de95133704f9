"""Investment accounts that appeared, changed or went since the weekday before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.investments.investments import Investments


class InvestmentChanges(
    ChangeTable, of=Investments, tracked=("product_id", "risk_profile", "advisor_id", "settlement_account_id")
):
    """Investment accounts that appeared, changed or went since the weekday before."""
