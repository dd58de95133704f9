"""All who move money without looking at a balance, gathered in one place, in the order of tables.md 5.3."""

from collections.abc import Callable

from financial_lake.simulation.bank import Block
from financial_lake.simulation.card_attempts import card_flows
from financial_lake.simulation.insurance.claims import claim_flows
from financial_lake.simulation.insurance.premiums import premium_flows
from financial_lake.simulation.laundering.pattern_flows import pattern_flows
from financial_lake.simulation.ledger.flows import Flows
from financial_lake.simulation.ledger.standing_flows import standing_flows
from financial_lake.simulation.lending import loan_flows
from financial_lake.simulation.portfolio import investment_flows
from financial_lake.simulation.visits import visit_flows
from financial_lake.simulation.wires import wire_flows

Provider = Callable[[Block, int], Flows]
"""What someone moves in a block and a month (months since January 1970)."""

PROVIDERS: tuple[Provider, ...] = (
    loan_flows,
    premium_flows,
    claim_flows,
    investment_flows,
    wire_flows,
    visit_flows,
    card_flows,
    standing_flows,
    pattern_flows,
)
"""A new cause of postings adds its line here, and nothing else."""


def outside_flows(block: Block, month: int) -> list[Flows]:
    """All exogenous flows of a block in a month, by provider."""
    return [provide(block, month) for provide in PROVIDERS]
