"""Whom the customers' own payments go to and come from: listed names and stable external account keys.

A payee from a list of names keeps one external account for the whole bank; persons and own accounts
elsewhere belong to one customer. Account numbers are made of the keys in the transactions table.
"""

from typing import TypedDict

import numpy as np

from financial_lake.simulation.bank import Block
from financial_lake.simulation.ledger.flows import Party
from financial_lake.simulation.streams import Bools, Ints, Keys
from financial_lake.simulation.vocabulary import PARTY_COUNTS, party_start


class PartyColumns(TypedDict):
    """The columns of `Flows` that say who stands on the other side."""

    party: Ints | int
    party_key: Ints
    party_name: Ints


def listed(name_of_list: str, place: Keys) -> PartyColumns:
    """The payees at the given places of a list of `vocabulary.PARTY_COUNTS`."""
    name = party_start(name_of_list) + np.asarray(place, dtype=np.int64)
    return PartyColumns(party=int(Party.EXTERNAL), party_key=listed_key(name), party_name=name)


def listed_key(party_name: Ints) -> Ints:
    """The key of a payee that is known by its name in `vocabulary.party_names`."""
    return party_name + 1


def drawn_from(block: Block, name_of_list: str, habit: str, *address: Keys) -> PartyColumns:
    """Payees of a list, drawn by habit: the same address gives the same payee."""
    return listed(name_of_list, block.stream("counterparties", habit).integer(PARTY_COUNTS[name_of_list], *address))


def persons(block: Block, name_of_list: str, habit: str, *address: Keys) -> PartyColumns:
    """Persons outside the bank: the same address gives the same person with the same account elsewhere."""
    parties = drawn_from(block, name_of_list, habit, *address)
    bits = block.stream("counterparties", f"{habit}_account").bits(*address)
    parties["party_key"] = (bits >> np.uint64(2)).astype(np.int64) + 2**61
    return parties


def own_account_elsewhere(customer_id: Ints) -> PartyColumns:
    """The customer's own account at another bank; its number follows from the customer."""
    return PartyColumns(
        party=int(Party.SELF), party_key=customer_id, party_name=np.full(customer_id.size, -1, dtype=np.int64)
    )


def either(chosen: Bools, one: PartyColumns, other: PartyColumns) -> PartyColumns:
    """The first where chosen, else the second."""
    return PartyColumns(
        party=np.where(chosen, one["party"], other["party"]),
        party_key=np.where(chosen, one["party_key"], other["party_key"]),
        party_name=np.where(chosen, one["party_name"], other["party_name"]),
    )
