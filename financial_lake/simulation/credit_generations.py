"""Credit histories of successive occupants, put together into one record of the block."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from financial_lake.simulation.credit_records import CreditHistories, Decisions, Instalments, Loans, Outcome, Spells
from financial_lake.simulation.loan_applications import Applications
from financial_lake.simulation.runs import starts
from financial_lake.simulation.streams import Ints


def merged(lived: Sequence[tuple[CreditHistories, Ints]]) -> CreditHistories:
    """One history of all customers of a block.

    Args:
        lived: for each generation its history, and the row among all customers of each of its persons.

    Returns:
        The same records in their usual order, owners being rows among all customers.
    """
    asked = Applications.joined(
        [replace(each.applications, owner=rows[each.applications.owner]) for each, rows in lived]
    )
    lent = Loans.joined([replace(each.loans, owner=rows[each.loans.owner]) for each, rows in lived])
    asked_order, asked_place = _order(asked.application_id, asked.owner)
    lent_order, lent_place = _order(lent.loan_id, lent.owner)
    asked_start = _starts([len(each.applications) for each, _ in lived])
    lent_start = _starts([len(each.loans) for each, _ in lived])
    application = np.concatenate(
        [each.loans.application + start for (each, _), start in zip(lived, asked_start, strict=True)]
    )
    instalments = Instalments.joined([each.instalments for each, _ in lived])
    loan = np.concatenate(
        [
            np.where(each.instalments.loan < 0, -1, each.instalments.loan + start)
            for (each, _), start in zip(lived, lent_start, strict=True)
        ]
    )
    spells = Spells.joined(
        [
            replace(each.spells, loan=lent_place[each.spells.loan + start], owner=rows[each.spells.owner])
            for (each, rows), start in zip(lived, lent_start, strict=True)
        ]
    )
    left_on = np.empty(sum(rows.size for _, rows in lived), dtype=np.int64)
    for each, rows in lived:
        left_on[rows] = each.left_on
    return CreditHistories(
        applications=asked.where(asked_order),
        decisions=Decisions.joined([each.decisions for each, _ in lived]).where(asked_order),
        loans=replace(lent, application=asked_place[application]).where(lent_order),
        instalments=_numbered(instalments, np.append(lent_place, -1)[loan]),
        spells=spells.where(np.lexsort((spells.loan, spells.began_on))),
        left_on=left_on,
    )


def _order(ids: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """Order by (owner, id), and the place of each record in it."""
    order = np.lexsort((ids, owner))
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    return order, place


def _numbered(instalments: Instalments, loan: Ints) -> Instalments:
    """In order of (loan, number), with the count of instalments paid before each; those of no loan are dropped."""
    order = np.argsort(loan, kind="stable")[np.count_nonzero(loan < 0) :]
    owed, loan = instalments.where(order), loan[order]
    paid = owed.outcome == Outcome.PAID
    before, count = np.cumsum(paid) - paid, np.bincount(loan)
    return replace(owed, loan=loan, paid_before=before - np.repeat(before[starts(count)], count))


def _starts(lengths: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)])[:-1]
