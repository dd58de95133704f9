"""Errors a user is meant to read: each says what is wrong, where, and what to do.

Only `FinancialLakeError` and its children are shown without a traceback by the command line.
Programming errors do not belong here.
"""


class FinancialLakeError(Exception):
    """A condition the user can understand and mend; `str(error)` is the whole message."""


class SettingsError(FinancialLakeError):
    """A bank that cannot be: unknown, malformed or contradictory settings."""


class SealMismatch(SettingsError):
    """Settings that differ from those the lake was opened with (law L8)."""


class UnknownTable(FinancialLakeError):
    """A table name that no contract describes."""


class DayOutsideCalendar(FinancialLakeError):
    """A day before the bank's opening day, after its closing day, or malformed."""


class NotALake(FinancialLakeError):
    """A folder that does not hold a lake where one is needed."""


class PartitionUnreadable(FinancialLakeError):
    """A stored partition that is missing, truncated or altered."""


class StorageRefused(FinancialLakeError):
    """A disk that is full, read-only, or will not let this user in."""


class InputMissing(FinancialLakeError):
    """A day that cannot be made because what it is made from is not stored."""


class QueryRefused(FinancialLakeError):
    """A query that is malformed, or asks for more than reading the lake."""


class PartitionLocked(FinancialLakeError):
    """Another process is writing the same partition."""


class ContractViolation(FinancialLakeError):
    """Rows that break the contract of their table; `failures` holds one row a failure case."""

    def __init__(self, message: str, failures: object) -> None:
        super().__init__(message)
        self.failures = failures


class LandingRefused(FinancialLakeError):
    """A user's own extract that cannot stand for a day: unreadable, of other columns, or without one good row."""


class UnknownQuestion(FinancialLakeError):
    """A question nobody has written down."""
