"""Values that change on days."""

import numpy as np

from financial_lake.simulation.steps import Steps

STEPS = Steps.of(np.array([10, 20, 30]), np.array([1, 0, 1]), np.array([9, 5, 4]), np.array([3, 1, 2]))


def test_a_value_holds_from_the_day_of_its_step() -> None:
    assert STEPS.on(3).tolist() == [10, 20, 30]
    assert STEPS.on(4).tolist() == [10, 2, 30]
    assert STEPS.on(9).tolist() == [1, 3, 30]


def test_the_last_change_is_that_of_the_last_step_or_the_start() -> None:
    assert STEPS.changed_on(8, np.array([0, 0, 7])).tolist() == [5, 4, 7]


def test_entities_may_be_asked_each_for_its_own_day() -> None:
    assert STEPS.at(np.array([1, 1, 0, 2, 1]), np.array([3, 8, 5, 100, 9])).tolist() == [20, 2, 1, 30, 3]


def test_nothing_that_never_changed_is_lost() -> None:
    none = np.zeros(0, dtype=np.int64)
    still = Steps.of(np.array([7]), none, none, none)
    assert still.on(100).tolist() == [7]
    assert still.at(np.array([0]), np.array([5])).tolist() == [7]
