"""The number a loan bears on paper: ten digits that give its id away to nobody but the bank."""

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.streams import Ints

HALF = 100_000
_ROUNDS = 4


def loan_numbers(bank: Bank, loan_id: Ints) -> Ints:
    """Ten-digit numbers, a keyed bijection of the loan ids: a Feistel network on two halves of five digits."""
    stream = bank.stream("loan_accounts", "loan_number")
    left, right = loan_id // HALF % HALF, loan_id % HALF
    for turn in range(_ROUNDS):
        left, right = right, (left + stream.integer(HALF, right, turn)) % HALF
    return left * HALF + right
