"""Making days of the source layer."""

from collections.abc import Iterator, Sequence
from datetime import date

from financial_lake.contract.discovery import SourceTable
from financial_lake.production.batches import generated
from financial_lake.production.landing import Landing
from financial_lake.production.storing import MadeDay, stored
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake


def make_days(lake: Lake, bank: Bank, tables: Sequence[SourceTable], days: Sequence[date]) -> Iterator[MadeDay]:
    """Make days of some tables and store them; yields each partition once it is in its place.

    A day that breaks its contract is kept under rejected/ and does not stop the others. Anything else that
    goes wrong stops the making; what was stored by then has been yielded and stays.

    Args:
        lake: where the days are stored.
        bank: the bank of that lake; its memory serves all tables.
        tables: the tables to make.
        days: the days to make, in any order; made in order of time.

    Raises:
        SealMismatch: the bank is not the lake's.
        DayOutsideCalendar: before anything is made.
        LandingRefused: an extract cannot stand for its day.
        ContractViolation: at the end, naming every rejected day; `failures` holds all failure cases.
        PartitionLocked: someone else is writing one of the days.
        StorageRefused: the disk is full, read-only ...
    """
    lake.check_settings(bank.settings)
    for day in days:
        lake.check_day(day)
    landing = Landing(lake, bank)
    for made in stored(lake, generated(bank, tables, days, landed=landing.day)):
        landing.tell(made)
        yield made
