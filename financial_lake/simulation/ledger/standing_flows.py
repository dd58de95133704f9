"""The customers' own money in a month: income, household bills, everyday payments and transfers.

What others cause (cards, wires, visits, loans, trades) arrives from their own modules; interest, fees and
the transfers that close an account are the engine's.
"""

from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import month_start
from financial_lake.simulation.homes import RENT, home_ownership
from financial_lake.simulation.ledger.circle_flows import circle_flows
from financial_lake.simulation.ledger.everyday_flows import everyday_flows
from financial_lake.simulation.ledger.flows import Flows
from financial_lake.simulation.ledger.household_flows import household_flows
from financial_lake.simulation.ledger.income_flows import income_flows
from financial_lake.simulation.ledger.payers import checking_payers, payers, usable_at
from financial_lake.simulation.ledger.transfer_flows import transfer_flows


def standing_flows(block: Block, month: int) -> Flows:
    """All flows the customers of a block cause themselves in a month, only on days their account is usable.

    Args:
        block: the customers.
        month: months since January 1970.

    Returns:
        Flows without order; both legs of a payment between customers are among them.
    """
    daily_life = checking_payers(block, month)
    flows = Flows.joined(
        [
            income_flows(block, month, daily_life),
            household_flows(block, month, daily_life, home_ownership(block, int(month_start(month))) == RENT),
            everyday_flows(block, month, daily_life),
            circle_flows(block, month, daily_life),
            transfer_flows(block, month, payers(block, month)),
        ]
    )
    return flows.where(usable_at(block, month, flows.account, flows.instant))
