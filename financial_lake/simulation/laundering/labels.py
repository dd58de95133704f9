"""Which postings of a day belong to which pattern: steps found again among the postings they became."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import visits, wires
from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_of
from financial_lake.simulation.event_ids import IDS_A_DAY
from financial_lake.simulation.laundering.patterns import LAUNDERING, steps
from financial_lake.simulation.laundering.steps import Steps
from financial_lake.simulation.ledger.codes import CODE, SIGNS
from financial_lake.simulation.ledger.flows import Flows
from financial_lake.simulation.ledger.postings import month_postings
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Bools, Ints

WIRES, CASH = (CODE["wire_in"], CODE["wire_out"]), (CODE["cash_deposit"], CODE["cash_withdrawal"])


@dataclass(frozen=True, slots=True)
class Labels(Records):
    """Postings of patterns on a day, in order of their ids; arrays of one length.

    Attributes:
        transaction_id: the posting.
        pattern: pattern_id.
        typology: index into `patterns.TYPOLOGIES`.
        is_laundering: false for look-alikes.
        account_id, customer_id: the account that moved, and its owner.
        role: `steps.Role` of the owner.
        step: place inside the pattern, from 1.
    """

    transaction_id: Ints
    pattern: Ints
    typology: Ints
    is_laundering: Bools
    account_id: Ints
    customer_id: Ints
    role: Ints
    step: Ints


def labels_on(bank: Bank, day: int) -> Labels:
    """The labels of all postings of a day that belong to a pattern."""
    columns = bank.columns(_of_block, day)
    before = np.cumsum([0, *bank.by_block(_postings, day)])[:-1]
    found = bank.by_block(_labelled, day)
    offset = np.repeat(before, found)
    columns["transaction_id"] = day * IDS_A_DAY + 1 + offset + columns["transaction_id"]
    return Labels(**columns)


def _postings(block: Block, day: int) -> int:
    rows = month_postings(block, int(month_of(day))).on(day)
    return int(rows.stop) - int(rows.start)


def _labelled(block: Block, day: int) -> int:
    return int((steps(block, int(month_of(day))).instant // MICROSECONDS_A_DAY == day).sum())


def _of_block(block: Block, day: int) -> dict[str, Ints | Bools]:
    """Labels of a block, in order of its postings; the id is still the place among the block's of the day."""
    month = int(month_of(day))
    every = steps(block, month)
    order = np.lexsort((SIGNS[every.code], every.address, every.instant, every.pattern))
    every = every.where(order)
    number = np.arange(len(every)) - np.searchsorted(every.pattern, every.pattern) + 1
    today = np.flatnonzero(every.instant // MICROSECONDS_A_DAY == day)
    place = _places(block, month, day, every.where(today))
    today, place = today[np.argsort(place)], np.sort(place)
    mine, year = every.where(today), month // 12 + 1970
    lines = accounts(block, year)
    return {
        "transaction_id": place,
        "pattern": mine.pattern,
        "typology": mine.typology,
        "is_laundering": mine.typology < len(LAUNDERING),
        "account_id": lines.account_id[mine.account],
        "customer_id": customers(block, year).customer_id[lines.owner[mine.account]],
        "role": mine.role,
        "step": number[today],
    }


def _places(block: Block, month: int, day: int, mine: Steps) -> Ints:
    """Where each step's posting is among those of the day: it has the step's account, code and reference."""
    posted = month_postings(block, month)
    flows: Flows = posted.laid.where(posted.source[posted.on(day)])
    address = mine.address.copy()
    for codes, events in ((WIRES, _wires(block, month)), (CASH, _visits(block, month))):
        here = np.flatnonzero(np.isin(mine.code, codes))
        known, ordinal = events
        address[here] = ordinal[np.searchsorted(known, address[here])]
    name = block.stream("laundering", "label")
    keys = name.bits(flows.account, flows.code.astype(np.int64), flows.reference_number)
    wanted = name.bits(mine.account, mine.code, address)
    order = np.argsort(keys)
    return order[np.searchsorted(keys, wanted, sorter=order)]


def _wires(block: Block, month: int) -> tuple[Ints, Ints]:
    every = wires.events(block, month)
    return _by_address(every.step, every.ordinal)


def _visits(block: Block, month: int) -> tuple[Ints, Ints]:
    every = visits.events(block, month)
    return _by_address(every.address, every.ordinal)


def _by_address(address: Ints, ordinal: Ints) -> tuple[Ints, Ints]:
    """Addresses of steps in order, and the ordinals of their events."""
    steps_of = np.flatnonzero(address)
    steps_of = steps_of[np.argsort(address[steps_of])]
    return address[steps_of], ordinal[steps_of]
