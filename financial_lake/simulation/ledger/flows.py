"""Flows: movements of money that do not look at a balance, in one shape for all who cause them.

Salaries, card payments, wires, branch cash, loan instalments and trades are laid out as `Flows` before any
account is closed. Everything a posting will say of itself is already here, in numbers.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, Self

import numpy as np

from financial_lake.simulation.streams import Ints


class Party(IntEnum):
    """Kind of counterparty of a posting."""

    NONE = 0
    INTERNAL = 1
    EXTERNAL = 2
    SELF = 3
    BANK = 4


class Reference(IntEnum):
    """Business event a posting belongs to; the text is the prefix of its reference number."""

    TR = 0
    CT = 1
    WR = 2
    BV = 3
    LP = 4
    PP = 5
    CL = 6
    IV = 7
    OD = 8


class Rhythm(IntEnum):
    """How often a posting recurs, where its code does not say it; names are those of recurring_frequency."""

    BY_CODE = 0
    MONTHLY = 1
    SEMIMONTHLY = 2
    QUARTERLY = 3
    ANNUAL = 4
    WEEKLY = 5


_CODED = frozenset({"code", "party", "reference", "method", "channel", "recurring", "fails"})
"""Columns of few values, held in a byte each: there are millions of rows."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Movements of one block in one month; arrays of one length, in no particular order.

    Attributes:
        account: index into `accounts(block, year)` of the account that moves.
        instant: microseconds.
        code: index into `ledger.codes.CODES`; fixes sign, type, default method and channel.
        cents: amount, > 0, in the currency of the account.
        merchant: merchant_id, 0 without.
        party: kind of counterparty (`Party`).
        party_account: index of the other account in the block when it is an account of this bank (INTERNAL,
            or SELF inside the bank), else -1.
        party_key: stable number of an external payee (its `EXT` account is hashed from it); 0 without.
        party_name: index into `vocabulary.party_names(bank)`, -1 for none. INTERNAL names are filled from
            the other account's owner.
        reference: `Reference`.
        reference_day: epoch day of the event named by the reference (CT, WR, BV, LP, PP, OD).
        reference_number: ordinal of that event inside its day and block, from 1 (CT, WR, BV, LP, PP, OD);
            the whole number for CL and IV; a 64-bit address hash for TR (equal on both legs, on a fee and its cause).
        method: payment method, -1 for the code's default (`ledger.codes.METHODS`).
        channel: channel, -1 for the code's default (`ledger.codes.CHANNELS`).
        clerk: employee_id who released it, 0 for none, -1 to let the ledger decide (30 % manual).
        recurring: `Rhythm`: by the code, or the rhythm itself (card subscriptions, salaries paid twice a month).
        fee_cents: fee caused by this posting and posted as a row of its own a second later; 0 without.
        fails: 1 when the attempt fails and moves nothing.
    """

    account: Ints
    instant: Ints
    code: Ints
    cents: Ints
    merchant: Ints
    party: Ints
    party_account: Ints
    party_key: Ints
    party_name: Ints
    reference: Ints
    reference_day: Ints
    reference_number: Ints
    method: Ints
    channel: Ints
    clerk: Ints
    recurring: Ints
    fee_cents: Ints
    fails: Ints

    @classmethod
    def of(cls, account: Ints, instant: Any, code: Any, cents: Any, **others: Any) -> Self:
        """Flows with the given columns; the others take their neutral value. Scalars are repeated."""
        size = len(account)
        neutral = {"party_account": -1, "party_name": -1, "method": -1, "channel": -1, "clerk": -1}
        given = {"account": account, "instant": instant, "code": code, "cents": cents, **others}
        columns = []
        for name in cls.__slots__:
            values = np.asarray(given.get(name, neutral.get(name, 0)), dtype=np.int8 if name in _CODED else np.int64)
            columns.append(np.broadcast_to(values, size))
        return cls(*columns)

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """All parts, one after the other."""
        return cls(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)))

    def where(self, chosen: Any) -> Self:
        """The flows at a mask or at indices."""
        return type(self)(*(getattr(self, each.name)[chosen] for each in fields(self)))

    def __len__(self) -> int:
        """How many movements."""
        return len(self.account)
