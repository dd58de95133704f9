"""Steps of patterns as movements of the ledger; wires and cash arrive there with their wires and visits."""

import numpy as np

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Block
from financial_lake.simulation.laundering.patterns import steps
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.counterparties import either, own_account_elsewhere, persons
from financial_lake.simulation.ledger.flows import Flows, Party
from financial_lake.simulation.ledger.transfer_flows import SHARE_TO_ONESELF
from financial_lake.simulation.population import customers

BY_ORDER = np.array([CODE[name] for name in ("p2p_in", "p2p_out", "account_transfer_in", "account_transfer_out")])
"""Codes of money that neither a wire nor a visit moves."""
TRANSFERS = BY_ORDER[2:]


def pattern_flows(block: Block, month: int) -> Flows:
    """Payments between persons and transfers of all patterns of a month.

    Those outside are persons like any other payee; some transfers are to and from one's own account elsewhere.
    """
    every = steps(block, month)
    moved = every.where(np.isin(every.code, BY_ORDER))
    year = month // 12 + 1970
    customer_id = customers(block, year).customer_id[accounts(block, year).owner[moved.account]]
    chance = block.stream("transactions", "transfer_to_oneself").chance(SHARE_TO_ONESELF, moved.address)
    own = np.isin(moved.code, TRANSFERS) & chance
    parties = either(
        own,
        own_account_elsewhere(customer_id),
        persons(block, "persons", "outsider", moved.pattern, moved.outsider),
    )
    is_inside = moved.other >= 0
    return Flows.of(
        moved.account,
        moved.instant,
        moved.code,
        moved.cents,
        party=np.where(is_inside, Party.INTERNAL, parties["party"]),
        party_account=moved.other,
        party_key=np.where(is_inside, 0, parties["party_key"]),
        party_name=np.where(is_inside, -1, parties["party_name"]),
        reference_number=moved.address,
    )
