"""How people use their cards: on which days, how often, for what and for how much.

Tables of factors by persona, card and day. The attempts themselves are laid out in `card_attempts`.
"""

import numpy as np

from financial_lake.simulation.account_days import days_of
from financial_lake.simulation.account_records import CHECKING, CREDIT_CARD, MONEY_MARKET, SAVINGS
from financial_lake.simulation.banking_calendar import (
    day_number,
    day_of_month,
    holiday_names,
    is_bank_holiday,
    month_of,
    weekday,
)
from financial_lake.simulation.cards import ADDITIONAL, MAIN, VIRTUAL
from financial_lake.simulation.merchants import CODES, MCC
from financial_lake.simulation.personas import ACTIVITY, WEEKEND
from financial_lake.simulation.streams import Bools, Floats, Ints

USE_RATE = 0.504
"""Set so that the cards of the feed make the specified number of attempts."""
USES_A_DAY = 3
FROZEN_RATE = 0.25
WEEK = np.array([0.90, 0.90, 0.93, 0.98, 1.15, 1.20, 0.94])
DEBIT_SPEND, CREDIT_SPEND = 0.562, 0.835
"""Set so that the mean purchases are 48 and 93 dollars, as in public statistics."""
PLAIN_CODES = (MCC["6011"], MCC["5815"])
"""Amounts of these follow neither persona nor card."""

PAYDAY_BOOST, PAYDAY_DAYS = 0.15, 3
SEASON_OF_MONTH = np.array([0.85, 0.88, 0.97, 0.97, 0.97, 0.97, 1.02, 1.02, 0.95, 0.93, 0.95, 1.14])
LATE_NOVEMBER, THANKSGIVING, CHRISTMAS, AFTER_CHRISTMAS, HOLIDAY = 1.12, 0.60, 0.45, 0.97, 0.95

TASTES: tuple[dict[str, float], ...] = (
    {"4511": 5.0, "7011": 5.0, "5812": 1.4, "5411": 0.7},
    {"5641": 6.0, "5411": 1.4, "5912": 1.4, "8011": 1.4, "4511": 0.6, "7011": 0.6},
    {"5815": 2.0, "5732": 2.0, "5814": 1.5},
    {"8220": 4.0, "5814": 2.0, "7832": 1.5, "4511": 0.4, "7011": 0.4},
    {"5912": 2.0, "8011": 2.0, "5411": 1.2, "7995": 1.3, "5815": 0.4},
)
"""Merchant multipliers by persona."""
CREDIT_TASTES = {"4511": 2.0, "7011": 2.0, "5732": 2.0, "5944": 2.0, "6011": 0.0}
DEBIT_TASTES = {"5411": 1.1, "5541": 1.1, "5814": 1.1}
VIRTUAL_TASTES = {"6011": 0.0}
"""A virtual card draws no cash."""
TRAVEL, TRAVEL_SEASON = ("4511", "7011"), 1.3
_CARD_CLASSES, _SEASONS = 4, 2


def line_weight(kind: Ints, holder: Ints) -> Floats:
    """How often a card is used against the main card of a checking account, by kind of account and holder."""
    weights = np.zeros((3, 5))
    weights[MAIN, [CHECKING, CREDIT_CARD, SAVINGS, MONEY_MARKET]] = (1.0, 0.9, 0.25, 0.2)
    weights[ADDITIONAL, [CHECKING, CREDIT_CARD]] = (0.6, 0.5)
    weights[VIRTUAL, [CHECKING, CREDIT_CARD]] = 0.5
    return weights[holder, kind]


def activity(persona: Ints) -> Floats:
    """How active each persona is with cards."""
    factors: Floats = 0.55 + 0.45 * ACTIVITY[persona]
    return factors


def week_factor(month: int) -> Floats:
    """(personas, days of the month): the weekend's factor by persona, weekdays renormalised to a week's mean of 1."""
    place = weekday(days_of(month))
    weekend = WEEK[5:].sum() * WEEKEND
    on_weekdays = (7.0 - weekend) / WEEK[:5].sum()
    factor: Floats = WEEK[place] * np.where(place < 5, on_weekdays[:, None], WEEKEND[:, None])
    return factor


def season(month: int) -> Floats:
    """(days of the month,): how much the season moves card use."""
    days = days_of(month)
    place, number = month % 12, day_of_month(days)
    factor = np.full(days.size, SEASON_OF_MONTH[place])
    if place == 10:
        factor[number >= 20] = LATE_NOVEMBER
    if place == 11:
        factor[number > 25] = AFTER_CHRISTMAS
    factor[is_bank_holiday(days)] = HOLIDAY
    for day, name in holiday_names(month // 12 + 1970).items():
        if name == "Thanksgiving Day":
            factor[days == day_number(day)] = THANKSGIVING
    if place == 11:
        factor[number == 25] = CHRISTMAS
    return factor


def shopping_list() -> Floats:
    """Cumulated shares of codes end to end: those of row r between r and r + 1; rows by `shopping_row`."""
    rows: list[Floats] = []
    for tastes in TASTES:
        for card in range(_CARD_CLASSES):
            for in_season in range(_SEASONS):
                share = np.array([each.share for each in CODES])
                by_card = CREDIT_TASTES if card & 1 else DEBIT_TASTES
                for table in (tastes, by_card, VIRTUAL_TASTES if card & 2 else {}):
                    for mcc, factor in table.items():
                        share[MCC[mcc]] *= factor
                share[[MCC[mcc] for mcc in TRAVEL]] *= TRAVEL_SEASON if in_season else 1.0
                rows.append(len(rows) + np.cumsum(share) / share.sum())
    return np.concatenate(rows)


def shopping_row(persona: Ints, is_credit: Bools, is_virtual: Bools, day: Ints) -> Ints:
    """Row of `shopping_list` that describes what a card is used for on a day."""
    row: Ints = ((persona * 2 + is_virtual) * 2 + is_credit) * _SEASONS + is_travel_season(day)
    return row


def is_travel_season(day: Ints) -> Bools:
    """March, June to August, 15 November to the end of the year."""
    place = month_of(day) % 12
    late = (place == 11) | ((place == 10) & (day_of_month(day) >= 15))
    in_season: Bools = late | (place == 2) | ((place >= 5) & (place <= 7))
    return in_season
