"""The twelve marketing campaigns of a quarter: what is planned before it begins."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import month_end, month_start
from financial_lake.simulation.records import Records
from financial_lake.simulation.standing import CORPORATE, CUSTOMER_SEGMENTS, PREMIUM, PRIVATE_BANKING, RETAIL
from financial_lake.simulation.streams import Ints

CAMPAIGN_TYPES = ("email", "digital", "cross_sell", "direct_mail")
EMAIL, DIGITAL, CROSS_SELL, DIRECT_MAIL = range(4)
WITHOUT_MAIL = (DIGITAL, DIRECT_MAIL)
"""Reach customers who want no marketing e-mail, too."""
TARGETS = (*CUSTOMER_SEGMENTS, "all")
ALL = len(CUSTOMER_SEGMENTS)
PLAN = np.array([
    [EMAIL, ALL], [DIGITAL, ALL], [DIRECT_MAIL, ALL],
    [EMAIL, RETAIL], [EMAIL, RETAIL], [DIGITAL, RETAIL], [CROSS_SELL, RETAIL],
    [EMAIL, PREMIUM], [DIGITAL, PREMIUM], [CROSS_SELL, PREMIUM],
    [EMAIL, CORPORATE], [DIGITAL, PRIVATE_BANKING],
])  # fmt: skip
"""Kind and target of the campaigns of every quarter, dealt out to the numbers 1 to 12 by chance."""
SHORTEST, LONGEST = 14, 90
SMALLEST_BUDGET, LARGEST_BUDGET, BUDGET_STEP = 5_000, 80_000, 500

SEASONS = ("Winter", "Spring", "Summer", "Autumn")
THEMES = ("Savings Boost", "Everyday Rewards", "Home Comfort", "Travel Light", "Fresh Start", "Safe and Sound")
WORDS_OF_TYPE = ("Letter", "Online", "Bundle", "Post")


@dataclass(frozen=True, slots=True)
class Campaigns(Records):
    """The campaigns of some quarters, in order of their numbers; twelve rows a quarter.

    Attributes:
        campaign_id: year x 1000 + quarter x 100 + number.
        kind: index into `CAMPAIGN_TYPES`.
        target: index into `TARGETS`.
        starts_on, ends_on: first and last day, inside the quarter.
        budget: cents.
        theme: index into `THEMES`.
    """

    campaign_id: Ints
    kind: Ints
    target: Ints
    starts_on: Ints
    ends_on: Ints
    budget: Ints
    theme: Ints


@remembered(keep=4)
def campaigns(bank: Bank, first_quarter: int, last_quarter: int) -> Campaigns:
    """The campaigns of all quarters (counted since January 1970) from the first to the last."""
    quarters, chance = np.arange(first_quarter, last_quarter + 1), bank.stream("campaigns", "plan")
    dealt = PLAN[np.argsort(chance.bits(quarters[:, None], np.arange(len(PLAN))), axis=1)].reshape(-1, 2)
    quarter, number = np.repeat(quarters, len(PLAN)), np.tile(np.arange(len(PLAN)), quarters.size)
    first, last = month_start(3 * quarter), month_end(3 * quarter + 2)
    length = SHORTEST + chance.integer(LONGEST - SHORTEST + 1, quarter, number, lane=1)
    starts_on = first + chance.integer(last - first + 2 - length, quarter, number, lane=2)
    steps = (LARGEST_BUDGET - SMALLEST_BUDGET) // BUDGET_STEP + 1
    return Campaigns(
        campaign_id=(quarter // 4 + 1970) * 1000 + (quarter % 4 + 1) * 100 + number + 1,
        kind=dealt[:, 0],
        target=dealt[:, 1],
        starts_on=starts_on,
        ends_on=starts_on + length - 1,
        budget=(SMALLEST_BUDGET + BUDGET_STEP * chance.integer(steps, quarter, number, lane=3)) * 100,
        theme=(number + chance.integer(len(THEMES), quarter, lane=4)) % len(THEMES),
    )


def campaign_names(planned: Campaigns, quarter: int) -> pa.StringArray:
    """What the campaigns are called: season, theme, means, and the number that tells them apart."""
    season = f"{SEASONS[quarter % 4]} {quarter // 4 + 1970}"
    return pa.array(
        f"{season} {THEMES[theme]} {WORDS_OF_TYPE[kind]} {number}"
        for number, (theme, kind) in enumerate(zip(planned.theme, planned.kind, strict=True), start=1)
    )
