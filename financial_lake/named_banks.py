"""Banks with a name: a size, a calendar and what they are good for, so that nobody has to work out settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from financial_lake.errors import SettingsError
from financial_lake.settings import BankSettings

FIXED_BY_NAME = ("customers", "employees", "opening_day", "allow_weekend_opening")
"""The settings that a name stands for; whoever wants another value wants another bank."""


@dataclass(frozen=True, slots=True)
class NamedBank:
    """A bank somebody is likely to want.

    Attributes:
        name: what `financial-lake build --bank` is given.
        meaning: what it is good for, in a sentence.
        settings: its settings.
        last_day: the day up to which it is built unless another is asked for; its calendar goes on.
    """

    name: str
    meaning: str
    settings: BankSettings
    last_day: date

    @property
    def shape(self) -> dict[str, Any]:
        """The settings the name stands for, by name; seed and rates remain the user's."""
        return {name: getattr(self.settings, name) for name in FIXED_BY_NAME}

    def refuse_another_shape(self, asked: Mapping[str, object]) -> None:
        """Refuse options that would make it another bank than its name says.

        Args:
            asked: options that were given, by the name of the setting.

        Raises:
            SettingsError: naming the option, what the bank has, and what may be given beside a name.
        """
        for name in ("scale", *FIXED_BY_NAME):
            if name in asked:
                option = f"--{name.replace('_', '-')}"
                raise SettingsError(
                    f"{option} cannot be given with --bank {self.name}, which has {self.settings.customers:,} "
                    f"customers and {self.settings.employees:,} employees and opens on {self.settings.opening_day}; "
                    "leave one of the two out. With a bank go --from, --to, --seed, --defect-rate, --closing-day "
                    "and --tables."
                )


BANKS = (
    NamedBank(
        "q4-2024",
        "the default bank and its quarter: what every figure of the documentation speaks of",
        BankSettings(),
        date(2024, 12, 31),
    ),
    NamedBank(
        "demo",
        "a tenth of the standard 1,200 customers for one month: to look around, to teach, to try a change",
        BankSettings.sized(scale=Decimal("0.1")),
        date(2024, 10, 31),
    ),
    NamedBank(
        "personas",
        "5,000 customers over three years: behaviour of the five personas, seasons, churn, cross-selling",
        BankSettings(customers=5000, opening_day=date(2023, 1, 2)),
        date(2025, 12, 31),
    ),
    NamedBank(
        "enterprise",
        "five times the standard 1,200 customers, with staff to match: a platform under some load",
        BankSettings.sized(scale=Decimal(5)),
        date(2024, 12, 31),
    ),
    NamedBank(
        "ten-million",
        "more than ten million postings in a quarter: load tests, engines, budgets",
        BankSettings(customers=62_000, employees=7_750),
        date(2024, 12, 31),
    ),
)


def named_bank(name: str) -> NamedBank:
    """The bank of that name.

    Raises:
        SettingsError: there is none; with the nearest name and all names.
    """
    known = {bank.name: bank for bank in BANKS}
    if name in known:
        return known[name]
    near = get_close_matches(name.lower(), known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise SettingsError(
        f"There is no bank {name!r}.{hint} Choose from {', '.join(known)}; `financial-lake banks` tells."
    )
