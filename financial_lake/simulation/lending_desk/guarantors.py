"""Persons outside the bank who answer for somebody's loan: who they are to the borrower, for how much."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc

from financial_lake.simulation import loan_products as products
from financial_lake.simulation.bank import Bank, Block, remembered
from financial_lake.simulation.banking_calendar import last_weekday, whole_years, year_of, year_start
from financial_lake.simulation.credit_records import Loans
from financial_lake.simulation.customer_names import last_name_steps
from financial_lake.simulation.demographics import MARRIED, marital_statuses
from financial_lake.simulation.geography import PLACES, place_text
from financial_lake.simulation.lending import credit_histories, loan_states
from financial_lake.simulation.loan_state import shown_from
from financial_lake.simulation.names import pick_last_names, plain_last_names
from financial_lake.simulation.population import customers
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import matches, runs
from financial_lake.simulation.streams import Bools, Floats, Ints
from financial_lake.simulation.trade_words import MAIL_DOMAINS
from financial_lake.simulation.vocabulary import OUTSIDERS_NAMES, last_names, outsiders_first_names

RELATIONSHIPS = ("spouse", "parent", "sibling", "child", "friend", "business_partner", "employer")
SPOUSE, PARENT, SIBLING, CHILD, FRIEND, BUSINESS_PARTNER, EMPLOYER = range(len(RELATIONSHIPS))
WEIGHTS = np.array(
    [
        [45.0, 25, 12, 12, 4, 1, 1],
        [30.0, 35, 12, 10, 10, 1, 2],
        [25.0, 30, 18, 10, 14, 1, 2],
        [8.0, 70, 12, 0, 8, 0, 2],
        [20.0, 8, 10, 6, 8, 46, 2],
    ]
)
"""By kind of loan."""
YOUNGEST_WITH_GROWN_CHILD, OLDEST_WITH_ABLE_PARENT = 42, 62
SHARES_NAME = np.array([0.75, 0.85, 0.80, 0.85, 0.0, 0.0, 0.0])
"""How often they bear the borrower's last name."""

GUARANTEED_SHARE, SECOND_SHARE = 0.25, 0.30
CERTAIN_BELOW = 600
LOWEST_PART, GUARANTEE_STEP = 0.5, products.AMOUNT_STEP
E_MAIL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Guarantors(Records):
    """Guarantors of a block, in order of (loan, number); as of the day the loan was paid out.

    Attributes:
        loan: row in the loans of the histories.
        guarantor_id: loan's id x 10 + 1 or 2.
        relationship: index into `RELATIONSHIPS`.
        first_name: index into `vocabulary.outsiders_first_names`.
        last_name: index into `vocabulary.last_names`.
        cents: guaranteed.
    """

    loan: Ints
    guarantor_id: Ints
    relationship: Ints
    first_name: Ints
    last_name: Ints
    cents: Ints


@remembered(keep=3)
def guarantors(block: Block, year: int) -> Guarantors:
    """The guarantors of those of `credit_histories(block, year).loans` that have a row on some day of the year."""
    bank, histories = block.bank, credit_histories(block, year)
    shown = np.flatnonzero(shown_from(histories.loans, int(year_start(year))))
    loans = histories.loans.where(shown)
    score = histories.decisions.score[loans.application]
    stream = bank.stream("loan_guarantors", "guaranteed")
    has_one = (score < CERTAIN_BELOW) | stream.chance(GUARANTEED_SHARE, loans.loan_id)
    has_two = has_one & stream.chance(SECOND_SHARE, loans.loan_id, lane=1)
    loan, place = runs(has_one.astype(np.int64) + has_two)
    guaranteed = loans.where(loan)
    guarantor_id = guaranteed.loan_id * 10 + 1 + place
    relationship = _relationships(block, year, guaranteed, guarantor_id, is_second=place == 1)
    return Guarantors(
        loan=shown[loan],
        guarantor_id=guarantor_id,
        relationship=relationship,
        first_name=bank.stream("loan_guarantors", "first_name").integer(OUTSIDERS_NAMES, guarantor_id),
        last_name=_last_names(block, year, guaranteed, guarantor_id, relationship),
        cents=_guaranteed_cents(bank, guaranteed.principal, guarantor_id),
    )


def guarantors_on(block: Block, day: int) -> Guarantors:
    """The guarantors of the loans in the latest weekday snapshot on or before a day."""
    snapshot = int(last_weekday(day))
    every = guarantors(block, int(year_of(snapshot)))
    _, shown = matches(every.loan, loan_states(block, snapshot).loan)
    return every.where(shown)


def full_names(bank: Bank, people: Guarantors) -> pa.StringArray:
    """First and last name."""
    first = outsiders_first_names(bank).take(pa.array(people.first_name))
    return pc.binary_join_element_wise(first, last_names(bank).take(pa.array(people.last_name)), " ")


def contacts(bank: Bank, people: Guarantors) -> pa.StringArray:
    """An e-mail address or a telephone number."""
    stream, ids = bank.stream("loan_guarantors", "contact_info"), people.guarantor_id
    first = pc.utf8_lower(outsiders_first_names(bank).take(pa.array(people.first_name)))
    last = plain_last_names(bank).take(pa.array(people.last_name))
    number = pa.array(stream.integer(100, ids, lane=1)).cast(pa.string())
    domain = pa.array(MAIL_DOMAINS).take(pa.array(stream.integer(len(MAIL_DOMAINS), ids, lane=2)))
    mail = pc.binary_join_element_wise(first, ".", last, number, "@", domain, "")
    area = place_text("area_code").take(pa.array(stream.integer(len(PLACES), ids, lane=3)))
    line = pc.utf8_lpad(pa.array(stream.integer(10_000, ids, lane=4)).cast(pa.string()), 4, "0")
    phone = pc.binary_join_element_wise("(", area, ") 555-", line, "")
    return pc.if_else(pa.array(stream.chance(E_MAIL_SHARE, ids)), mail, phone)


def _relationships(block: Block, year: int, loans: Loans, guarantor_id: Ints, is_second: Bools) -> Ints:
    """Who would be able to help: the married have spouses, the old no working parents, the young no grown children."""
    bank, borrower = block.bank, customers(block, year).where(loans.owner)
    age = whole_years(borrower.birth_on, loans.originated_on)
    weights: Floats = WEIGHTS[loans.loan_type].copy()
    weights[marital_statuses(bank, borrower, age) != MARRIED, SPOUSE] = 0
    weights[age < YOUNGEST_WITH_GROWN_CHILD, CHILD] = 0
    weights[age > OLDEST_WITH_ABLE_PARENT, PARENT] = 0
    for once in (SPOUSE, EMPLOYER):
        weights[is_second, once] = 0
    return bank.stream("loan_guarantors", "relationship").pick(weights, guarantor_id)


def _last_names(block: Block, year: int, loans: Loans, guarantor_id: Ints, relationship: Ints) -> Ints:
    stream = block.stream("loan_guarantors", "last_name")
    shared = stream.chance(SHARES_NAME[relationship], guarantor_id, lane=2)
    borrowers = last_name_steps(block, year).at(loans.owner, loans.originated_on)
    return np.where(shared, borrowers, pick_last_names(stream, guarantor_id))


def _guaranteed_cents(bank: Bank, principal: Ints, guarantor_id: Ints) -> Ints:
    """50 to 100 % of the loan, a multiple of 500."""
    most = principal // GUARANTEE_STEP
    fewest = np.ceil(most * LOWEST_PART).astype(np.int64)
    steps = fewest + bank.stream("loan_guarantors", "guarantee_amount").integer(most - fewest + 1, guarantor_id)
    cents: Ints = steps * GUARANTEE_STEP
    return cents
