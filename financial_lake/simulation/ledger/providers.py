"""All who move money without looking at a balance, in one place (interim: those that exist)."""

from importlib import import_module
from typing import Any

from financial_lake.simulation.bank import Block
from financial_lake.simulation.ledger.flows import Flows

_NAMES = {
    "loan_flows": ("lending", "loan_flows"),
    "investment_flows": ("portfolio", "investment_flows", "trades"),
    "wire_flows": ("wires", "wire_flows"),
    "visit_flows": ("visits", "visit_flows"),
    "card_flows": ("card_attempts", "card_flows", "cards"),
    "standing_flows": ("ledger.standing_flows",),
}


def _provider(name: str) -> Any:
    for module in _NAMES[name]:
        try:
            found = getattr(import_module(f"financial_lake.simulation.{module}"), name, None)
        except ImportError:
            continue
        if found is not None:
            return found
    return None


def card_flows(block: Block, month: int) -> Flows | None:
    """Card postings of a month."""
    provider = _provider("card_flows")
    return None if provider is None else provider(block, month)


def outside_flows(block: Block, month: int) -> Flows:
    """All exogenous flows of a month, one provider after the other."""
    providers = [_provider(name) for name in _NAMES]
    return Flows.joined([each(block, month) for each in providers if each is not None])
