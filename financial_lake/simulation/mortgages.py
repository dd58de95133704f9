"""Who owes a mortgage, and while it runs: asked by homes and insurance, before anybody knows of accounts."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.loan_products import MORTGAGE
from financial_lake.simulation.population import generations
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints


@dataclass(frozen=True, slots=True)
class Mortgages(Records):
    """Mortgages paid out by the end of a year; arrays of one length.

    Attributes:
        owner: row of the borrower in `customers(block, year)`.
        originated_on: day on which the money was paid out.
        closed_on: day on which it ended, NEVER if not by the end of the year.
    """

    owner: Ints
    originated_on: Ints
    closed_on: Ints


@remembered(keep=3)
def mortgages(block: Block, year: int) -> Mortgages:
    """All mortgages of `customers(block, year)`, in no particular order."""
    parts = []
    for generation in generations(block, year):
        loans = generation.histories.loans
        lent = loans.where(np.flatnonzero(loans.loan_type == MORTGAGE))
        parts.append(Mortgages(generation.rows[lent.owner], lent.originated_on, lent.closed_on))
    return Mortgages.joined(parts)
