"""What is written down of a credit history: decisions, loans, instalments, times of being behind.

Only the shapes; how they come about belongs in `credit_histories` and `loan_behaviour`.
"""

from dataclasses import dataclass
from enum import IntEnum

from financial_lake.simulation.loan_applications import Applications
from financial_lake.simulation.records import Records
from financial_lake.simulation.streams import Ints


class Fate(IntEnum):
    """What becomes of an application."""

    WITHDRAWN = 0
    REJECTED = 1
    APPROVED = 2


class Outcome(IntEnum):
    """How an instalment, or a time of being behind, ends."""

    PAID = 0
    RESTRUCTURED = 1
    CHARGED_OFF = 2


@dataclass(frozen=True, slots=True)
class Decisions(Records):
    """What became of each application, in the order of the applications.

    Attributes:
        fate: `Fate`.
        score: the bank's score of the applicant on the day of application.
        decided_on: day of the decision or of the withdrawal.
        decided_at: instant of the decision; midnight of the day for a withdrawal.
        approved: cents; 0 unless approved.
        rate: millionths a year; 0 unless approved.
    """

    fate: Ints
    score: Ints
    decided_on: Ints
    decided_at: Ints
    approved: Ints
    rate: Ints


@dataclass(frozen=True, slots=True)
class Loans(Records):
    """Approved credit, ordered by (owner, loan_id).

    Attributes:
        loan_id: the application's id.
        application: row in the applications.
        owner: row of the borrower in the population.
        account_id: the account that receives the money and pays.
        loan_type: 0-4.
        principal: cents, as approved.
        rate: millionths a year, fixed.
        term: months of the first contract.
        instalment: cents of the first contract.
        due_day: 1, 5, 10, 15, 20 or 25.
        applied_on, approved_on, originated_on: days.
        first_due_month: month of the first due date.
        restructured_on: day, NEVER without.
        extension: months added by restructuring.
        new_instalment: cents after restructuring.
        closed_on: day on which the last cent came or the loan was charged off; NEVER while it runs.
        is_charged_off: 1 when the end is a charge-off.
    """

    loan_id: Ints
    application: Ints
    owner: Ints
    account_id: Ints
    loan_type: Ints
    principal: Ints
    rate: Ints
    term: Ints
    instalment: Ints
    due_day: Ints
    applied_on: Ints
    approved_on: Ints
    originated_on: Ints
    first_due_month: Ints
    restructured_on: Ints
    extension: Ints
    new_instalment: Ints
    closed_on: Ints
    is_charged_off: Ints


@dataclass(frozen=True, slots=True)
class Instalments(Records):
    """Instalments that fell due, ordered by (loan, number): at the same time the payments on loans.

    Attributes:
        loan: row in the loans.
        number: 1 for the first due date; months without a due instalment are skipped.
        total: number of the contract's last instalment as of this one.
        due_on: day.
        settled_on: day it was paid, or went into the restructured principal; NEVER when uncollected.
        outcome: `Outcome`.
        principal, interest: cents of the schedule.
        extra: cents of extra principal paid with it.
        late_fee: cents.
        balance_after: cents still owed once this and all earlier ones are settled.
        paid_before: number of instalments of the loan paid before this one.
    """

    loan: Ints
    number: Ints
    total: Ints
    due_on: Ints
    settled_on: Ints
    outcome: Ints
    principal: Ints
    interest: Ints
    extra: Ints
    late_fee: Ints
    balance_after: Ints
    paid_before: Ints


@dataclass(frozen=True, slots=True)
class Spells(Records):
    """Times of being behind with a loan, in order of their start.

    Attributes:
        loan: row in the loans.
        owner: row of the borrower.
        is_serious: 1 for three and more missed instalments that end in one of three ways.
        began_on: due day of the oldest unpaid instalment.
        ended_on: day on which everything was paid, restructured or charged off.
        missed: number of instalments missed.
        outcome: `Outcome`.
    """

    loan: Ints
    owner: Ints
    is_serious: Ints
    began_on: Ints
    ended_on: Ints
    missed: Ints
    outcome: Ints


@dataclass(frozen=True, slots=True)
class CreditHistories:
    """All credit of the customers of a block up to the end of a year.

    `left_on` is the day each customer of the population really leaves (NEVER if not by the end of the year):
    a wish to leave is refused while a loan runs.
    """

    applications: Applications
    decisions: Decisions
    loans: Loans
    instalments: Instalments
    spells: Spells
    left_on: Ints
