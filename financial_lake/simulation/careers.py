"""Levels, salaries and managers of employees on a day; who is employed at all is in `staff`."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import NEVER, year_of, year_start
from financial_lake.simulation.geography import PLACES
from financial_lake.simulation.staff import (
    DAYS_SHOWN_AFTER_LEAVING,
    DEPARTMENTS,
    FIRST_YEAR,
    ROLES,
    Staff,
    department_of_slot,
    role_of_slot,
    staff,
)
from financial_lake.simulation.streams import Bools, Ints

ACTIVE, ON_LEAVE, TERMINATED = range(3)
STATUSES = ("active", "on_leave", "terminated")
HIGHEST_LEVEL = 4
SENIOR_LEVEL = 3
LARGE_DEPARTMENT = 10
TEAM = 8
"""In a department of more than ten people, one slot in eight leads the others."""
SALARY_BANDS = np.array(
    [[35, 55], [50, 80], [45, 75], [60, 95], [70, 120], [65, 110], [65, 100], [70, 110], [55, 85], [60, 90]],
    dtype=np.int64,
)
"""Thousands of dollars a year in 2024, by role."""
ROLES_IN_BRANCHES = tuple(ROLES.index(role) for role in ("customer_service_rep", "loan_officer", "branch_manager"))


@dataclass(frozen=True, slots=True)
class EmployeesOnDay:
    """Employees present or gone for less than 180 days; n rows ordered by (slot, occupant).

    Attributes:
        row: (n,) row in `staff(bank, year of day)`.
        status: (n,) index into `STATUSES`.
        level: (n,) 1-4.
        manager: (n,) employee_id, 0 for none.
        branch_id: (n,) 1-40, 0 for none.
        salary_cents: (n,) a year.
        updated_on: (n,) day of the last change of any of these.
    """

    row: Ints
    status: Ints
    level: Ints
    manager: Ints
    branch_id: Ints
    salary_cents: Ints
    updated_on: Ints


@remembered(keep=4)
def employees_on(bank: Bank, day: int) -> EmployeesOnDay:
    """The employees of a day, and what is true of them at its end."""
    lives = staff(bank, int(year_of(day)))
    row, status = statuses_on(bank, day)
    hired_on, left_on = lives.hired_on[row], lives.left_on[row]
    is_gone, last_day = left_on <= day, np.minimum(day, left_on - 1)
    first_level, promotions = _first_level(bank, lives, row), _promotions(bank, lives, row)
    counts = (promotions <= last_day[:, None]) & (_turn(promotions) + first_level[:, None] <= HIGHEST_LEVEL)
    last_raise = year_start(year_of(last_day))
    changes = (
        np.maximum(hired_on, last_raise),
        np.where(is_gone, left_on, 0),
        np.where(counts, promotions, 0).max(axis=1),
        _absence_changed(lives, row, day),
        _manager_changed(lives, row, day),
    )
    return EmployeesOnDay(
        row=row,
        status=status,
        level=first_level + counts.sum(axis=1),
        manager=_managers(lives, lives.slot[row], np.full(row.size, day)),
        branch_id=_branches(bank, lives, row),
        salary_cents=_salaries(bank, lives, row, counts.sum(axis=1), year_of(last_day)),
        updated_on=np.maximum.reduce(changes),
    )


def statuses_on(bank: Bank, day: int) -> tuple[Ints, Ints]:
    """Row in `staff(bank, year of day)` of everyone shown on a day, and index into `STATUSES` at its end."""
    lives = staff(bank, int(year_of(day)))
    row = np.flatnonzero((lives.hired_on <= day) & (day < lives.left_on + DAYS_SHOWN_AFTER_LEAVING))
    present = np.where(lives.is_absent(row, np.full(row.size, day)), ON_LEAVE, ACTIVE)
    return row, np.where(lives.left_on[row] <= day, TERMINATED, present)


def head_on(bank: Bank, day: int) -> Ints:
    """(12,) employee_id of each department's head, 0 while the slot is vacant."""
    lives = staff(bank, int(year_of(day)))
    slots = np.arange(len(DEPARTMENTS), dtype=np.int64) % bank.settings.employees
    rows = lives.rows_at(slots, np.full(slots.size, day))
    return np.where(rows >= 0, lives.employee_id[rows], 0)


def leader_slot(employees: int) -> Ints:
    """(employees,) slot to which each slot reports: its team's senior, its department's head, or -1 for slot 0."""
    slots = np.arange(employees, dtype=np.int64)
    department = department_of_slot(slots)
    leader = department - 1
    leader[: len(DEPARTMENTS)] = 0
    leader[0] = -1
    for each in range(1, len(DEPARTMENTS) + 1):
        members = slots[department == each]
        if members.size > LARGE_DEPARTMENT:
            place = np.arange(members.size - 1)
            seniors = members[1::TEAM]
            leader[members[1:]] = np.where(place % TEAM == 0, members[0], seniors[place // TEAM])
    return leader


def is_senior_slot(employees: int) -> Bools:
    """(employees,) whether a slot is filled with seniors: heads of departments and leaders of teams."""
    leader = leader_slot(employees)
    senior = np.zeros(employees, dtype=np.bool_)
    senior[: len(DEPARTMENTS)] = True
    senior[leader[leader >= 0]] = True
    return senior


def _first_level(bank: Bank, lives: Staff, row: Ints) -> Ints:
    level = 1 + bank.stream("employees", "job_level").pick((0.6, 0.3, 0.1), lives.slot[row], lives.occupant[row])
    return np.where(is_senior_slot(bank.settings.employees)[lives.slot[row]], np.maximum(level, SENIOR_LEVEL), level)


def _promotions(bank: Bank, lives: Staff, row: Ints) -> Ints:
    """(n, years) days of promotion, NEVER for none; levels beyond the highest are not taken off here."""
    years = np.arange(FIRST_YEAR, FIRST_YEAR + lives.absent_from.shape[1], dtype=np.int64)
    slot, occupant = lives.slot[row][:, None], lives.occupant[row][:, None]
    happens, day = bank.stream("employees", "promotion").yearly(0.06, years, slot, occupant)
    return np.where(happens & (day > lives.hired_on[row][:, None]), day, NEVER)


def _salaries(bank: Bank, lives: Staff, row: Ints, raised: Ints, year: Ints) -> Ints:
    low, high = SALARY_BANDS[lives.role[row]].T * 1_000
    place = bank.stream("employees", "salary").uniform(lives.slot[row], lives.occupant[row])
    dollars = (low + (high - low) * place) * 1.03 ** (year - 2024.0) * 1.08**raised
    cents: Ints = np.floor(dollars + 0.5).astype(np.int64) * 100
    return cents


def _branches(bank: Bank, lives: Staff, row: Ints) -> Ints:
    branch = 1 + bank.stream("employees", "branch").integer(len(PLACES), lives.slot[row])
    return np.where(np.isin(role_of_slot(lives.slot[row]), ROLES_IN_BRANCHES), branch, 0)


def _managers(lives: Staff, slots: Ints, days: Ints) -> Ints:
    """employee_id of the nearest leader on duty above each slot on each day, 0 for none."""
    leaders = leader_slot(lives.row_of.shape[0])
    above, manager = leaders[slots], np.zeros(np.shape(days), dtype=np.int64)
    while (above >= 0).any():
        rows = lives.on_duty(np.maximum(above, 0), days)
        manager = np.where((manager == 0) & (above >= 0) & (rows >= 0), lives.employee_id[rows], manager)
        above = np.where(above >= 0, leaders[np.maximum(above, 0)], -1)
    return manager


def _absence_changed(lives: Staff, row: Ints, day: int) -> Ints:
    """Last day up to `day` on which a leave of absence began or was over, 0 for none."""
    begun, over = lives.absent_from[row], lives.absent_until[row] + 1
    while_employed = over < lives.left_on[row][:, None]
    last = np.maximum(np.where(begun <= day, begun, 0), np.where((over <= day) & while_employed, over, 0))
    changed_on: Ints = last.max(axis=1)
    return changed_on


def _manager_changed(lives: Staff, row: Ints, day: int) -> Ints:
    """Last day of the last twelve months on which the manager became another, 0 for none.

    Older changes do not matter: every row changes in January, or when its employee leaves.
    """
    leaders, changed = leader_slot(lives.row_of.shape[0]), np.zeros(row.size, dtype=np.int64)
    above = leaders[lives.slot[row]]
    while (above >= 0).any():
        rows = lives.row_of[np.maximum(above, 0)]
        turns = np.stack([lives.hired_on[rows], lives.left_on[rows]], axis=2)
        absences = np.concatenate([lives.absent_from[rows], lives.absent_until[rows] + 1], axis=2)
        days = np.concatenate([turns, absences], axis=2)
        is_turn = (days <= day) & (days > day - 366) & (rows >= 0)[:, :, None] & (above >= 0)[:, None, None]
        who = np.nonzero(is_turn)[0]
        turn, slots = days[is_turn], lives.slot[row[who]]
        is_other = _managers(lives, slots, turn) != _managers(lives, slots, turn - 1)
        np.maximum.at(changed, who[is_other], turn[is_other])
        above = np.where(above >= 0, leaders[np.maximum(above, 0)], -1)
    return changed


def _turn(promotions: Ints) -> Ints:
    """Which promotion of an employee each one is, from 1, along the years."""
    return np.cumsum(promotions < NEVER, axis=1)
