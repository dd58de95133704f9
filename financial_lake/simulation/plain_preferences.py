"""What customers say of their own accord about what they want to be sent, before any campaign makes them think.

What counts on a day, answers to campaigns included, is in `preferences`.
"""

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.population import customers
from financial_lake.simulation.steps import Steps

PREFERENCE_TYPES = ("paper_statements", "e_statements", "marketing_email", "marketing_sms", "push_notifications")
MARKETING_EMAIL = PREFERENCE_TYPES.index("marketing_email")
TARGET_SHARES = np.array([0.30, 0.80, 0.50, 0.25, 0.60])
FLIPS_A_YEAR = 0.12
FIRST_YEAR = 2012


@remembered(keep=3)
def plain_steps(block: Block, year: int) -> Steps:
    """0 or 1 for each customer and preference, five in a row for each customer."""
    people = customers(block, year)
    count = len(PREFERENCE_TYPES)
    person, kind = np.repeat(people.customer_id, count), np.tile(np.arange(1, count + 1), people.slot.size)
    joined_on, left_on = np.repeat(people.joined_on, count), np.repeat(people.left_on, count)
    agreed, spoken = block.stream("customer_preferences", "opted_in"), block.stream("customer_preferences", "flip")
    target, pieces = TARGET_SHARES[kind - 1], []
    for each in range(FIRST_YEAR, year + 1):
        happens, day = spoken.yearly(FLIPS_A_YEAR, each, person, kind)
        who = np.flatnonzero(happens & (day > joined_on) & (day < left_on))
        pieces.append((who, day[who], agreed.chance(target[who], person[who], kind[who], each)))
    who, day, value = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return Steps.of(agreed.chance(target, person, kind, 0).astype(np.int64), who, day, value.astype(np.int64))
