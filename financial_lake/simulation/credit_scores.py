"""The credit bureaus' scores of the customers of a block, and the score the bank works with."""

import numpy as np

from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation.bank import Block, remembered
from financial_lake.simulation.credit_histories import delinquency
from financial_lake.simulation.credit_records import Spells
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.population import customers
from financial_lake.simulation.runs import matches
from financial_lake.simulation.score_model import (
    BUREAUS,
    bureau_score,
    default_probability,
    latent_base,
    mean_score,
    refreshed_on,
)
from financial_lake.simulation.streams import Floats, Ints


@remembered(keep=3)
def bureau_scores(block: Block, day: int) -> Ints:
    """Each bureau's latest score of `customers(block, year of day)` at the end of a day: (n, 3), 300-850."""
    return _scores(block, int(cal.year_of(day)), day)


def _scores(block: Block, year: int, day: int) -> Ints:
    """Scores at the end of a day of everyone known by the end of a year, (n, 3)."""
    people, spells = customers(block, year), credit_histories(block, year).spells
    scores = np.empty((people.customer_id.size, len(BUREAUS)), dtype=np.int64)
    for bureau in range(len(BUREAUS)):
        scored_on = int(refreshed_on(day, bureau))
        base = latent_base(block.bank, people.customer_id, people.birth_on, people.wealth, int(cal.year_of(scored_on)))
        behind = delinquency(spells.owner, spells.began_on, spells.ended_on, people.customer_id.size, scored_on)
        month = int(cal.month_of(scored_on))
        scores[:, bureau] = bureau_score(block.bank, people.customer_id, base, bureau, month, behind)
    return scores


def scores_of(block: Block, year: int, rows: Ints, days: Ints) -> Ints:
    """The bank's score of some of `customers(block, year)`, each on a day of the year or before, (rows,)."""
    people, spells = customers(block, year).where(rows), _spells_by_owner(block, year)
    bureau = np.arange(len(BUREAUS))
    seen_on = refreshed_on(cal.last_weekday(days)[:, None], bureau)
    month = cal.month_of(seen_on)
    ids = people.customer_id[:, None]
    base = latent_base(block.bank, ids, people.birth_on[:, None], people.wealth[:, None], 1970 + month // 12)
    which, spell = matches(spells.owner, rows)
    known, place = spells.where(spell[:, None]), which[:, None] * len(BUREAUS) + bureau
    behind = delinquency(place, known.began_on, known.ended_on, seen_on.size, seen_on[which])
    return mean_score(bureau_score(block.bank, ids, base, bureau, month, behind.reshape(seen_on.shape)))


@remembered(keep=3)
def _spells_by_owner(block: Block, year: int) -> Spells:
    """Times of being behind, ordered by the borrower."""
    spells = credit_histories(block, year).spells
    return spells.where(np.argsort(spells.owner, kind="stable"))


def credit_score_on(block: Block, day: int) -> Ints:
    """The bank's score of each customer on a day, (n,): rounded mean of the bureaus in the latest snapshot."""
    return mean_score(_scores(block, int(cal.year_of(day)), int(cal.last_weekday(day))))


def default_probability_on(block: Block, day: int) -> Floats:
    """Chance of each customer being 90 or more days past due within twelve months, (n,), from the day's score.

    For the risk assessments of applicants and customers.
    """
    return default_probability(credit_score_on(block, day))
