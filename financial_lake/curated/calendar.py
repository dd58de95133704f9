"""The bank's calendar: one row a date, which days are business and trading days, and which snapshot to use."""

from datetime import date

import numpy as np
import pyarrow as pa

from financial_lake.contract import Day, Flag, Int, LakeTable, LoadPattern, Text, day, flag, key, number, text
from financial_lake.contract.frames import arrow_column
from financial_lake.simulation import banking_calendar

FIRST, LAST = date(2010, 1, 1), date(2060, 12, 31)


class Calendar(LakeTable, grain="date", load=LoadPattern.FULL, owner="payments"):
    """The bank's calendar: one row a date, which days are business and trading days, and which snapshot to use."""

    dt: Day = key("the date")
    day_of_week: Int = number("1 Monday to 7 Sunday", ge=1, le=7)
    day_of_month: Int = number("1 to 31", ge=1, le=31)
    day_of_year: Int = number("1 to 366", ge=1, le=366)
    iso_week: Int = number("week by ISO 8601", ge=1, le=53)
    iso_year: Int = number("year that ISO week belongs to")
    month: Int = number("1 to 12", ge=1, le=12)
    quarter: Int = number("1 to 4", ge=1, le=4)
    year: Int = number("calendar year")
    days_in_month: Int = number("length of its month", ge=28, le=31)
    is_weekend: Flag = flag("Saturday or Sunday")
    is_holiday: Flag = flag("kept as a bank holiday")
    holiday_name: Text = text("which holiday", null=True)
    is_business_day: Flag = flag("a weekday that is no bank holiday")
    is_trading_day: Flag = flag("the exchanges are open")
    previous_business_day: Day = day("the last business day before it")
    next_business_day: Day = day("the first business day after it")
    previous_trading_day: Day = day("the last trading day before it")
    last_weekday: Day = day("day of the weekday snapshot to use on this date")
    previous_weekday: Day = day("the weekday before that snapshot")


def rows() -> pa.Table:
    """All dates from 2010 to 2060, in order."""
    days = np.arange(banking_calendar.day_number(FIRST), banking_calendar.day_number(LAST) + 1)
    month = banking_calendar.month_of(days)
    year = banking_calendar.year_of(days)
    start, end = banking_calendar.month_start(month), banking_calendar.month_end(month)
    thursday = days - banking_calendar.weekday(days) + 3
    iso_year = banking_calendar.year_of(thursday)
    names = {
        banking_calendar.day_number(day): name
        for each in range(FIRST.year, LAST.year + 1)
        for day, name in banking_calendar.holiday_names(each).items()
    }
    holiday = banking_calendar.is_bank_holiday(days)
    last_weekday = banking_calendar.last_weekday(days)
    columns = {
        "dt": days,
        "day_of_week": banking_calendar.weekday(days) + 1,
        "day_of_month": days - start + 1,
        "day_of_year": days - banking_calendar.year_start(year) + 1,
        "iso_week": (thursday - banking_calendar.year_start(iso_year)) // 7 + 1,
        "iso_year": iso_year,
        "month": month % 12 + 1,
        "quarter": month % 12 // 3 + 1,
        "year": year,
        "days_in_month": end - start + 1,
        "is_weekend": ~banking_calendar.is_weekday(days),
        "is_holiday": holiday,
        "holiday_name": pa.array([names.get(int(day)) for day in days], pa.string()),
        "is_business_day": banking_calendar.is_business_day(days),
        "is_trading_day": banking_calendar.is_trading_day(days),
        "previous_business_day": banking_calendar.last_business_day(days - 1),
        "next_business_day": banking_calendar.next_business_day(days + 1),
        "previous_trading_day": banking_calendar.last_trading_day(days - 1),
        "last_weekday": last_weekday,
        "previous_weekday": banking_calendar.last_weekday(last_weekday - 1),
    }
    return pa.Table.from_arrays(
        [arrow_column(columns[field.name], field.type, len(days)) for field in Calendar.arrow_schema()],
        schema=Calendar.arrow_schema(),
    )
