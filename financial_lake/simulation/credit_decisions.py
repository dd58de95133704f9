"""How the bank decides on an application: by score, at a price that follows the risk, after some days."""

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_products as products
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.credit_records import Decisions, Fate
from financial_lake.simulation.loan_applications import Applications
from financial_lake.simulation.score_model import default_probability
from financial_lake.simulation.streams import Floats, Ints

WITHDRAWN = 0.05
WITHDRAWN_AFTER = (3, 15)
DECIDED_AFTER = (2, 27)
"""Drawn days to the decision, before it moves to a business day: two to thirty in all."""

DISBURSED_AFTER = (3, 7)
"""Drawn days from approval to disbursement, before it moves to a business day: three to ten in all."""

SCORE_OF_EVEN_CHANCE = 628
"""Applicants are younger than customers and score lower; from here on 69 % of them are approved, 26 % rejected."""

FULL_AMOUNT, LOWEST_SHARE = 0.60, 0.80
RISK_OF_HIGHEST_RATE = 0.12
DUE_DAYS = np.array([1, 5, 10, 15, 20, 25])
_OPENS, _HOURS = 9, 8


def approval_chance(score: Ints) -> Floats:
    """Chance of a yes to an application that is not withdrawn."""
    return 0.02 + 0.93 / (1.0 + np.exp(-(score - SCORE_OF_EVEN_CHANCE) / 28.0))


def price(loan_type: Ints, score: Ints) -> Ints:
    """Yearly rate, millionths: from the low end of the product's band to the high end at 12 % default risk."""
    low, high = products.RATE_BAND[loan_type].T
    exact = low + (high - low) * np.minimum(1.0, default_probability(score) / RISK_OF_HIGHEST_RATE)
    step = products.RATE_STEP
    rate: Ints = np.floor(exact / step + 0.5).astype(np.int64) * step
    return rate


def decide(bank: Bank, applications: Applications, score: Ints) -> Decisions:
    """The decisions on applications whose applicants have the given scores."""
    ids = applications.application_id
    stream = bank.stream("loan_approvals", "fate")
    withdrawn = stream.chance(WITHDRAWN, ids)
    approved = ~withdrawn & stream.chance(approval_chance(score), ids, lane=1)
    fate = np.where(withdrawn, Fate.WITHDRAWN, np.where(approved, Fate.APPROVED, Fate.REJECTED))
    day = np.where(
        withdrawn,
        applications.applied_on + _between(bank, "withdrawn_after", WITHDRAWN_AFTER, ids),
        cal.next_business_day(applications.applied_on + _between(bank, "decided_after", DECIDED_AFTER, ids)),
    )
    chance = bank.stream("loan_approvals", "decided_at").uniform(ids)
    instant = cal.at(day, 0, 0, np.where(withdrawn, 0, np.floor((_OPENS + _HOURS * chance) * 3600)))
    return Decisions(
        fate=fate,
        score=score,
        decided_on=day,
        decided_at=instant,
        approved=np.where(approved, _approved_amount(bank, applications), 0),
        rate=np.where(approved, price(applications.loan_type, score), 0),
    )


def disbursement_day(bank: Bank, application_id: Ints, decided_on: Ints) -> Ints:
    """The business day on which an approved loan is paid out."""
    after = _between(bank, "disbursed_after", DISBURSED_AFTER, application_id)
    day: Ints = cal.next_business_day(decided_on + after)
    return day


def due_day(bank: Bank, application_id: Ints) -> Ints:
    """Day of the month on which instalments fall due."""
    return DUE_DAYS[bank.stream("loan_approvals", "due_day").integer(DUE_DAYS.size, application_id)]


def _approved_amount(bank: Bank, applications: Applications) -> Ints:
    """80-100 % of what was asked, up to the next 500; 60 % get all."""
    stream = bank.stream("loan_approvals", "amount")
    share = LOWEST_SHARE + (1 - LOWEST_SHARE) * stream.uniform(applications.application_id)
    step = products.AMOUNT_STEP
    cut = np.ceil(applications.requested * share / step).astype(np.int64) * step
    full = stream.chance(FULL_AMOUNT, applications.application_id, lane=1)
    return np.where(full, applications.requested, np.minimum(cut, applications.requested))


def _between(bank: Bank, aspect: str, limits: tuple[int, int], application_id: Ints) -> Ints:
    fewest, most = limits
    return fewest + bank.stream("loan_approvals", aspect).integer(most - fewest + 1, application_id)
