"""Lending, as the rest of the bank sees it: histories, loans on a day, money that loans move.

The histories themselves are lived in `credit_histories`, the state of a loan is read in `loan_state`.
"""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_products as products
from financial_lake.simulation.account_lines import places_of
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.credit_generations import merged
from financial_lake.simulation.credit_records import CreditHistories, Loans, Outcome
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.counterparties import listed
from financial_lake.simulation.ledger.flows import Flows, Party, Reference
from financial_lake.simulation.loan_state import LoanStates, states_on
from financial_lake.simulation.population import generations
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints
from financial_lake.simulation.vocabulary import party_start

DISBURSED_AT, SETTLED_AT = 10, 11
PAID_AT = (7, 10)
SELLERS = 100
"""Sellers of houses, cars and equipment are the companies among the wire parties."""


@remembered(keep=3)
def credit_histories(block: Block, year: int) -> CreditHistories:
    """All credit of `customers(block, year)` up to the end of a year; owners are rows of these customers."""
    return merged([(each.histories, each.rows) for each in generations(block, year)])


@remembered(keep=3)
def loan_states(block: Block, day: int) -> LoanStates:
    """Loans with a row on a day; `loan` points into the loans of `credit_histories(block, year of day)`."""
    return states_on(credit_histories(block, int(cal.year_of(day))), day)


@dataclass(frozen=True, slots=True)
class LoanPayments(Records):
    """Instalments paid in a month, ordered by (day, customer slot, occupant, account, loan, number).

    Attributes:
        instalment: row in the instalments of the histories.
        loan: row in the loans.
        paid_on: day.
        ordinal: 1, 2, ... inside the day.
        cents: principal + interest + extra principal + late fee.
    """

    instalment: Ints
    loan: Ints
    paid_on: Ints
    ordinal: Ints
    cents: Ints


@remembered(keep=3)
def loan_payments(block: Block, month: int) -> LoanPayments:
    """The money received on loans in a month."""
    histories = credit_histories(block, 1970 + month // 12)
    loans, owed = histories.loans, histories.instalments
    in_month = (owed.settled_on >= cal.month_start(month)) & (owed.settled_on <= cal.month_end(month))
    rows = np.flatnonzero(in_month & (owed.outcome == Outcome.PAID))
    loan = owed.loan[rows]
    order = np.lexsort((owed.number[rows], loan, loans.account_id[loan], loans.owner[loan], owed.settled_on[rows]))
    rows, loan = rows[order], loan[order]
    paid_on = owed.settled_on[rows]
    return LoanPayments(
        instalment=rows,
        loan=loan,
        paid_on=paid_on,
        ordinal=np.arange(rows.size) - np.searchsorted(paid_on, paid_on) + 1,
        cents=owed.principal[rows] + owed.interest[rows] + owed.extra[rows] + owed.late_fee[rows],
    )


def loan_flows(block: Block, month: int) -> Flows:
    """Disbursements, settlements with sellers, and payments of a month; accounts of the month's year."""
    year = 1970 + month // 12
    loans = credit_histories(block, year).loans
    new = loans.where((loans.originated_on >= cal.month_start(month)) & (loans.originated_on <= cal.month_end(month)))
    settled = new.where(products.SETTLES_ASSET[new.loan_type])
    paid = loan_payments(block, month)
    of_bank = {"party": int(Party.BANK), "party_name": party_start("bank")}
    seller = block.stream("loan_flows", "seller").integer(SELLERS, settled.loan_id)
    return Flows.joined(
        [
            Flows.of(
                places_of(block, year, new.account_id),
                cal.at(new.originated_on, DISBURSED_AT),
                CODE["loan_disbursement"],
                new.principal,
                reference_number=_reference(block, "disbursement", new),
                reference_day=new.originated_on,
                **of_bank,
            ),
            Flows.of(
                places_of(block, year, settled.account_id),
                cal.at(settled.originated_on, SETTLED_AT),
                CODE["asset_settlement"],
                settled.principal,
                reference_number=_reference(block, "settlement", settled),
                reference_day=settled.originated_on,
                **listed("wire_parties", seller),
            ),
            Flows.of(
                places_of(block, year, loans.account_id[paid.loan]),
                cal.at(paid.paid_on, *PAID_AT),
                CODE["loan_payment"],
                paid.cents,
                reference=Reference.LP,
                reference_day=paid.paid_on,
                reference_number=paid.ordinal,
                **of_bank,
            ),
        ]
    )


def _reference(block: Block, aspect: str, loans: Loans) -> Ints:
    bits: Ints = block.stream("loan_flows", aspect).bits(loans.loan_id).view(np.int64)
    return bits
