"""Trainings of employees: which there are, who takes part when, and how it ends."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import NEVER, add_months, days_in_year, year_of, year_start
from financial_lake.simulation.records import Records
from financial_lake.simulation.staff import DAYS_SHOWN_AFTER_LEAVING, staff
from financial_lake.simulation.streams import Ints

CATEGORIES = ("compliance", "product", "systems", "leadership", "service")
PROGRAMS = (
    ("anti_money_laundering", "Recognise and report suspicious behaviour.", "compliance", 8, True),
    ("know_your_customer", "Identify customers and keep their files current.", "compliance", 4, True),
    ("data_protection", "Handle personal data as the law asks.", "compliance", 2, False),
    ("code_of_conduct", "Conflicts of interest, gifts, and whom to tell.", "compliance", 2, False),
    ("mortgage_lending", "From application to land register.", "product", 24, True),
    ("investment_products", "Funds, shares and bonds, and whom they suit.", "product", 40, True),
    ("insurance_products", "Life, property and vehicle cover.", "product", 16, True),
    ("cards_and_payments", "How a payment travels, and where it can stop.", "product", 8, False),
    ("core_banking_system", "Accounts and postings on the screen.", "systems", 16, False),
    ("customer_records", "Contacts, complaints and campaigns in one place.", "systems", 8, False),
    ("secure_work", "Passwords, mail and visitors.", "systems", 4, False),
    ("leading_a_team", "Goals, talks and decisions.", "leadership", 40, True),
    ("leading_change", "Taking a branch along.", "leadership", 24, False),
    ("first_contact", "Greeting, listening, answering.", "service", 4, False),
    ("difficult_talks", "Complaints, refusals and bad news.", "service", 8, False),
    ("service_on_the_phone", "Being understood without being seen.", "service", 4, False),
)
"""Name, description, category, hours, and whether it ends with a certificate; in order of program_id."""
HOURS = np.array([hours for _, _, _, hours, _ in PROGRAMS])

STATUSES = ("enrolled", "in_progress", "completed", "dropped")
ENROLLED, IN_PROGRESS, COMPLETED, DROPPED = range(4)
ENROLMENT_WEIGHTS = (35.0, 40.0, 15.0, 10.0)
"""Of 0 to 3 enrolments of an employee in a year: 1.0 on average."""
MOST_A_YEAR = len(ENROLMENT_WEIGHTS) - 1
LONGEST_WAIT = 14
DAYS_AN_HOUR, SPREAD = 1.2, 0.4
DROPPED_SHARE = 0.06
LOWEST_SCORE, HIGHEST_SCORE = 65, 100
MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Enrolments(Records):
    """Enrolments of some years, ordered by (employee slot, occupant, year, number); arrays of one length.

    Attributes:
        record_id: employee_id x 10,000 + (year - 2000) x 100 + number.
        employee_id: who.
        program: index into `PROGRAMS`.
        enrolled_on, begins_on: days of enrolling and of the first lesson.
        ends_on: day on which it is completed, or given up; at the latest when the employee leaves.
        is_dropped: 1 where it is given up.
        score: 65-100, of those completed.
    """

    record_id: Ints
    employee_id: Ints
    program: Ints
    enrolled_on: Ints
    begins_on: Ints
    ends_on: Ints
    is_dropped: Ints
    score: Ints

    def status_on(self, day: int) -> Ints:
        """Index into `STATUSES` at the end of a day."""
        under_way = np.where(self.begins_on <= day, IN_PROGRESS, ENROLLED)
        return np.where(self.ends_on > day, under_way, np.where(self.is_dropped == 1, DROPPED, COMPLETED))


def enrolments_on(bank: Bank, day: int) -> Enrolments:
    """Enrolments of the last 24 months of everyone with a row among the employees of the day."""
    since = int(add_months(day, -MONTHS_SHOWN))
    every = _enrolments(bank, int(year_of(since)), int(year_of(day)))
    lives = staff(bank, int(year_of(day)))
    left_on = lives.left_on[np.searchsorted(lives.slot * NEVER + lives.occupant, _places(every.employee_id))]
    is_known = day < left_on + DAYS_SHOWN_AFTER_LEAVING
    return every.where(is_known & (since < every.enrolled_on) & (every.enrolled_on <= day))


@remembered(keep=4)
def _enrolments(bank: Bank, first_year: int, last_year: int) -> Enrolments:
    """Enrolments from the first to the last year; leaving is known up to the end of the last."""
    lives, chance = staff(bank, last_year), bank.stream("employee_training", "enrolment")
    years = np.arange(first_year, last_year + 1)
    slot, occupant = lives.slot[:, None], lives.occupant[:, None]
    count = chance.pick(ENROLMENT_WEIGHTS, slot, occupant, years)
    row, place, number = np.nonzero(count[:, :, None] > np.arange(MOST_A_YEAR))
    keys = (lives.slot[row], lives.occupant[row], years[place], number)
    year = years[place]
    enrolled_on = year_start(year) + chance.integer(days_in_year(year), *keys, lane=1)
    employed = (enrolled_on >= lives.hired_on[row]) & (enrolled_on < lives.left_on[row])
    row, number, year, enrolled_on = row[employed], number[employed], year[employed], enrolled_on[employed]
    keys = (lives.slot[row], lives.occupant[row], year, number)
    first_choice = chance.integer(len(PROGRAMS), *keys[:3], lane=2)
    program = (first_choice + 5 * number) % len(PROGRAMS)
    begins_on = enrolled_on + chance.integer(LONGEST_WAIT + 1, *keys, lane=3)
    lasts = np.ceil(HOURS[program] * chance.lognormal(DAYS_AN_HOUR, SPREAD, *keys, lane=4)).astype(np.int64)
    dropped = chance.chance(DROPPED_SHARE, *keys, lane=5)
    lasts = np.where(dropped, np.ceil(lasts * chance.uniform(*keys, lane=6)).astype(np.int64), lasts)
    left_on, ends_on = lives.left_on[row], begins_on + lasts
    employee_id = lives.employee_id[row]
    return Enrolments(
        record_id=employee_id * 10_000 + (year - 2000) * 100 + number + 1,
        employee_id=employee_id,
        program=program,
        enrolled_on=enrolled_on,
        begins_on=begins_on,
        ends_on=np.minimum(ends_on, left_on),
        is_dropped=(dropped | (ends_on >= left_on)).astype(np.int64),
        score=LOWEST_SCORE + chance.integer(HIGHEST_SCORE - LOWEST_SCORE + 1, *keys, lane=7),
    )


def _places(employee_id: Ints) -> Ints:
    """Slot and occupant as one number, in the order of `staff`."""
    occupant, slot = np.divmod(employee_id - 101, 1_000_000)
    place: Ints = slot * NEVER + occupant
    return place
