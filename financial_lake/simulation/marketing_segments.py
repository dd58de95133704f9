"""The bank's eight marketing segments, and who is enrolled in which."""

import numpy as np

from financial_lake.simulation.addresses import countries_on
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import year_of
from financial_lake.simulation.demographics import ages_on
from financial_lake.simulation.geography import CA, US
from financial_lake.simulation.personas import HIGH_NET_WORTH, STUDENT
from financial_lake.simulation.population import customers, employment_on
from financial_lake.simulation.standing import CORPORATE, PREMIUM, customer_segments
from financial_lake.simulation.streams import Bools

SEGMENTS = {
    "us_retail_banking": "USRET",
    "canadian_retail_banking": "CANRET",
    "affluent_household": "RICH",
    "small_business_banking": "SMBIZ",
    "student_banking": "STUD",
    "senior_banking": "SENR",
    "premium_banking": "PREM",
    "international_banking": "INTL",
}
"""Name and code of segments 1-8."""
SHARES = np.array([1.0, 1.0, 0.60, 0.50, 0.60, 0.30, 0.25, 0.04])
"""Share of those who may be in a segment that are enrolled."""
SENIOR_AGE = 65


def memberships(block: Block, day: int) -> Bools:
    """(customers, 8) who is in which segment at the end of a day; exactly one of the two regional ones each."""
    people = customers(block, int(year_of(day)))
    country, segment = countries_on(block, day), customer_segments(block, day)
    eligible = np.stack(
        [
            country == US,
            country == CA,
            people.wealth == HIGH_NET_WORTH,
            segment == CORPORATE,
            employment_on(people, day) == STUDENT,
            ages_on(people, day) >= SENIOR_AGE,
            segment == PREMIUM,
            np.ones(people.slot.size, dtype=np.bool_),
        ],
        axis=1,
    )
    place = block.stream("customers_segments", "enrolment").uniform(people.customer_id[:, None], np.arange(1, 9))
    return eligible & (place < SHARES)
