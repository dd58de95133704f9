"""All postings of one day, over all blocks, in order of their ids and in plain numbers.

The bridge from the month-anchored ledger to the transactions of a day; their wording is in `wording`.
"""

from dataclasses import dataclass, fields

import numpy as np

from financial_lake.simulation.account_lines import account_numbers, accounts
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_end, month_of, month_start, year_of
from financial_lake.simulation.customer_names import short_names
from financial_lake.simulation.event_ids import IDS_A_DAY, event_ids
from financial_lake.simulation.ledger.flows import Party, Reference
from financial_lake.simulation.ledger.postings import Postings, month_postings
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
        event: id of the event the reference names; for TR and IV the number the flow gave.
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


_AS_POSTED = (
    "code",
    "cents",
    "balance_after",
    "merchant",
    "method",
    "channel",
    "clerk",
    "recurring",
    "fee_cents",
    "fails",
)


def day_postings(bank: Bank, day: int) -> DayPostings:
    """All postings of an epoch day."""
    parts, before = [], 0
    for block in bank.blocks():
        part = _of_block(block, day, before)
        before += part["account_id"].size
        parts.append(part)
    return DayPostings(
        **{each.name: np.concatenate([part[each.name] for part in parts]) for each in fields(DayPostings)}
    )


@remembered(keep=2)
def _places_by_day(block: Block, month: int) -> tuple[Ints, Ints]:
    """Places of the month's postings in order of day, and where each day begins among them."""
    day = (month_postings(block, month).instant // MICROSECONDS_A_DAY - month_start(month)).astype(np.int16)
    order = np.argsort(day, kind="stable")
    return order, np.searchsorted(day[order], np.arange(month_end(month) - month_start(month) + 2))


def _of_block(block: Block, day: int, before: int) -> dict[str, Ints]:
    month = int(month_of(day))
    order, starts = _places_by_day(block, month)
    place = day - int(month_start(month))
    rows = order[starts[place] : starts[place + 1]]
    posted, year = month_postings(block, month), month // 12 + 1970
    lines, people = accounts(block, year), customers(block, year)
    account, instant = posted.account[rows], posted.instant[rows]
    account_id, customer_id = lines.account_id[account], people.customer_id[lines.owner[account]]
    taken = {name: getattr(posted, name)[rows] for name in _AS_POSTED}
    address = block.stream("transactions", "posting").bits(account_id, taken["code"], instant).view(np.int64)
    return taken | {
        "transaction_id": day * IDS_A_DAY + before + 1 + np.arange(rows.size),
        "account_id": account_id,
        "customer_id": customer_id,
        "kind": lines.kind[account],
        "currency": lines.currency[account],
        "since_midnight": instant - day * MICROSECONDS_A_DAY,
        "reference": posted.reference[rows],
        "event": _events(block, posted, rows),
        "address": address,
        **_parties(block, day, posted, rows, customer_id),
    }


def _events(block: Block, posted: Postings, rows: Ints) -> Ints:
    """Ids of the events behind the postings; the number of the flow where it names no event."""
    event = posted.reference_number[rows].copy()
    reference = posted.reference[rows]
    for kind in np.unique(reference):
        if kind not in (Reference.TR, Reference.IV):
            chosen = reference == kind
            day = posted.reference_day[rows[chosen]]
            event[chosen] = event_ids(block.bank, Reference(kind), block, day, event[chosen])
    return event


def _parties(block: Block, day: int, posted: Postings, rows: Ints, customer_id: Ints) -> dict[str, Ints]:
    """Who stands on the other side: persons of this bank get their names and numbers here."""
    party, other, name = posted.party[rows], posted.party_account[rows], posted.party_name[rows].copy()
    year = int(year_of(day))
    lines = accounts(block, year)
    known = np.maximum(other, 0)
    owner = np.where(party == Party.INTERNAL, lines.owner[known], lines.owner[posted.account[rows]])
    is_person = (party == Party.INTERNAL) | (party == Party.SELF)
    merchant = posted.merchant[rows]
    listed = np.where(merchant > 0, party_start("merchants") + merchant - 1, party_start("bank"))
    name = np.where((name < 0) & (party != Party.NONE), listed, name)
    name = np.where(is_person, short_names(block, day)[owner], name)
    key = np.where(merchant > 0, listed + 1, posted.party_key[rows])
    key = np.where(key == 0, np.where(party == Party.SELF, customer_id, name + 1), key)
    return {
        "party": party,
        "party_key": np.where((party == Party.EXTERNAL) | ((party == Party.SELF) & (other < 0)), key, 0),
        "party_number": np.where(other >= 0, account_numbers(block, year)[known], 0),
        "party_name": name,
    }
