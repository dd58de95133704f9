"""Insurance policies: from when to when they run, on what terms, and how they end.

A customer has at most one policy of a type at a time; after one ends another may follow. The premiums that fall
due are in `premiums`, what is covered in `coverages`.
"""

from dataclasses import dataclass, replace

import numpy as np

from financial_lake.simulation.account_terms import first_limit
from financial_lake.simulation.amounts import CENTS_A_DOLLAR
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import NEVER, add_months, month_of, whole_years, year_of, year_start
from financial_lake.simulation.insurance import policy_terms as terms
from financial_lake.simulation.insurance import policy_wishes as wishes
from financial_lake.simulation.insurance.policy_wishes import NO_ACCOUNT, TRAVEL, Payers, Wishes
from financial_lake.simulation.lines import (
    CARD_LINE,
    FIRST_YEAR_OF_CLOSING,
    YEAR_BEFORE_REPLACEMENTS,
    Obligations,
)
from financial_lake.simulation.people import Customers
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.staff import agent
from financial_lake.simulation.streams import Bools, Ints

AGENT = "insurance_agent"
STATUSES = ("active", "lapsed", "cancelled", "matured")
ACTIVE, LAPSED, CANCELLED, MATURED = range(4)
LAPSES_A_YEAR, CANCELLATIONS_A_YEAR = 0.06, 0.04
DAYS_TO_LAPSE = 60
SHORTEST_TRIP, LONGEST_TRIP = 10, 365
SHORTEST_PAUSE, LONGEST_PAUSE, SHARE_RETURNING = 200, 700, 0.60
FIRST_YEAR_OF_ENDING = FIRST_YEAR_OF_CLOSING
"""The lake knows the survivors: no policy that ended earlier is told of."""
DAYS_AFTER_END = 110
"""An account stays bound for so long after a policy, because a last claim may still be paid to it."""
DAYS_SHOWN_AFTER_END = 365
_FOLLOWS = -1


@dataclass(frozen=True, slots=True)
class Policies(Records):
    """Policies that began by the end of a year, ordered by (owner, policy_id); arrays of one length.

    Attributes:
        policy_id: customer_id x 1000 + type x 100 + version; types count from 1.
        owner: row of the holder in `customers(block, year)`.
        kind: index into `policy_wishes.POLICY_TYPES`.
        account_id: the account that pays: a deposit, or a credit card.
        started_on: first day in force, the 1st to the 28th of a month.
        unpaid_from: due day from which no premium of a lapsing policy is paid, NEVER without.
        ended_on: first day no longer in force, NEVER if not by the end of the year.
        end: status once ended, index into `STATUSES`.
        trip_ends_on: of travel policies; NEVER for the others.
        frequency: index into `policy_terms.FREQUENCIES`.
        method: index into `policy_terms.METHODS`.
        coverage: cents insured.
        premium: cents of the first year.
    """

    policy_id: Ints
    owner: Ints
    kind: Ints
    account_id: Ints
    started_on: Ints
    unpaid_from: Ints
    ended_on: Ints
    end: Ints
    trip_ends_on: Ints
    frequency: Ints
    method: Ints
    coverage: Ints
    premium: Ints

    def instalments(self, day: Ints | int) -> Ints:
        """Cents of an instalment on a day, or on a day of their own; of ended policies the last."""
        last = np.minimum(day, self.ended_on - 1)
        return terms.instalments(self.coverage, self.premium, self.frequency, whole_years(self.started_on, last))

    def end_dates(self, day: int) -> Ints:
        """End of the running yearly term or of the trip; the ending day once ended."""
        running = add_months(self.started_on, 12 * (whole_years(self.started_on, day) + 1))
        planned = np.where(self.kind == TRAVEL, self.trip_ends_on, running)
        return np.where(self.ended_on <= day, self.ended_on, planned)

    def statuses(self, day: int) -> Ints:
        """Index into `STATUSES` at the end of a day."""
        return np.where(self.ended_on <= day, self.end, ACTIVE)


@remembered(keep=3)
def policies(block: Block, year: int) -> Policies:
    """All policies of the block that began by the end of the year."""
    people, accounts = customers(block, year), wishes.payers(block, year)
    wanted = wishes.first_wishes(block, year)
    version = 0
    lived = [Policies.joined([])]
    while len(wanted):
        begun = _begun(block, people, accounts, year, wanted, version)
        lived.append(_ended(block, people, begun, year))
        wanted, version = _wanted_again(block, lived[-1], year), _FOLLOWS
    every = Policies.joined(lived)
    return every.where(np.lexsort((every.policy_id, every.owner)))


@remembered(keep=3)
def policies_shown(block: Block, day: int) -> Policies:
    """Policies in force at the end of a day or ended within the 365 days before."""
    known = policies(block, int(year_of(day)))
    return known.where((known.started_on <= day) & (day <= known.ended_on + DAYS_SHOWN_AFTER_END))


def looks_after(bank: Bank, policy_id: Ints, day: int) -> Ints:
    """employee_id of the insurance agent who looks after each policy on a day."""
    return agent(bank, AGENT, policy_id, day)


def bound_to_policies(block: Block, year: int) -> Obligations:
    """Times in which accounts are bound by a policy they pay, and by its last claims."""
    sold = policies(block, year)
    last = np.where(sold.ended_on < NEVER, sold.ended_on + DAYS_AFTER_END, NEVER)
    return Obligations(sold.account_id, sold.started_on, last)


def is_on_card(account_id: Ints) -> Bools:
    """Whether a credit card pays."""
    on_card: Bools = account_id // 100 % 10 == CARD_LINE
    return on_card


def _begun(  # noqa: PLR0913, PLR0917 - who wants what, and who pays
    block: Block, people: Customers, accounts: Payers, year: int, wanted: Wishes, version: int
) -> Policies:
    """Policies that come of wishes: those whom an account can pay, from the first day on which it is free."""
    account_id = wishes.account_on(accounts, wanted.owner, wanted.wanted_on)
    started_on = wishes.first_free_day(block, account_id, wanted.wanted_on)
    taken = (account_id != NO_ACCOUNT) & (started_on < year_start(year + 1))
    taken &= started_on < people.left_on[wanted.owner]
    wanted, account_id, started_on = wanted.where(taken), account_id[taken], started_on[taken]
    number = year_of(started_on) - YEAR_BEFORE_REPLACEMENTS if version == _FOLLOWS else version
    policy_id = people.customer_id[wanted.owner] * 1000 + (wanted.kind + 1) * 100 + number
    cost = terms.costs_drawn(block, policy_id, wanted.kind)
    coverage, frequency = terms.fitted_to_cards(
        wanted.kind,
        terms.coverages_drawn(block, policy_id, wanted.kind),
        cost,
        terms.frequencies_drawn(block, policy_id, wanted.kind),
        _limits(block, people, accounts, account_id),
    )
    trip = SHORTEST_TRIP + block.stream("policies", "end_date").integer(LONGEST_TRIP - SHORTEST_TRIP + 1, policy_id)
    never = np.full(len(wanted), NEVER)
    return Policies(
        policy_id=policy_id,
        owner=wanted.owner,
        kind=wanted.kind,
        account_id=account_id,
        started_on=started_on,
        unpaid_from=never,
        ended_on=never,
        end=np.full(len(wanted), ACTIVE),
        trip_ends_on=np.where(wanted.kind == TRAVEL, started_on + trip, NEVER),
        frequency=frequency,
        method=block.stream("policies", "payment_method").pick(terms.METHOD_WEIGHTS, policy_id),
        coverage=coverage * CENTS_A_DOLLAR,
        premium=terms.first_premiums(coverage, cost),
    )


def _limits(block: Block, people: Customers, accounts: Payers, account_id: Ints) -> Ints:
    """Dollars that the credit cards among paying accounts might owe at first; 0 for deposits."""
    limit = np.zeros(account_id.size, dtype=np.int64)
    card = np.flatnonzero(is_on_card(account_id))
    order = np.argsort(accounts.account_id)
    known = accounts.where(order[np.searchsorted(accounts.account_id, account_id[card], sorter=order)])
    limit[card] = first_limit(block, people.where(known.owner), known.account_id, known.first - wishes.DAYS_OF_PAYER)
    return limit


def _ended(block: Block, people: Customers, begun: Policies, year: int) -> Policies:
    """The same policies with their ends: lapse, cancellation, end of the trip or leaving, whatever comes first."""
    years = np.arange(FIRST_YEAR_OF_ENDING, year + 1)
    ids = begun.policy_id[:, None]
    found = []
    for aspect, rate in (("lapses", LAPSES_A_YEAR), ("cancels", CANCELLATIONS_A_YEAR)):
        happens, day = block.stream("policies", aspect).yearly(rate, years, ids)
        happens &= day > begun.started_on[:, None]
        found.append(np.where(happens, day, NEVER).min(axis=1, initial=NEVER))
    stops_paying, cancels_on = found
    months = terms.MONTHS_BETWEEN[begun.frequency]
    passed = (month_of(np.minimum(stops_paying, year_start(year + 2))) - month_of(begun.started_on)) // months
    due_on = add_months(begun.started_on, passed * months)
    due_on = np.where(due_on <= stops_paying, add_months(begun.started_on, (passed + 1) * months), due_on)
    lapses = (stops_paying < NEVER) & (begun.kind != TRAVEL)
    unpaid_from = np.where(lapses, due_on, NEVER)
    leaves_on = people.left_on[begun.owner]
    ends = np.stack(
        [np.minimum(leaves_on, cancels_on), np.where(lapses, due_on + DAYS_TO_LAPSE, NEVER), begun.trip_ends_on]
    )
    ended_on = ends.min(axis=0)
    has_ended = ended_on < year_start(year + 1)
    return replace(
        begun,
        unpaid_from=np.where(unpaid_from < np.minimum(ended_on, year_start(year + 1)), unpaid_from, NEVER),
        ended_on=np.where(has_ended, ended_on, NEVER),
        end=np.where(has_ended, np.array([CANCELLED, LAPSED, MATURED])[ends.argmin(axis=0)], ACTIVE),
    )


def _wanted_again(block: Block, gone: Policies, year: int) -> Wishes:
    """When a policy of the type is wanted again after one has ended: now and then it comes to be."""
    gone = gone.where(gone.ended_on < NEVER)
    chance = block.stream("policies", "returns")
    earliest = np.maximum(gone.ended_on + SHORTEST_PAUSE, year_start(year_of(gone.started_on) + 1))
    latest = gone.ended_on + LONGEST_PAUSE
    wanted_on, waits, turn = np.full(len(gone), NEVER), np.ones(len(gone), dtype=np.bool_), 0
    while waits.any():
        day = earliest + (chance.uniform(gone.policy_id, turn) * (latest - earliest + 1)).astype(np.int64)
        returns = chance.chance(SHARE_RETURNING, gone.policy_id, turn, lane=1)
        wanted_on = np.where(waits & returns, day, wanted_on)
        waits &= ~returns & (day < year_start(year + 1))
        earliest, latest, turn = day + SHORTEST_PAUSE, day + LONGEST_PAUSE, turn + 1
    again = Wishes(gone.owner, gone.kind, wanted_on)
    return again.where(wanted_on < year_start(year + 1))
