"""Moves: what the engine itself puts into accounts to close them: transfers, interest, fees, card payments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from financial_lake.simulation.bank import Block
from financial_lake.simulation.ledger.codes import CODE, SIGNS
from financial_lake.simulation.ledger.counterparties import own_account_elsewhere
from financial_lake.simulation.ledger.flows import Flows, Party
from financial_lake.simulation.ledger.paths import BEFORE_ALL, CODE_RANK, Path
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints, Keys, Stream

Chance = Callable[[str], Stream]
"""The engine's streams by aspect."""

TRANSFER_IN, TRANSFER_OUT = CODE["account_transfer_in"], CODE["account_transfer_out"]
CARD_PAID, CARD_PAYING = CODE["card_payment_received"], CODE["card_payment_sent"]
_MIRROR = {TRANSFER_IN: TRANSFER_OUT, TRANSFER_OUT: TRANSFER_IN, CARD_PAID: CARD_PAYING}
_FROM_BANK = np.isin(
    np.arange(len(CODE)),
    [CODE[name] for name in CODE if name.endswith("_fee") or name in {"interest_credit", "card_interest"}],
)
_NOWHERE = np.isin(np.arange(len(CODE)), [CODE["cash_advance"]])
CLOSING = CODE["closing_transfer"]


@dataclass(frozen=True, slots=True)
class Moves(Records):
    """Movements in order of their making; arrays of one length.

    Attributes:
        account: index into `accounts(block, year)`.
        instant: microseconds.
        code: index into `ledger.codes.CODES`.
        cents: amount, > 0.
        rank: order among equal instants (`paths`).
        other: index of the customer's own account on the other side, -1 when it is elsewhere or the bank.
        source_account: account whose move this is the other leg of; the account itself for a first leg.
        source_code: code of that first leg: with account and instant the address of the reference.
    """

    account: Ints
    instant: Ints
    code: Ints
    cents: Ints
    rank: Ints
    other: Ints
    source_account: Ints
    source_code: Ints

    @classmethod
    def of(  # noqa: PLR0913 - the columns of a move
        cls, account: Ints, instant: Keys, code: Keys, cents: Keys, *, other: Keys = -1, is_before_all: bool = False
    ) -> Self:
        """Moves with the given columns, scalars repeated; amounts of zero are left out."""
        columns = [np.asarray(each, dtype=np.int64) for each in (instant, code, cents, other)]
        instant, code, cents, other = (np.broadcast_to(each, account.size) for each in columns)
        rank = np.full(account.size, BEFORE_ALL) if is_before_all else CODE_RANK + code
        return cls(account, instant, code, cents, rank, other, account, code).where(cents > 0)

    @property
    def signed(self) -> Ints:
        """What each move adds to its account, cents."""
        return SIGNS[self.code] * self.cents

    def other_legs(self) -> Self:
        """The legs on the customer's other account in this bank, of all moves that have one."""
        moves = self.where(self.other >= 0)
        mirror = np.full(len(CODE), -1, dtype=np.int64)
        for code, opposite in (*_MIRROR.items(), (CLOSING, TRANSFER_IN)):
            mirror[code] = opposite
        opposite_code = mirror[moves.code]
        return type(self)(
            account=moves.other,
            instant=moves.instant,
            code=opposite_code,
            cents=moves.cents,
            rank=CODE_RANK + opposite_code,
            other=moves.account,
            source_account=moves.account,
            source_code=moves.code,
        )

    def upon(self, path: Path, number: Ints) -> Path:
        """The path with these moves; `number` maps account indices to the path's own."""
        return path.with_rows(number[self.account], self.instant, self.rank, self.signed)

    def as_flows(self, block: Block, account_id: Ints, customer_id: Ints) -> Flows:
        """The moves as flows, each with its counterparty and reference.

        Args:
            block: the customers.
            account_id: id by account index.
            customer_id: owner's id by account index.
        """
        elsewhere = own_account_elsewhere(customer_id[self.account])
        of_bank, of_nobody = _FROM_BANK[self.code], _NOWHERE[self.code]
        silent = of_bank | of_nobody | (self.other >= 0)
        reference = block.stream("transactions", "reference").bits(
            account_id[self.source_account], self.source_code, self.instant
        )
        return Flows.of(
            self.account,
            self.instant,
            self.code,
            self.cents,
            party=np.where(of_bank, Party.BANK, np.where(of_nobody, Party.NONE, elsewhere["party"])),
            party_account=self.other,
            party_key=np.where(silent, 0, elsewhere["party_key"]),
            party_name=np.where(silent, -1, elsewhere["party_name"]),
            reference_number=(reference >> np.uint64(1)).astype(np.int64),
        )
