"""One row a date: what the calendar says of it."""

import pandas as pd

from financial_lake.contract import Day, Flag, Int, Text, day, flag, key, number, row_rule, text
from financial_lake.contract.dimension import Dimension


class DimDate(Dimension, grain="date", owner="payments"):
    """One row a date: what the calendar says of it.

    The members -1 and -2 are no dates: their numbers are 0 and their days 1900-01-01.
    """

    date_key: Int = key("the date as YYYYMMDD")
    full_date: Day = day("the date")
    day_of_week: Int = number("1 Monday to 7 Sunday", ge=0, le=7)
    day_of_week_sunday1: Int = number("1 Sunday to 7 Saturday", ge=0, le=7)
    day_name: Text = text("Monday ... Sunday")
    day_short: Text = text("Mon ... Sun")
    day_of_month: Int = number("1 to 31", ge=0, le=31)
    day_of_year: Int = number("1 to 366", ge=0, le=366)
    week: Int = number("week by ISO 8601", ge=0, le=53)
    week_of_year: Int = number("week by ISO 8601", ge=0, le=53)
    iso_year: Int = number("year that ISO week belongs to")
    month: Int = number("1 to 12", ge=0, le=12)
    month_name: Text = text("January ... December")
    month_short: Text = text("Jan ... Dec")
    quarter: Int = number("1 to 4", ge=0, le=4)
    quarter_name: Text = text("Q1 ... Q4")
    year: Int = number("calendar year")
    year_month: Text = text("2024-10")
    fiscal_year: Int = number("financial year, named after the calendar year it ends in")
    fiscal_quarter: Int = number("quarter of the financial year", ge=0, le=4)
    fiscal_month: Int = number("month of the financial year", ge=0, le=12)
    is_weekend: Flag = flag("Saturday or Sunday")
    is_month_start: Flag = flag("first of its month")
    is_month_end: Flag = flag("last of its month")
    is_quarter_start: Flag = flag("first of its quarter")
    is_quarter_end: Flag = flag("last of its quarter")
    is_year_start: Flag = flag("1 January")
    is_year_end: Flag = flag("31 December")
    days_in_month: Int = number("length of its month", ge=0, le=31)
    is_last_business_day_of_month: Flag = flag("no business day follows in its month")
    is_holiday: Flag = flag("kept as a bank holiday")
    holiday_name: Text = text("which holiday", null=True)
    is_business_day: Flag = flag("a weekday that is no bank holiday")
    business_day_of_month: Int = number("business days of its month up to it", ge=0, le=23)
    previous_business_day: Day = day("the last business day before it")
    next_business_day: Day = day("the first business day after it")
    is_trading_day: Flag = flag("the exchanges are open")
    previous_trading_day: Day = day("the last trading day before it")
    is_salary_day: Flag = flag("the 1st or the 15th")
    last_weekday: Day = day("day of the weekday snapshot to use on this date")
    previous_weekday: Day = day("the weekday before that snapshot")

    @row_rule("a date has the parts its key spells", {"date_key": 20240230})
    def key_spells_the_date(cls, rows: pd.DataFrame) -> pd.Series:
        spelled = rows["year"] * 10_000 + rows["month"] * 100 + rows["day_of_month"]
        return (rows["date_key"] == spelled) | rows["date_key"].lt(0)

    @row_rule("a quarter has three months", {"quarter": 0})
    def quarter_of_month(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["quarter"] == (rows["month"] + 2) // 3
