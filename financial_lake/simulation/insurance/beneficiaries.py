"""Who is paid when a policy falls due: one set of persons from the start, now and then another one later."""

from dataclasses import dataclass

import numpy as np

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import NEVER, year_of
from financial_lake.simulation.insurance.policies import Policies
from financial_lake.simulation.insurance.policy_wishes import LIFE
from financial_lake.simulation.records import Records
from financial_lake.simulation.runs import runs
from financial_lake.simulation.streams import Ints

RELATIONSHIPS = ("spouse", "child", "parent", "other")
FIRST_WEIGHTS, OTHER_WEIGHTS = (97, 1, 1, 1), (0, 60, 20, 20)
"""Hardly anybody names two spouses: the first is one. Over all it makes 50, 30, 10, 10 %."""
LIFE_COUNT_WEIGHTS, OTHER_COUNT_WEIGHTS, NAMED_SHARE = (30, 30, 25, 15), (70, 30), 0.40
MOST = 4
PER_CENT_STEP = 5
CHANGES_A_YEAR = 0.04


@dataclass(frozen=True, slots=True)
class Beneficiaries(Records):
    """Beneficiaries of some policies on a day, in their order; arrays of one length.

    Attributes:
        policy: index into the policies.
        beneficiary_id: policy_id x 10 + 1 ... 4, of the second set 5 ... 8.
        relationship: index into `RELATIONSHIPS`.
        percentage: share, a multiple of five.
    """

    policy: Ints
    beneficiary_id: Ints
    relationship: Ints
    percentage: Ints


def beneficiaries_on(bank: Bank, sold: Policies, day: int) -> Beneficiaries:
    """Whom policies name at the end of a day; of ended ones whom they named last."""
    turn = (changed_on(bank, sold, int(year_of(day))) <= np.minimum(day, sold.ended_on - 1)).astype(np.int64)
    count = _counts(bank, sold, turn)
    policy, place = runs(count)
    beneficiary_id = sold.policy_id[policy] * 10 + MOST * turn[policy] + place + 1
    chance = bank.stream("beneficiaries", "relationship")
    first, other = chance.pick(FIRST_WEIGHTS, beneficiary_id), chance.pick(OTHER_WEIGHTS, beneficiary_id)
    return Beneficiaries(
        policy=policy,
        beneficiary_id=beneficiary_id,
        relationship=np.where(place == 0, first, other),
        percentage=_percentages(bank, sold.policy_id, turn, count)[policy, place],
    )


def changed_on(bank: Bank, sold: Policies, year: int) -> Ints:
    """Day on which each policy named others, once in its life; NEVER if not by the end of the year."""
    years = np.arange(int(year_of(sold.started_on.min(initial=NEVER))), year + 1)
    happens, day = bank.stream("beneficiaries", "changes").yearly(CHANGES_A_YEAR, years, sold.policy_id[:, None])
    changed: Ints = np.where(happens & (day > sold.started_on[:, None]), day, NEVER).min(axis=1, initial=NEVER)
    return changed


def _counts(bank: Bank, sold: Policies, turn: Ints) -> Ints:
    chance = bank.stream("beneficiaries", "count")
    of_life = 1 + chance.pick(LIFE_COUNT_WEIGHTS, sold.policy_id, turn)
    named = chance.chance(NAMED_SHARE, sold.policy_id, lane=1)
    of_others = np.where(named, 1 + chance.pick(OTHER_COUNT_WEIGHTS, sold.policy_id, turn), 0)
    return np.where(sold.kind == LIFE, of_life, of_others)


def _percentages(bank: Bank, policy_id: Ints, turn: Ints, count: Ints) -> Ints:
    """Shares in steps of five by random cuts, (policies, 4): the last takes the rest, and each has some."""
    steps = np.arange(1, 100 // PER_CENT_STEP)
    luck = bank.stream("beneficiaries", "percentage").bits(policy_id[:, None], turn[:, None], steps)
    cuts = np.argsort(luck, axis=1)[:, : MOST - 1] + 1
    used = np.arange(1, MOST) < count[:, None]
    ends = np.sort(np.where(used, cuts, 100 // PER_CENT_STEP), axis=1) * PER_CENT_STEP
    ends = np.concatenate([ends, np.full((len(ends), 1), 100)], axis=1)
    shares: Ints = np.diff(ends, axis=1, prepend=0)
    return shares
