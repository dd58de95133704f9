"""All postings of one day, over all blocks, in order of their ids and in plain numbers.

The bridge from the month-anchored ledger to the transactions of a day; their wording is in `wording`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.account_lines import account_numbers, accounts
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_of, year_of
from financial_lake.simulation.customer_names import short_names
from financial_lake.simulation.event_ids import IDS_A_DAY, event_ids
from financial_lake.simulation.ledger.counterparties import listed_key
from financial_lake.simulation.ledger.flows import Flows, Party, Reference
from financial_lake.simulation.ledger.postings import month_postings
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.vocabulary import party_start


@dataclass(frozen=True, slots=True)
class DayPostings:
    """Postings of one day in order of (customer slot, occupant, account, instant, code); arrays of one length.

    Attributes:
        transaction_id: unique over all days.
        account_id, customer_id: the account, and its owner.
        kind: kind of the account.
        currency: index into `currencies.CURRENCIES`.
        since_midnight: microseconds.
        code: index into `ledger.codes.CODES`.
        cents: amount, > 0.
        balance_after: cents.
        merchant: merchant_id, 0 without.
        party: `Party`.
        party_key: stable key of an account outside the bank, 0 without.
        party_number: 12-digit number of an account of this bank, 0 without.
        party_name: index into `vocabulary.party_names`, -1 without.
        reference: `Reference`.
        event: id of the event the reference names; for TR, CL and IV the number the flow gave.
        method, channel: as in `ledger.codes`, -1 for the code's default.
        clerk: employee_id, 0 for none, -1 where it is left to chance.
        recurring: `Rhythm`.
        fee_cents: fee posted besides.
        fails: 1 for failed attempts.
        address: 64 bits that name (account, code, instant).
    """

    transaction_id: Ints
    account_id: Ints
    customer_id: Ints
    kind: Ints
    currency: Ints
    since_midnight: Ints
    code: Ints
    cents: Ints
    balance_after: Ints
    merchant: Ints
    party: Ints
    party_key: Ints
    party_number: Ints
    party_name: Ints
    reference: Ints
    event: Ints
    method: Ints
    channel: Ints
    clerk: Ints
    recurring: Ints
    fee_cents: Ints
    fails: Ints
    address: Ints


NOT_NUMBERED = frozenset({Reference.TR, Reference.CL, Reference.IV})
"""Kinds of references whose number the flow itself gives."""

_AS_POSTED = (
    "code",
    "cents",
    "merchant",
    "party",
    "reference",
    "method",
    "channel",
    "clerk",
    "recurring",
    "fee_cents",
    "fails",
)


def day_postings(bank: Bank, day: int) -> DayPostings:
    """All postings of an epoch day."""
    columns = bank.columns(_of_block, day)
    return DayPostings(transaction_id=day * IDS_A_DAY + 1 + np.arange(columns["account_id"].size), **columns)


def _of_block(block: Block, day: int) -> dict[str, Ints]:
    month, year = int(month_of(day)), int(year_of(day))
    posted = month_postings(block, month)
    rows = posted.on(day)
    flows = posted.laid.where(posted.source[rows])
    lines, people = accounts(block, year), customers(block, year)
    account_id = lines.account_id[flows.account]
    customer_id = people.customer_id[lines.owner[flows.account]]
    taken = {name: getattr(flows, name) for name in _AS_POSTED}
    address = block.stream("transactions", "posting").bits(account_id, flows.code, flows.instant).view(np.int64)
    return taken | {
        "account_id": account_id,
        "customer_id": customer_id,
        "kind": lines.kind[flows.account],
        "currency": lines.currency[flows.account],
        "since_midnight": flows.instant - day * MICROSECONDS_A_DAY,
        "balance_after": posted.path.balance[posted.place[rows]],
        "event": _events(block, flows),
        "address": address,
        **_parties(block, day, flows, customer_id),
    }


def _events(block: Block, flows: Flows) -> Ints:
    """Ids of the events behind the postings; the number of the flow where it names no event."""
    event = flows.reference_number.copy()
    for kind in np.flatnonzero(np.bincount(flows.reference, minlength=len(Reference))):
        if kind not in NOT_NUMBERED:
            chosen = flows.reference == kind
            event[chosen] = event_ids(
                block.bank, Reference(int(kind)), block, flows.reference_day[chosen], event[chosen]
            )
    return event


def _parties(block: Block, day: int, flows: Flows, customer_id: Ints) -> dict[str, Ints]:
    """Who stands on the other side: persons of this bank get their names and numbers here."""
    year = int(year_of(day))
    lines = accounts(block, year)
    party, other, merchant = flows.party, flows.party_account, flows.merchant
    known = np.maximum(other, 0)
    owner = lines.owner[np.where(party == Party.INTERNAL, known, flows.account)]
    is_person = (party == Party.INTERNAL) | (party == Party.SELF)
    listed = np.where(merchant > 0, party_start("merchants") + merchant - 1, party_start("bank"))
    name = np.where((flows.party_name < 0) & (party != Party.NONE), listed, flows.party_name)
    name = np.where(is_person, short_names(block, day)[owner], name)
    key = np.where(merchant > 0, listed_key(listed), flows.party_key)
    key = np.where(key == 0, listed_key(name), key)
    key = np.where(party == Party.SELF, customer_id, key)
    is_outside = (party == Party.EXTERNAL) | ((party == Party.SELF) & (other < 0))
    return {
        "party_key": np.where(is_outside, key, 0),
        "party_number": np.where(other >= 0, account_numbers(block, year)[known], 0),
        "party_name": name,
    }
