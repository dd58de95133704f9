"""Credit histories, lived month by month: who leaves, who applies, who is trusted, who pays.

A month brings first the instalments that fall due, then wishes to leave (refused while a loan runs), then
applications, scored with what the bureaus knew. A later year changes nothing in the years before it.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import credit_decisions, loan_behaviour, loan_schedule
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.borrowers import Borrowers
from financial_lake.simulation.credit_records import (
    CreditHistories,
    Decisions,
    Fate,
    Instalments,
    Loans,
    Outcome,
    Spells,
)
from financial_lake.simulation.loan_applications import Applications, wishes
from financial_lake.simulation.loan_book import LoanBook
from financial_lake.simulation.score_model import (
    BUREAUS,
    REFRESH_DAYS,
    bureau_points,
    default_probability,
    latent_base,
    mean_score,
    refreshed_on,
    scored,
)
from financial_lake.simulation.streams import Floats, Ints

DAYS_UNTIL_SERIOUS = 30
MONTHS_OF_MEMORY = 12
MEMORY = 0.5
_MONTHS_REMEMBERED = 20
"""A time of being behind lasts at most seven months and is remembered for twelve."""


def delinquency(owner: Ints, began_on: Ints, ended_on: Ints, persons: int, day: int) -> Floats:
    """How much being behind weighs on each person's scores on a day: 1, 0.5 or 0.

    Args:
        owner: times of being behind: the person.
        began_on: the oldest unpaid due day.
        ended_on: day of the end.
        persons: their number.
        day: epoch day.

    Returns:
        (persons,): 1 while a loan is 30 or more days past due, 0.5 for 12 months after.
    """
    weight = np.zeros(persons)
    serious = (began_on + DAYS_UNTIL_SERIOUS <= day) & (ended_on - began_on > DAYS_UNTIL_SERIOUS)
    weight[owner[serious & (day <= cal.add_months(ended_on - 1, MONTHS_OF_MEMORY))]] = MEMORY
    weight[owner[serious & (day < ended_on)]] = 1.0
    return weight


def live(bank: Bank, borrowers: Borrowers, year: int) -> CreditHistories:
    """The credit histories of customers up to the end of a year."""
    history = _History(bank, borrowers, wishes(bank, borrowers, year))
    last = (year - 1970) * 12 + 11
    begins = np.concatenate([history.wishes.applied_on, borrowers.leaving.ravel()])
    first = int(cal.month_of(begins.min())) if begins.size else last
    for month in range(first, last + 1):
        history.live(month)
    history.pay(last + 1)
    return history.written_down()


@dataclass(slots=True)
class _History:
    bank: Bank
    borrowers: Borrowers
    wishes: Applications
    book: LoanBook = field(init=False)
    decided: Decisions = field(init=False)
    left_on: Ints = field(init=False)
    order: Ints = field(init=False)
    starts: Ints = field(init=False)
    year: int = field(init=False, default=0)
    base: Floats = field(init=False)
    risk: Floats = field(init=False)
    surplus: loan_behaviour.Surplus = field(init=False)
    weights: Floats = field(init=False)
    refreshed: Ints = field(init=False)
    points: Floats = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.wishes)
        self.book = LoanBook(self.bank, self.wishes)
        self.decided = Decisions(*(np.full(size, -1, dtype=np.int64) for _ in range(6)))
        self.left_on = np.full(len(self.borrowers), NEVER, dtype=np.int64)
        self.weights = np.zeros((2, len(BUREAUS), len(self.borrowers)))
        self._draw_points()
        month = cal.month_of(self.wishes.applied_on)
        self.order = np.argsort(month, kind="stable")
        self.starts = month[self.order]

    def _draw_points(self) -> None:
        """What each bureau would think of each applicant, and the month of the refresh the bank looks at."""
        people, owner, bureau = self.borrowers, self.wishes.owner[:, None], np.arange(len(BUREAUS))
        self.refreshed = cal.month_of(refreshed_on(cal.last_weekday(self.wishes.applied_on)[:, None], bureau))
        ids, year = people.customer_id[owner], 1970 + self.refreshed // 12
        base = latent_base(self.bank, ids, people.birth_on[owner], people.wealth[owner], year)
        self.points = bureau_points(self.bank, ids, base, bureau, self.refreshed)

    def live(self, month: int) -> None:
        self.pay(month)
        self._refresh(month)
        self._leave(month)
        self._apply(month)

    def pay(self, month: int) -> None:
        year = 1970 + month // 12
        if year != self.year:
            people = self.borrowers
            self.year = year
            self.base = latent_base(self.bank, people.customer_id, people.birth_on, people.wealth, year)
            self.risk = default_probability(self.base)[self.wishes.owner]
            ids, kinds = self.wishes.application_id, self.wishes.loan_type
            self.surplus = loan_behaviour.surplus(self.bank, ids, kinds, year)
        self.book.live_through(month, self.risk, self.surplus)

    def _refresh(self, month: int) -> None:
        """What each bureau knows of delinquency at its refresh of the month; the month before is kept."""
        spells = Spells.joined(self.book.spells[-_MONTHS_REMEMBERED:])
        for bureau, day in enumerate(cal.month_start(month) + REFRESH_DAYS - 1):
            self.weights[month % 2, bureau] = delinquency(
                spells.owner, spells.began_on, spells.ended_on, len(self.borrowers), int(day)
            )

    def _leave(self, month: int) -> None:
        leaving = self.borrowers.leaving
        person, wish = np.nonzero((leaving >= cal.month_start(month)) & (leaving <= cal.month_end(month)))
        if not person.size:
            return
        lent = np.flatnonzero(self.decided.fate == Fate.APPROVED)
        busy_until = np.zeros(len(self.borrowers), dtype=np.int64)
        np.maximum.at(busy_until, self.wishes.owner[lent], self.book.closed_on[lent])
        day = leaving[person, wish]
        leaves = (busy_until[person] < day) & (self.left_on[person] == NEVER)
        np.minimum.at(self.left_on, person[leaves], day[leaves])

    def _apply(self, month: int) -> None:
        first, end = np.searchsorted(self.starts, [month, month + 1])
        rows = self.order[first:end]
        rows = rows[self.wishes.applied_on[rows] < self.left_on[self.wishes.owner[rows]]]
        if not rows.size:
            return
        applications = self.wishes.where(rows)
        decisions = credit_decisions.decide(self.bank, applications, self._scores(rows))
        for name in ("fate", "score", "decided_on", "decided_at", "approved", "rate"):
            getattr(self.decided, name)[rows] = getattr(decisions, name)
        yes = decisions.fate == Fate.APPROVED
        ids, granted = applications.application_id[yes], decisions.where(yes)
        paid_out = credit_decisions.disbursement_day(self.bank, ids, granted.decided_on)
        due_day = credit_decisions.due_day(self.bank, ids)
        self.book.lend(rows[yes], granted.approved, granted.rate, due_day, paid_out)

    def _scores(self, rows: Ints) -> Ints:
        """The bank's score of each applicant: of the latest weekday's three bureau scores."""
        weight = self.weights[self.refreshed[rows] % 2, np.arange(len(BUREAUS)), self.wishes.owner[rows, None]]
        return mean_score(scored(self.points[rows], weight))

    def written_down(self) -> CreditHistories:
        """Everything in its final order: applications that were made, the loans, their instalments."""
        made = np.flatnonzero(self.decided.fate >= 0)
        lent = np.flatnonzero(self.decided.fate == Fate.APPROVED)
        place = np.full(len(self.wishes), -1, dtype=np.int64)
        place[lent] = np.arange(lent.size)
        spells = Spells.joined(self.book.spells)
        return CreditHistories(
            applications=self.wishes.where(made),
            decisions=self.decided.where(made),
            loans=self._loans(lent, np.searchsorted(made, lent)),
            instalments=_numbered(Instalments.joined(self.book.instalments), place),
            spells=replace(spells, loan=place[spells.loan]),
            left_on=self.left_on,
        )

    def _loans(self, rows: Ints, application: Ints) -> Loans:
        book, asked = self.book, self.wishes.where(rows)
        return Loans(
            loan_id=asked.application_id,
            application=application,
            owner=asked.owner,
            account_id=asked.account_id,
            loan_type=asked.loan_type,
            principal=book.principal[rows],
            rate=book.rate[rows],
            term=asked.term,
            instalment=loan_schedule.instalment(book.principal[rows], book.rate[rows], asked.term),
            due_day=book.due_day[rows],
            applied_on=asked.applied_on,
            approved_on=self.decided.decided_on[rows],
            originated_on=book.originated_on[rows],
            first_due_month=book.first_month[rows],
            restructured_on=book.restructured_on[rows],
            extension=book.extension[rows],
            new_instalment=book.new_instalment[rows],
            closed_on=book.closed_on[rows],
            is_charged_off=book.is_charged_off[rows],
        )


def _numbered(instalments: Instalments, place: Ints) -> Instalments:
    """In order of (loan, number), with the count of instalments paid before each."""
    loan = place[instalments.loan]
    order = np.argsort(loan, kind="stable")
    ordered = replace(instalments, loan=loan).where(order)
    paid = ordered.outcome == Outcome.PAID
    before = np.cumsum(paid) - paid
    start = np.searchsorted(ordered.loan, ordered.loan)
    return replace(ordered, paid_before=before - before[start])
