"""Credit histories: who leaves, who applies, who is trusted, who pays.

An application is decided with what the bureaus know of the loans before it; a wish to leave is refused while a
loan runs; a later year changes nothing in the years before it.
"""

from dataclasses import dataclass, field, fields, replace

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import credit_decisions, loan_lives, loan_schedule
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER
from financial_lake.simulation.borrowers import Borrowers
from financial_lake.simulation.credit_records import (
    CreditHistories,
    Decisions,
    Fate,
    Instalments,
    Loans,
    Spells,
)
from financial_lake.simulation.loan_applications import Applications, wishes
from financial_lake.simulation.loan_contracts import Contracts
from financial_lake.simulation.runs import matches
from financial_lake.simulation.score_model import (
    BUREAUS,
    bureau_points,
    default_probability,
    latent_base,
    mean_score,
    refreshed_on,
    scored,
)
from financial_lake.simulation.streams import Floats, Ints, Keys

DAYS_UNTIL_SERIOUS = 30
MONTHS_OF_MEMORY = 12
MEMORY = 0.5


def delinquency(owner: Ints, began_on: Ints, ended_on: Ints, persons: int, day: Keys) -> Floats:
    """How much being behind weighs on each person's scores on a day: 1, 0.5 or 0.

    Args:
        owner: times of being behind: the person.
        began_on: the oldest unpaid due day.
        ended_on: day of the end.
        persons: their number.
        day: epoch day, or one for each time of being behind.

    Returns:
        (persons,): 1 while a loan is 30 or more days past due, 0.5 for 12 months after.
    """
    weight = np.zeros(persons)
    serious = (began_on + DAYS_UNTIL_SERIOUS <= day) & (ended_on - began_on > DAYS_UNTIL_SERIOUS)
    weight[owner[serious & (day <= cal.add_months(ended_on - 1, MONTHS_OF_MEMORY))]] = MEMORY
    weight[owner[serious & (day < ended_on)]] = 1.0
    return weight


def live(bank: Bank, borrowers: Borrowers, year: int) -> CreditHistories:
    """The credit histories of customers up to the end of a year.

    Applications are decided as if nobody had ever been behind, then again where the loans that came of it show
    that a bureau knew better, until nothing new is known. An application waits only for loans of the same person
    before it, so after n rounds at least the first n of everybody stand: the answer is that of deciding in turn.

    Returns:
        Everything in its final order but the instalments: `credit_generations.merged` brings them into it, counts how
        many were paid before each, and drops those with loan -1: no loan that stands.
    """
    history = _History(bank, borrowers, wishes(bank, borrowers, year), year)
    news = np.arange(len(history.asked))
    while news.size:
        news = history.decide(news)
    return history.written_down()


@dataclass(slots=True)
class _History:
    """Applications, n rows, and what has become of them so far.

    Attributes:
        points: (n, bureaus) what each bureau would think of an applicant who was never behind.
        refreshed_on: (n, bureaus) the days as of which the bank sees the bureaus.
        weight: (n, bureaus) how much being behind is known to weigh on them.
        decided: n rows.
        round_of: (n,) the round of deciding that made the loan, -1 without.
        rounds: for each round its loans and their lives.
    """

    bank: Bank
    borrowers: Borrowers
    asked: Applications
    year: int
    points: Floats = field(init=False)
    refreshed_on: Ints = field(init=False)
    weight: Floats = field(init=False)
    decided: Decisions = field(init=False)
    round_of: Ints = field(init=False)
    rounds: list[tuple[Contracts, loan_lives.Lives]] = field(default_factory=list)

    def __post_init__(self) -> None:
        people, owner, bureau = self.borrowers, self.asked.owner[:, None], np.arange(len(BUREAUS))
        self.refreshed_on = refreshed_on(cal.last_weekday(self.asked.applied_on)[:, None], bureau)
        month = cal.month_of(self.refreshed_on)
        ids, year = people.customer_id[owner], 1970 + month // 12
        base = latent_base(self.bank, ids, people.birth_on[owner], people.wealth[owner], year)
        self.points = bureau_points(self.bank, ids, base, bureau, month)
        self.weight = np.zeros(self.points.shape)
        self.decided = Decisions(*(np.zeros(len(self.asked), dtype=np.int64) for _ in fields(Decisions)))
        self.round_of = np.full(len(self.asked), -1, dtype=np.int64)

    def decide(self, rows: Ints) -> Ints:
        """Decide applications and let the loans that follow be lived; which others are to be decided again."""
        asked, score = self.asked.where(rows), mean_score(scored(self.points[rows], self.weight[rows]))
        decided = credit_decisions.decide(self.bank, asked, score)
        for each in fields(Decisions):
            getattr(self.decided, each.name)[rows] = getattr(decided, each.name)
        yes = decided.fate == Fate.APPROVED
        contracts = self._agreed(rows[yes])
        self.round_of[rows] = np.where(yes, len(self.rounds), -1)
        last_due_month = (self.year - 1970) * 12 + 12
        self.rounds.append((contracts, loan_lives.live(self.bank, contracts, self._risk, last_due_month)))
        before, self.weight = self.weight, self._weight()
        return np.flatnonzero((self.weight != before).any(axis=1))

    def _agreed(self, rows: Ints) -> Contracts:
        asked, decided = self.asked.where(rows), self.decided.where(rows)
        due_day = credit_decisions.due_day(self.bank, asked.application_id)
        originated_on = credit_decisions.disbursement_day(self.bank, asked.application_id, decided.decided_on)
        return Contracts(
            application=rows,
            loan_id=asked.application_id,
            owner=asked.owner,
            loan_type=asked.loan_type,
            principal=decided.approved,
            rate=decided.rate,
            term=asked.term,
            instalment=loan_schedule.instalment(decided.approved, decided.rate, asked.term),
            originated_on=originated_on,
            due_day=due_day,
            first_month=loan_schedule.first_due_month(originated_on, due_day),
        )

    def _risk(self, owner: Ints, year: Ints) -> Floats:
        people = self.borrowers
        base = latent_base(self.bank, people.customer_id[owner], people.birth_on[owner], people.wealth[owner], year)
        return default_probability(base)

    def _weight(self) -> Floats:
        """What each bureau knows of being behind on the day each application looks at."""
        spells = self._spells()
        spell, application = matches(self.asked.owner, spells.owner)
        place = application[:, None] * len(BUREAUS) + np.arange(len(BUREAUS))
        spells = spells.where(spell[:, None])
        weight = delinquency(place, spells.began_on, spells.ended_on, self.weight.size, self.refreshed_on[application])
        return weight.reshape(self.weight.shape)

    def _spells(self) -> Spells:
        """Times of being behind with the loans that stand."""
        parts = [
            lives.spells.where(self.round_of[lives.spells.loan] == each) for each, (_, lives) in enumerate(self.rounds)
        ]
        return Spells.joined(parts)

    def written_down(self) -> CreditHistories:
        """Applications that were made, and the loans that came of them."""
        contracts, ends = self._loans()
        left_on = self._left_on(contracts, ends)
        is_made = self.asked.applied_on < left_on[self.asked.owner]
        self.round_of[~is_made] = -1
        contracts, ends = self._loans()
        place = np.full(len(self.asked), -1, dtype=np.int64)
        place[contracts.application] = np.arange(len(contracts))
        made, spells = np.flatnonzero(is_made), self._spells()
        spells = spells.where(np.lexsort((spells.loan, cal.month_of(spells.began_on))))
        return CreditHistories(
            applications=self.asked.where(made),
            decisions=self.decided.where(made),
            loans=_loans(contracts, ends, self.asked, self.decided, np.searchsorted(made, contracts.application)),
            instalments=self._instalments(place),
            spells=replace(spells, loan=place[spells.loan]),
            left_on=left_on,
        )

    def _loans(self) -> tuple[Contracts, loan_lives.Ends]:
        """The loans that stand, and what became of them, ordered by application."""
        contracts = Contracts.joined([contracts for contracts, _ in self.rounds])
        ends = loan_lives.Ends.joined([lives.ends for _, lives in self.rounds])
        rounds = np.repeat(np.arange(len(self.rounds)), [len(contracts) for contracts, _ in self.rounds])
        rows = np.flatnonzero(self.round_of[contracts.application] == rounds)
        order = rows[np.argsort(contracts.application[rows])]
        return contracts.where(order), ends.where(order)

    def _left_on(self, contracts: Contracts, ends: loan_lives.Ends) -> Ints:
        """Day on which each customer leaves: that of the first wish while no loan asked for before is running."""
        leaving = self.borrowers.leaving
        person, wish = np.nonzero(leaving < cal.year_start(self.year + 1))
        day = leaving[person, wish]
        which, loan = matches(contracts.owner, person)
        asked = self.asked.applied_on[contracts.application[loan]] < day[which]
        refused = np.unique(which[asked & (day[which] <= ends.busy_until[loan])])
        left_on = np.full(len(self.borrowers), NEVER, dtype=np.int64)
        np.minimum.at(left_on, np.delete(person, refused), np.delete(day, refused))
        return left_on

    def _instalments(self, place: Ints) -> Instalments:
        """Of all rounds, those of loans that do not stand with loan -1."""
        owed = Instalments.joined([lives.instalments for _, lives in self.rounds])
        rounds = np.repeat(np.arange(len(self.rounds)), [len(lives.instalments) for _, lives in self.rounds])
        return replace(owed, loan=np.where(self.round_of[owed.loan] == rounds, place[owed.loan], -1))


def _loans(
    contracts: Contracts, ends: loan_lives.Ends, asked: Applications, decided: Decisions, application: Ints
) -> Loans:
    rows = contracts.application
    return Loans(
        loan_id=contracts.loan_id,
        application=application,
        owner=contracts.owner,
        account_id=asked.account_id[rows],
        loan_type=contracts.loan_type,
        principal=contracts.principal,
        rate=contracts.rate,
        term=contracts.term,
        instalment=contracts.instalment,
        due_day=contracts.due_day,
        applied_on=asked.applied_on[rows],
        approved_on=decided.decided_on[rows],
        originated_on=contracts.originated_on,
        first_due_month=contracts.first_month,
        restructured_on=ends.restructured_on,
        extension=ends.extension,
        new_instalment=ends.new_instalment,
        closed_on=ends.closed_on,
        is_charged_off=ends.is_charged_off,
    )
