"""The settings of one bank, their validation, and the seal they put on a lake.

A bank is wholly determined by these values: two lakes with equal seals hold equal bytes.
Where the lake lies, how many processes work and what is shown are not settings of the bank.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, Self

from financial_lake.errors import SettingsError

ORIGINAL_POPULATION = 223
FIRST_DAY_OF_ANY_CALENDAR = date(2023, 1, 1)
LAST_DAY_OF_ANY_CALENDAR = date(2099, 12, 31)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class BankSettings:
    """What makes one bank differ from another.

    Attributes:
        seed: root of all chance.
        customers: number of customer slots, 223 or a multiple of ten.
        employees: number of employee slots, at least 7.
        opening_day: first partition; a weekday unless `allow_weekend_opening`.
        closing_day: last partition, or None for a calendar without end.
        defect_rate: share of raw transaction rows dirtied; 0 switches dirt off.
        laundering_rate: share of postings inside laundering patterns.
        look_alike_ratio: innocent look-alike postings per laundering posting.
        allow_weekend_opening: accept a calendar that starts on a Saturday or Sunday.

    Raises:
        SettingsError: on construction, naming the setting, its value and what is accepted.
    """

    seed: int = 20241001
    customers: int = 2230
    employees: int = 150
    opening_day: date = date(2024, 10, 1)
    closing_day: date | None = None
    defect_rate: float = 0.002
    laundering_rate: float = 0.001
    look_alike_ratio: float = 1.0
    allow_weekend_opening: bool = False

    def __post_init__(self) -> None:
        """Refuse a bank that cannot be."""
        self._check_counts()
        self._check_calendar()
        for name, highest in (("defect_rate", 0.5), ("laundering_rate", 0.01), ("look_alike_ratio", 10.0)):
            value = getattr(self, name)
            if not 0 <= value <= highest:
                raise SettingsError(f"{name} is {value}; choose a number from 0 (off) to {highest}.")

    def _check_counts(self) -> None:
        if not 0 <= self.seed < 2**63:
            raise SettingsError(f"seed is {self.seed}; choose a whole number from 0 to 2^63 - 1.")
        if self.customers != ORIGINAL_POPULATION and (self.customers < 10 or self.customers % 10):
            below = max(10, self.customers // 10 * 10)
            above = below if self.customers < 10 else below + 10
            nearest = f"{below}" if below == above else f"{below} or {above}"
            raise SettingsError(
                f"customers is {self.customers}; the count must be {ORIGINAL_POPULATION} or a multiple of ten "
                f"(circles of ten customers are whole or absent). Nearest: {nearest}."
            )
        if self.customers > 10_000_000 - 1001:
            raise SettingsError(f"customers is {self.customers:,}; customer ids leave room for 9,990,000 at most.")
        if not 7 <= self.employees <= 1_000_000:
            raise SettingsError(f"employees is {self.employees}; choose from 7 to 1,000,000.")

    def _check_calendar(self) -> None:
        first, last = FIRST_DAY_OF_ANY_CALENDAR, LAST_DAY_OF_ANY_CALENDAR
        if not first <= self.opening_day <= last:
            raise SettingsError(f"opening_day is {self.opening_day}; choose a day from {first} to {last}.")
        if self.opening_day.weekday() >= SATURDAY and not self.allow_weekend_opening:
            raise SettingsError(
                f"opening_day {self.opening_day} is a weekend day, on which weekday tables have no snapshot yet; "
                "choose a weekday, or set allow_weekend_opening."
            )
        if self.closing_day is not None and not self.opening_day <= self.closing_day <= last:
            raise SettingsError(
                f"closing_day {self.closing_day} must lie from the opening day {self.opening_day} to {last}."
            )

    @classmethod
    def sized(cls, *, scale: Decimal | None = None, **options: Any) -> Self:
        """Build settings from a scale and any explicit values; an explicit count wins over scale.

        `scale` 1 is 1,200 customers (rounded to tens) and 150 employees (rounded down, at least 7).
        Options that are None are left at their default.
        """
        given = {name: value for name, value in options.items() if value is not None}
        if scale is not None:
            if not scale.is_finite() or not Decimal("0.01") <= scale <= 8000:
                raise SettingsError(f"scale is {scale}; choose from 0.01 (10 customers) to 8000 (9.6 million).")
            tens = (scale * 120).quantize(Decimal(1), ROUND_HALF_UP)
            given.setdefault("customers", int(tens) * 10)
            given.setdefault("employees", max(7, int((scale * 150).quantize(Decimal(1), ROUND_FLOOR))))
        return cls(**given)

    def to_json(self) -> str:
        """Canonical text of the settings: sorted keys, ISO days; equal settings give equal text."""
        return json.dumps(asdict(self), sort_keys=True, default=str, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; raises SettingsError for text that is not a bank's settings."""
        try:
            values = json.loads(text)
            known = {field.name for field in fields(cls)}
            if not isinstance(values, dict) or set(values) - known:
                raise SettingsError(f"these settings hold unknown names: {sorted(set(values) - known)}.")
            for name in ("opening_day", "closing_day"):
                if values.get(name) is not None:
                    values[name] = date.fromisoformat(values[name])
            return cls(**values)
        except (ValueError, TypeError) as error:
            raise SettingsError(f"the stored settings cannot be read: {error}") from error

    @property
    def seal(self) -> str:
        """Sixteen hex digits that name this bank; carried by every partition it makes."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def differences(self, other: Self) -> dict[str, tuple[object, object]]:
        """Names of the settings in which two banks differ, with both values."""
        return {
            field.name: (getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(other, field.name)
        }
