"""What is audited, as it stands at the end of a day: one state an entity, one array a column.

A column that never changes once it is set is audited, too, but needs no state: nothing can be said of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from financial_lake.contract.frames import arrow_column
from financial_lake.simulation import cards as card_lives
from financial_lake.simulation.account_lines import account_status, accounts, credit_limit_on, is_shown
from financial_lake.simulation.account_records import ACCOUNT_STATUSES
from financial_lake.simulation.addresses import DAYS_SHOWN_AFTER_END, addresses, places_on
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import year_of
from financial_lake.simulation.careers import STATUSES as EMPLOYMENT_STATUSES
from financial_lake.simulation.careers import statuses_on
from financial_lake.simulation.contacts import Contacts, email_addresses, phone_numbers
from financial_lake.simulation.customer_names import last_name_steps
from financial_lake.simulation.identity_checks import KYC_STATUSES, RISK_RATINGS, identity_checks, risk_ratings
from financial_lake.simulation.insurance.policies import STATUSES as POLICY_STATUSES
from financial_lake.simulation.insurance.policies import looks_after, policies_shown
from financial_lake.simulation.lending import credit_histories, loan_states
from financial_lake.simulation.loan_state import STATUSES as LOAN_STATUSES
from financial_lake.simulation.population import Customers, customers, is_present
from financial_lake.simulation.preferences import PREFERENCE_TYPES, preferences_on
from financial_lake.simulation.staff import staff
from financial_lake.simulation.standing import (
    CUSTOMER_SEGMENTS,
    CUSTOMER_STATUSES,
    advisers,
    customer_segments,
    customer_statuses,
)
from financial_lake.simulation.streams import Bools, Ints
from financial_lake.simulation.vocabulary import last_names

AUDITED: Mapping[str, tuple[str, ...]] = {
    "customer": (
        "last_name",
        "home_branch_id",
        "customer_segment",
        "customer_status",
        "risk_rating",
        "assigned_agent_id",
    ),
    "address": ("end_date",),
    "phone": ("phone_number",),
    "email": ("email_address",),
    "preference": ("opted_in",),
    "account": ("account_status", "product_id", "credit_limit", "branch_id"),
    "card": ("card_status",),
    "loan": ("loan_status", "linked_account_id"),
    "policy": ("policy_status", "product_id", "linked_account_id", "agent_id"),
    "kyc": ("kyc_status",),
    "employee": ("employment_status", "branch_id"),
}
"""Entity -> audited columns of its table; for customers of the register and the profile."""

Said = Callable[[Ints], pa.Array]


@dataclass(frozen=True, slots=True)
class Column:
    """One audited column: equal codes mean equal values on any two days; `said` gives the text of rows."""

    codes: Ints
    said: Said


@dataclass(frozen=True, slots=True)
class State:
    """All rows of an entity at the end of a day; ids are unique, customer_id is 0 for employees."""

    entity_id: Ints
    customer_id: Ints
    columns: Mapping[str, Column]


@remembered(keep=2)
def states(block: Block, day: int) -> Mapping[str, State]:
    """By entity, what the bank keeps of the customers of a block."""
    people = customers(block, int(year_of(day)))
    present = is_present(people, day)
    return {
        "customer": _of_customers(block, day, people, np.flatnonzero(present)),
        "address": _of_addresses(block, day, people, present),
        "phone": _of_contacts(phone_numbers(block, int(year_of(day))), "phone_number", day, people, present),
        "email": _of_contacts(email_addresses(block, int(year_of(day))), "email_address", day, people, present),
        "preference": _of_preferences(block, day, people, np.flatnonzero(present)),
        "account": _of_accounts(block, day, people),
        "card": _of_cards(block, day, people),
        "loan": _of_loans(block, day, people),
        "policy": _of_policies(block, day, people),
        "kyc": _of_identity_files(block, day, people, np.flatnonzero(present)),
    }


@remembered(keep=2)
def staff_state(bank: Bank, day: int) -> State:
    """What the bank keeps of its staff."""
    row, status = statuses_on(bank, day)
    employee_id = staff(bank, int(year_of(day))).employee_id[row]
    columns = {"employment_status": _coded(status, EMPLOYMENT_STATUSES)}
    return State(employee_id, np.zeros_like(employee_id), columns)


def _of_customers(block: Block, day: int, people: Customers, row: Ints) -> State:
    name = last_name_steps(block, int(year_of(day))).on(day)[row]
    adviser = advisers(block, day)[row]
    person = people.customer_id[row]
    columns = {
        "last_name": _coded(name, last_names(block.bank)),
        "home_branch_id": _number(places_on(block, day)[row] + 1),
        "customer_segment": _coded(customer_segments(block, day)[row], CUSTOMER_SEGMENTS),
        "customer_status": _coded(customer_statuses(block, day)[row], CUSTOMER_STATUSES),
        "risk_rating": _coded(risk_ratings(block.bank, person, day), RISK_RATINGS),
        "assigned_agent_id": _number(adviser),
    }
    return State(person, person, columns)


def _of_addresses(block: Block, day: int, people: Customers, present: Bools) -> State:
    known = addresses(block, int(year_of(day)))
    row = np.flatnonzero(
        (known.started_on <= day) & (known.ended_on > day - DAYS_SHOWN_AFTER_END) & present[known.owner]
    )
    person = people.customer_id[known.owner[row]]
    started_in = np.where(known.is_first[row], 0, year_of(known.started_on[row]) - 2000)
    ended_on = np.where(known.ended_on[row] <= day, known.ended_on[row], 0)
    return State(person * 100 + started_in, person, {"end_date": _dated(ended_on)})


def _of_contacts(known: Contacts, column: str, day: int, people: Customers, present: Bools) -> State:
    row = known.in_use(day)
    row = row[present[known.owner[row]]]
    person = people.customer_id[known.owner[row]]
    said = Column(known.since[row], lambda places: known.text.take(pa.array(row[places])))
    return State(person * 100 + known.kind[row], person, {column: said})


def _of_preferences(block: Block, day: int, people: Customers, row: Ints) -> State:
    agreed, _ = preferences_on(block, day)
    person, number = np.repeat(people.customer_id[row], len(PREFERENCE_TYPES)), np.arange(1, len(PREFERENCE_TYPES) + 1)
    said = _coded(agreed[row].ravel().astype(np.int64), ("false", "true"))
    return State(person * 100 + np.tile(number, row.size), person, {"opted_in": said})


def _of_accounts(block: Block, day: int, people: Customers) -> State:
    every = accounts(block, int(year_of(day)))
    row = np.flatnonzero(is_shown(every, day))
    columns = {
        "account_status": _coded(account_status(block, day)[row], ACCOUNT_STATUSES),
        "credit_limit": _money(credit_limit_on(block, day)[row]),
    }
    return State(every.account_id[row], people.customer_id[every.owner[row]], columns)


def _of_cards(block: Block, day: int, people: Customers) -> State:
    year = int(year_of(day))
    every, now, lines = card_lives.cards(block, year), card_lives.states(block, day), accounts(block, year)
    row = np.flatnonzero(now.is_shown)
    person = people.customer_id[lines.owner[every.account[row]]]
    return State(every.card_id[row], person, {"card_status": _coded(now.status[row], card_lives.CARD_STATUSES)})


def _of_loans(block: Block, day: int, people: Customers) -> State:
    now = loan_states(block, day)
    loans = credit_histories(block, int(year_of(day))).loans.where(now.loan)
    return State(loans.loan_id, people.customer_id[loans.owner], {"loan_status": _coded(now.status, LOAN_STATUSES)})


def _of_policies(block: Block, day: int, people: Customers) -> State:
    shown = policies_shown(block, day)
    columns = {
        "policy_status": _coded(shown.statuses(day), POLICY_STATUSES),
        "agent_id": _number(looks_after(block.bank, shown.policy_id, day)),
    }
    return State(shown.policy_id, people.customer_id[shown.owner], columns)


def _of_identity_files(block: Block, day: int, people: Customers, row: Ints) -> State:
    person = people.customer_id[row]
    return State(person, person, {"kyc_status": _coded(identity_checks(block, day).status[row], KYC_STATUSES)})


def _coded(codes: Ints, names: tuple[str, ...] | pa.Array) -> Column:
    listed = names if isinstance(names, pa.Array) else pa.array(names, pa.string())
    return Column(codes, lambda places: listed.take(pa.array(codes[places])))


def _number(codes: Ints) -> Column:
    return Column(codes, lambda places: _or_null(codes[places], pa.int64()))


def _dated(codes: Ints) -> Column:
    return Column(codes, lambda places: _or_null(codes[places], pa.date32()))


def _money(codes: Ints) -> Column:
    return Column(codes, lambda places: _or_null(codes[places], pa.decimal128(18, 2)))


def _or_null(values: Ints, kind: pa.DataType) -> pa.Array:
    """As text, nothing where 0."""
    known = arrow_column(values, kind, values.size).cast(pa.string())
    return pa.compute.if_else(pa.array(values != 0), known, pa.scalar(None, pa.string()))
