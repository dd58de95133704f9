"""Closing term deposits: the month's step of interest, its pay-out at maturity, the closing transfer (R8)."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.banking_calendar import at
from financial_lake.simulation.ledger.account_months import AccountMonths
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.moves import CLOSING, TRANSFER_OUT, Moves
from financial_lake.simulation.ledger.paths import Path
from financial_lake.simulation.streams import Bools, Ints

PAY_OUT_HOUR, CLOSING_HOUR, INTEREST_HOUR = 9.5, 15, 23


@dataclass(frozen=True, slots=True)
class TermDepositMonths:
    """What distinguishes term deposits in closing; arrays of one length, one a deposit.

    Attributes:
        principal: cents.
        matures: whether a term ends in the month and another follows.
        settled_on: day on which the present term ends.
        main: index of the owner's main account that takes the money on that day or the closing day, -1 for none.
    """

    principal: Ints
    matures: Bools
    settled_on: Ints
    main: Ints


def close_term_deposits(path: Path, lines: AccountMonths, terms: TermDepositMonths) -> Moves:
    """Everything the engine moves to close the term deposits of a path on their targets.

    Args:
        path: the opening deposits, accounts numbered as in `lines`.
        lines: the deposits.
        terms: what matures.
    """
    stays = ~lines.closes & (lines.first <= lines.last)
    interest = np.where(terms.matures, path.closing - terms.principal, 0)
    step = np.where(stays, lines.target - path.closing + interest, 0)
    whole = np.where(lines.closes, path.closing, 0)
    return Moves.joined(
        [
            Moves.of(lines.account, at(terms.settled_on, PAY_OUT_HOUR), TRANSFER_OUT, interest, other=terms.main),
            Moves.of(lines.account, at(lines.last, INTEREST_HOUR), CODE["interest_credit"], step),
            Moves.of(lines.account, at(lines.ends_on, CLOSING_HOUR), CLOSING, whole, other=terms.main),
        ]
    )
