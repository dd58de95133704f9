"""What an audit check is, and what it finds."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from financial_lake.reconciliation.rule import Rule


class Severity(Enum):
    """What a failure does: stop what is downstream, ask for somebody, or be looked at."""

    BLOCKING = "blocking"
    ERROR = "error"
    WARN = "warn"


GROUPS = {
    "G1": "completeness",
    "G2": "uniqueness",
    "G3": "references",
    "G4": "history",
    "G5": "validity",
    "G6": "domains",
    "G7": "conservation",
    "G8": "planted_truth",
    "G9": "ledger",
    "G10": "subledgers",
    "G11": "reports",
    "G12": "repetition",
    "G13": "behaviour",
    "G14": "compliance",
}
"""Group -> its name in the catalogue of checks."""


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """One named check.

    Attributes:
        number: its place in the specification.
        name: its name there.
        group: G1 to G14.
        meaning: what must be so, in a banker's words.
        severity: what a failure does.
        rule: the reconciliation rule or section it holds.
    """

    number: int
    name: str
    group: str
    meaning: str
    severity: Severity = Severity.BLOCKING
    rule: str = "4.2"


@dataclass(frozen=True, slots=True)
class Asked:
    """Rules that answer a check for one table, or for none in particular.

    Attributes:
        check: name of the check.
        table: SQL name of the table it is answered for; empty when it concerns several alike.
        rules: all of them must hold.
    """

    check: str
    table: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found on one day in one table.

    Attributes:
        day: the day judged.
        check: name of the check.
        table: SQL name of the table, empty when it concerns none in particular.
        expected: what must be, a number or text.
        actual: what is.
        is_passed: None when what it needs is not stored; the sample names what is missing.
        sample: up to ten keys or comparisons that disagree.
    """

    day: date
    check: str
    table: str
    expected: str
    actual: str
    is_passed: bool | None
    sample: tuple[str, ...] = ()

    @property
    def difference(self) -> str | None:
        """Actual less expected, where both are numbers."""
        try:
            return format(Decimal(self.actual) - Decimal(self.expected), "f")
        except InvalidOperation:
            return None
