"""What verifying a lake finds."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        check: name of the check, lower_snake_case.
        place: table or path, layer first.
        day: the partition, or None when it concerns no single one.
        message: what was found, and what to do.
        is_error: False for what does no harm (leftovers of a killed writer).
    """

    check: str
    place: str
    day: date | None
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        """One line for a terminal."""
        when = f" {self.day}" if self.day else ""
        return f"{'error' if self.is_error else 'note'}: {self.check}: {self.place}{when}: {self.message}"
