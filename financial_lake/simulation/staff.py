"""The lives of the bank's employees, and who is there to serve a customer on a day.

An employee slot has a fixed role and department; its occupants follow one another. Careers (levels,
salaries, managers) are in `careers`; names are in `vocabulary`.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import NEVER, day_number, next_weekday, year_of, year_start
from financial_lake.simulation.streams import Bools, Ints, Keys

ROLES = (
    "customer_service_rep",
    "loan_officer",
    "insurance_agent",
    "compliance_officer",
    "branch_manager",
    "wealth_advisor",
    "risk_analyst",
    "it_specialist",
    "hr_specialist",
    "marketing_specialist",
)
ROLE_SHARES = (37, 20, 15, 10, 5, 3, 3, 3, 2, 2)
DEPARTMENTS = (
    "retail_banking",
    "customer_service",
    "lending",
    "insurance",
    "wealth_management",
    "payments_operations",
    "compliance",
    "risk_management",
    "finance",
    "information_technology",
    "human_resources",
    "marketing",
)
HEAD_ROLES = (4, 0, 1, 2, 5, 7, 3, 6, 6, 7, 8, 9)
"""Role (index into ROLES) of the head of each department, slots 0-11."""
DEPARTMENT_OF_ROLE = (2, 3, 4, 7, 1, 5, 8, 10, 11, 12)
"""Department (1-12) in which a role works; heads of payments operations and finance excepted."""

FIRST_HIRE = day_number(date(2014, 1, 1))
LAST_FIRST_HIRE = day_number(date(2022, 12, 31))
NO_LEAVING_BEFORE = day_number(date(2023, 10, 1))
FIRST_YEAR = 2014
DAYS_SHOWN_AFTER_LEAVING = 180


@dataclass(frozen=True, slots=True)
class Staff:
    """Everyone hired by the end of a year; n rows ordered by (slot, occupant).

    Attributes:
        employee_id, slot, occupant: (n,); occupant 0 is the first holder of the slot.
        role: (n,) index into `ROLES`.
        department: (n,) 1-12.
        hired_on, left_on: (n,) first day, and first day no longer employed (NEVER if not by the end of the year).
        absent_from, absent_until: (n, years since 2014) first and last day of a leave of absence, else NEVER.
        row_of: (slots, occupants) row of an occupant, -1 for none.
    """

    employee_id: Ints
    slot: Ints
    occupant: Ints
    role: Ints
    department: Ints
    hired_on: Ints
    left_on: Ints
    absent_from: Ints
    absent_until: Ints
    row_of: Ints

    def rows_at(self, slots: Ints, days: Ints) -> Ints:
        """Row of the occupant employed in each slot on each day, -1 while it is vacant."""
        rows = np.full(np.broadcast_shapes(np.shape(slots), np.shape(days)), -1, dtype=np.int64)
        for candidates in self.row_of.T:
            row = candidates[slots]
            rows = np.where((row >= 0) & (self.hired_on[row] <= days) & (days < self.left_on[row]), row, rows)
        return rows

    def is_absent(self, rows: Ints, days: Ints) -> Bools:
        """Whether an employee is on leave of absence on a day."""
        this_year = np.maximum(year_of(days) - FIRST_YEAR, 0)
        absent = np.zeros(np.broadcast_shapes(np.shape(rows), np.shape(days)), dtype=np.bool_)
        for place in (this_year, np.maximum(this_year - 1, 0)):
            absent |= (self.absent_from[rows, place] <= days) & (days <= self.absent_until[rows, place])
        return absent

    def on_duty(self, slots: Ints, days: Ints) -> Ints:
        """Row of the active employee in each slot on each day, -1 while it is vacant or on leave."""
        rows = self.rows_at(slots, days)
        return np.where((rows >= 0) & ~self.is_absent(rows, days), rows, -1)


@lru_cache(maxsize=1)
def role_pattern() -> Ints:
    """Roles of slots 0-99, repeated beyond: twelve heads, then each role spread evenly over the rest."""
    left = np.array(ROLE_SHARES) - np.bincount(HEAD_ROLES, minlength=len(ROLES))
    places = [((turn + 0.5) / count, role) for role, count in enumerate(left) for turn in range(count)]
    return np.array([*HEAD_ROLES, *(role for _, role in sorted(places))], dtype=np.int64)


def role_of_slot(slots: Ints) -> Ints:
    """Index into `ROLES` of employee slots."""
    return role_pattern()[slots % 100]


def department_of_slot(slots: Ints) -> Ints:
    """Department (1-12) of employee slots: the first twelve head one each, the others follow their role."""
    return np.where(slots < len(DEPARTMENTS), slots + 1, np.array(DEPARTMENT_OF_ROLE)[role_of_slot(slots)])


@remembered(keep=3)
def staff(bank: Bank, year: int) -> Staff:
    """Everyone hired by the end of the year."""
    slot = np.arange(bank.settings.employees, dtype=np.int64)
    first = bank.stream("employees", "first_hire").uniform(slot) * (LAST_FIRST_HIRE - FIRST_HIRE - 1)
    hired = next_weekday(FIRST_HIRE + first.astype(np.int64))
    rounds = []
    occupant = 0
    while slot.size:
        left = _leaving_days(bank, slot, occupant, hired, year)
        rounds.append((slot, np.full(slot.size, occupant), hired, left))
        pause = 20 + bank.stream("employees", "vacancy").integer(39, slot, occupant)
        successor = next_weekday(left + pause)
        follows = (left < NEVER) & (successor < year_start(year + 1))
        slot, hired = slot[follows], successor[follows]
        occupant += 1
    return _assembled(bank, year, tuple(np.concatenate(column) for column in zip(*rounds, strict=True)))


def agent(bank: Bank, roles: str | tuple[str, ...], keys: Keys | tuple[Keys, ...], day: Keys) -> Ints:
    """An active employee with one of the roles, chosen by hash and stable while on duty; (n,) employee_id.

    Args:
        bank: the bank.
        roles: a role, or the roles that may do it.
        keys: what is served: an integer array, or a tuple of them that together address the choice.
        day: epoch days; broadcast against the keys.

    While the chosen slot is vacant or on leave the next slot of the role steps in; if nobody holds the role
    on the day, any active employee; if there are no employees yet, the one hired first.
    """
    names = (roles,) if isinstance(roles, str) else roles
    chance = bank.stream("employees", "agent_" + "_or_".join(names)).uniform(
        *(keys if isinstance(keys, tuple) else (keys,))
    )
    chance, days = np.broadcast_arrays(chance, np.asarray(day, dtype=np.int64))
    lives = staff(bank, int(year_of(days.max(initial=FIRST_HIRE))))
    everyone = np.arange(bank.settings.employees, dtype=np.int64)
    holders = everyone[np.isin(role_of_slot(everyone), [ROLES.index(name) for name in names])]
    rows = np.full(days.shape, -1, dtype=np.int64)
    for slots in (holders, everyone):
        missing = (rows < 0) & (days >= lives.hired_on.min())
        if slots.size and missing.any():
            rows[missing] = _first_on_duty(lives, slots, chance[missing], days[missing])
    return lives.employee_id[np.where(rows < 0, lives.hired_on.argmin(), rows)]


def _first_on_duty(lives: Staff, slots: Ints, chance: Ints, days: Ints) -> Ints:
    """Rows of the first slots on duty, going round from a place chosen by chance; -1 if nobody is."""
    start = (chance * slots.size).astype(np.int64)
    rows = lives.on_duty(slots[start], days)
    for step in range(1, slots.size):
        missing = np.flatnonzero(rows < 0)
        if not missing.size:
            break
        rows[missing] = lives.on_duty(slots[(start[missing] + step) % slots.size], days[missing])
    return rows


def _leaving_days(bank: Bank, slot: Ints, occupant: int, hired: Ints, year: int) -> Ints:
    """First day no longer employed, NEVER if not by the end of the year."""
    years = np.arange(2023, year + 1, dtype=np.int64)
    if not years.size:
        return np.full(slot.size, NEVER)
    leaves, day = bank.stream("employees", "leaving").yearly(0.05, years, slot[:, None], occupant)
    earliest = np.maximum(hired + 1, NO_LEAVING_BEFORE if occupant == 0 else 0)
    first: Ints = np.where(leaves & (day >= earliest[:, None]), day, NEVER).min(axis=1)
    return first


def _assembled(bank: Bank, year: int, rounds: tuple[Ints, ...]) -> Staff:
    order = np.lexsort((rounds[1], rounds[0]))
    slot, occupant, hired, left = (column[order] for column in rounds)
    years = np.arange(FIRST_YEAR, max(year, FIRST_YEAR) + 1, dtype=np.int64)
    chance = bank.stream("employees", "leave_of_absence")
    goes, begin = chance.yearly(0.04, years, slot[:, None], occupant[:, None])
    length = 30 + bank.stream("employees", "absence_days").integer(91, slot[:, None], occupant[:, None], years)
    goes &= (begin > hired[:, None]) & (begin < left[:, None])
    row_of = np.full((bank.settings.employees, int(occupant.max()) + 1), -1, dtype=np.int64)
    row_of[slot, occupant] = np.arange(slot.size)
    return Staff(
        employee_id=101 + slot + 1_000_000 * occupant,
        slot=slot,
        occupant=occupant,
        role=role_of_slot(slot),
        department=department_of_slot(slot),
        hired_on=hired,
        left_on=left,
        absent_from=np.where(goes, begin, NEVER),
        absent_until=np.where(goes, begin + length - 1, NEVER),
        row_of=row_of,
    )
