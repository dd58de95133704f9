"""What customers have agreed to be sent, and when they last said so.

Who unsubscribes in answer to a campaign is sent no marketing e-mail for a year, whatever was said before; what
was said before counts again afterwards.
"""

import numpy as np

from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.banking_calendar import year_of
from financial_lake.simulation.plain_preferences import MARKETING_EMAIL, PREFERENCE_TYPES, plain_steps
from financial_lake.simulation.population import customers
from financial_lake.simulation.service.responses import DAYS_UNSUBSCRIBED, last_unsubscribed, unsubscribed
from financial_lake.simulation.steps import Steps
from financial_lake.simulation.streams import Bools, Ints

__all__ = ["PREFERENCE_TYPES", "preferences_on"]


def preferences_on(block: Block, day: int) -> tuple[Bools, Ints]:
    """(customers, 5) what is agreed at the end of a day, and the day of the last word on it."""
    people = customers(block, int(year_of(day)))
    shape, steps = (people.slot.size, len(PREFERENCE_TYPES)), _steps(block, int(year_of(day)))
    since = np.repeat(people.joined_on, len(PREFERENCE_TYPES))
    return steps.on(day).reshape(shape).astype(np.bool_), steps.changed_on(day, since).reshape(shape)


@remembered(keep=3)
def _steps(block: Block, year: int) -> Steps:
    """The plain words, but for those on marketing e-mail in the year after an unsubscription."""
    plain, (who, day) = plain_steps(block, year), unsubscribed(block, year)
    kinds = len(PREFERENCE_TYPES)
    is_mail = plain.who % kinds == MARKETING_EMAIL
    since = plain.day - last_unsubscribed(block, year, plain.who // kinds, plain.day - 1)
    heard = ~is_mail | (since > DAYS_UNSUBSCRIBED)
    mail, after = who * kinds + MARKETING_EMAIL, day + DAYS_UNSUBSCRIBED + 1
    is_over = after - last_unsubscribed(block, year, who, after - 1) > DAYS_UNSUBSCRIBED
    wanted_again = is_over & (plain.at(mail, after) == 1)
    pieces = (
        (plain.who[heard], plain.day[heard], plain.value[heard]),
        (mail[wanted_again], after[wanted_again], np.ones_like(after[wanted_again])),
        (mail, day + 1, np.zeros_like(day)),
    )
    whose, when, value = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return Steps.of(plain.start, whose, when, value)
