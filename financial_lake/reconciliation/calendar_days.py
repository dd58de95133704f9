"""The bank's calendar as a relation that rules join: one row a day."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from financial_lake.simulation import banking_calendar

MARGIN = 400
"""Days known before the first and after the last day judged."""
FIRST_DAY_OF_TRADING = 19
"""Days after the 1st: portfolios trade on the first trading day from the 20th."""


def calendar(first: date, last: date) -> pa.Table:
    """One row a day from a year before `first` to a year after `last`.

    Columns: dt, last_weekday (on or before), previous_weekday (latest snapshot day before dt), next_business_day
    (after dt), month_start, month_before (same day of the month before; null where that month is shorter),
    trade_day (of the month), last_trading_day (on or before); is_weekday, is_business_day, is_holiday.
    """
    start = banking_calendar.day_number(first - timedelta(days=MARGIN))
    end = banking_calendar.day_number(last + timedelta(days=MARGIN))
    days = np.arange(start, end + 1)
    month = banking_calendar.month_of(days)
    before = banking_calendar.add_months(days, -1)
    is_shorter = banking_calendar.day_of_month(before) != banking_calendar.day_of_month(days)
    dates = {
        "dt": _dates(days),
        "last_weekday": _dates(banking_calendar.last_weekday(days)),
        "previous_weekday": _dates(banking_calendar.last_weekday(days - 1)),
        "next_business_day": _dates(banking_calendar.next_business_day(days + 1)),
        "month_start": _dates(banking_calendar.month_start(month)),
        "month_before": pa.array(before.astype(np.int32), mask=is_shorter).cast(pa.date32()),
        "trade_day": _dates(
            banking_calendar.next_trading_day(banking_calendar.month_start(month) + FIRST_DAY_OF_TRADING)
        ),
        "last_trading_day": _dates(banking_calendar.last_trading_day(days)),
    }
    flags = {
        "is_weekday": banking_calendar.is_weekday(days),
        "is_business_day": banking_calendar.is_business_day(days),
        "is_holiday": banking_calendar.is_bank_holiday(days),
    }
    return pa.table({**dates, **{name: pa.array(values) for name, values in flags.items()}})


def _dates(days: np.ndarray) -> pa.Array:
    return pa.array(np.asarray(days).astype(np.int32)).cast(pa.date32())
