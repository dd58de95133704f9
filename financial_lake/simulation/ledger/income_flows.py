"""Income of the customers: salaries, pensions, allowances and what the self-employed take in."""

import numpy as np

from financial_lake.simulation.amounts import cents_of
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import at, month_end, month_start
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.counterparties import drawn_from, persons
from financial_lake.simulation.ledger.flows import Flows, Rhythm
from financial_lake.simulation.ledger.payers import Payers, posting_address, times_a_month
from financial_lake.simulation.paydays import ALL_ON_FIRST, ALL_ON_SECOND, FIRST_PAYDAY, SECOND_PAYDAY, salary_split
from financial_lake.simulation.personas import RETIRED, SALARIED, SELF_EMPLOYED, STUDENT, UNEMPLOYED
from financial_lake.simulation.streams import Ints

HALF_ON_EACH = 2
SMALLEST_SALARY, LARGEST_SALARY = 1_000_00, 8_000_00
PENSION_SHARE = 0.6
ALLOWANCE_MEDIAN, ALLOWANCE_SPREAD = 600.0, 0.4
RECEIPTS_A_MONTH, RECEIPT_SPREAD, CLIENTS = 4.0, 0.6, 6


def income_flows(block: Block, month: int, payers: Payers) -> Flows:
    """All income of the month on the given checking accounts; days without use are not yet taken out."""
    since = habit_year(block, month // 12 + 1970, "income")[payers.owner]
    return Flows.joined(
        [
            _salaries(block, month, payers, since),
            _pensions(block, month, payers, since),
            _allowances(block, month, payers, since),
            _business_receipts(block, month, payers, since),
        ]
    )


def _salaries(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    chosen = payers.employment == SALARIED
    earners, since = payers.where(chosen), since[chosen]
    split = salary_split(block, earners.customer_id, since)
    share = np.where(split == HALF_ON_EACH, (earners.pay + 1) // 2, earners.pay)
    salary = np.clip(share, SMALLEST_SALARY, LARGEST_SALARY)
    parts = []
    for payday, elsewhere in ((FIRST_PAYDAY, ALL_ON_SECOND), (SECOND_PAYDAY, ALL_ON_FIRST)):
        paid = split != elsewhere
        parts.append(
            Flows.of(
                earners.account[paid],
                at(month_start(month) + payday, 6),
                CODE["salary"],
                salary[paid],
                recurring=np.where(split[paid] == HALF_ON_EACH, Rhythm.SEMIMONTHLY, Rhythm.BY_CODE),
                reference_number=posting_address(block, "salary", earners.account_id[paid], month, payday),
                **drawn_from(block, "employers", "employer", earners.customer_id[paid], since[paid]),
            )
        )
    return Flows.joined(parts)


def _pensions(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    chosen = payers.employment == RETIRED
    retired, since = payers.where(chosen), since[chosen]
    return Flows.of(
        retired.account,
        at(month_start(month) + 2, 6),
        CODE["pension"],
        np.maximum((retired.pay * PENSION_SHARE + 0.5).astype(np.int64), 1),
        reference_number=posting_address(block, "pension", retired.account_id, month),
        **drawn_from(block, "employers", "pension_fund", retired.customer_id, since),
    )


def _allowances(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    chosen = payers.employment == STUDENT
    students, since = payers.where(chosen), since[chosen]
    dollars = block.stream("transactions", "allowance").lognormal(
        ALLOWANCE_MEDIAN, ALLOWANCE_SPREAD, students.customer_id, since
    )
    return Flows.of(
        students.account,
        at(month_start(month) + 4, 6),
        CODE["allowance"],
        cents_of(dollars),
        reference_number=posting_address(block, "allowance", students.account_id, month),
        **persons(block, "parents", "parent", students.customer_id, since),
    )


def _business_receipts(block: Block, month: int, payers: Payers, since: Ints) -> Flows:
    chosen = (payers.employment == SELF_EMPLOYED) | (payers.employment == UNEMPLOYED)
    owners, since = payers.where(chosen), since[chosen]
    counts = block.stream("transactions", "business_receipts").poisson(RECEIPTS_A_MONTH, owners.account_id, month)
    who, nth = times_a_month(counts)
    address = posting_address(block, "business_receipt", owners.account_id[who], month, nth)
    length = int(month_end(month) - month_start(month)) + 1
    day = month_start(month) + block.stream("transactions", "receipt_day").integer(length, address)
    hour = 11 + 3 * block.stream("transactions", "receipt_hour").uniform(address)
    dollars = block.stream("transactions", "receipt_amount").lognormal(owners.pay[who] / 400.0, RECEIPT_SPREAD, address)
    client = block.stream("transactions", "receipt_client").integer(CLIENTS, address)
    return Flows.of(
        owners.account[who],
        at(day, hour),
        CODE["business_receipt"],
        np.maximum(cents_of(dollars), 1),
        reference_number=address,
        **drawn_from(block, "employers", "client", owners.customer_id[who], since[who], client),
    )
