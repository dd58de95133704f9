"""What a unit of each currency is worth in US dollars on a day.

The one source of exchange rates: `fx_rates` renders it, postings and wires carry it. Currencies are codes
into `CURRENCIES`, rates whole millionths of a dollar.
"""

import numpy as np

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.banking_calendar import days_in_year, last_business_day, year_of, year_start
from financial_lake.simulation.streams import Ints, Keys

CURRENCIES = ("USD", "CAD", "EUR", "GBP")
"""The currencies accounts may have; their order is the code used in the simulation."""

ONE_DOLLAR = 1_000_000
_BASE = np.array([1.0, 0.735, 1.085, 1.27])
_DRIFT = np.array([0.0, 0.03, 0.03, 0.03])
_DAYS_A_SWING = 30.0


def rate_on(bank: Bank, currency_codes: Keys, days: Keys) -> Ints:
    """US dollars for one unit of a currency at the end of a day.

    A weekend day or bank holiday repeats the business day before it.

    Args:
        bank: the bank; its seed moves the rates.
        currency_codes: indices into `CURRENCIES`.
        days: epoch days; broadcast against the codes.

    Returns:
        Whole millionths of a dollar; 1,000,000 for USD.
    """
    codes, days = np.broadcast_arrays(np.atleast_1d(currency_codes), np.atleast_1d(days))
    if not days.size:
        return np.zeros(days.shape, dtype=np.int64)
    first, last = int(year_of(days.min())), int(year_of(days.max()))
    years = np.concatenate([_rates_of_year(bank, year) for year in range(first, last + 1)], axis=1)
    rates: Ints = years[codes, days - year_start(first)]
    return rates


@remembered(keep=8)
def _rates_of_year(bank: Bank, year: int) -> Ints:
    """Rates by currency and day of the year."""
    fixing = last_business_day(year_start(year) + np.arange(days_in_year(year)))
    codes = np.arange(len(CURRENCIES))[:, None]
    swing = bank.stream("fx_rates", "rate_to_usd").lattice(fixing[None, :], _DAYS_A_SWING, codes)
    rates = _BASE[:, None] * np.exp(_DRIFT[:, None] * swing)
    return np.floor(rates * ONE_DOLLAR + 0.5).astype(np.int64)
