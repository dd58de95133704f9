-- One row a date: what the calendar says of it.
select
    cast(strftime(calendar.dt, '%Y%m%d') as integer) as date_key,
    calendar.dt as full_date,
    calendar.day_of_week,
    calendar.day_of_week % 7 + 1 as day_of_week_sunday1,
    dayname(calendar.dt) as day_name,
    substr(dayname(calendar.dt), 1, 3) as day_short,
    calendar.day_of_month,
    calendar.day_of_year,
    calendar.iso_week as week,
    calendar.iso_week as week_of_year,
    calendar.iso_year,
    calendar.month,
    monthname(calendar.dt) as month_name,
    substr(monthname(calendar.dt), 1, 3) as month_short,
    calendar.quarter,
    'Q' || calendar.quarter as quarter_name,
    calendar.year,
    strftime(calendar.dt, '%Y-%m') as year_month,
    calendar.year as fiscal_year,
    calendar.quarter as fiscal_quarter,
    calendar.month as fiscal_month,
    calendar.is_weekend,
    calendar.day_of_month = 1 as is_month_start,
    calendar.day_of_month = calendar.days_in_month as is_month_end,
    calendar.day_of_month = 1 and calendar.month % 3 = 1 as is_quarter_start,
    calendar.day_of_month = calendar.days_in_month and calendar.month % 3 = 0 as is_quarter_end,
    calendar.day_of_year = 1 as is_year_start,
    calendar.day_of_month = 31 and calendar.month = 12 as is_year_end,
    calendar.days_in_month,
    calendar.is_business_day and month(calendar.next_business_day) <> calendar.month as is_last_business_day_of_month,
    calendar.is_holiday,
    calendar.holiday_name,
    calendar.is_business_day,
    cast(
        sum(cast(calendar.is_business_day as integer)) over (
            partition by calendar.year, calendar.month order by calendar.dt
        ) as integer
    ) as business_day_of_month,
    calendar.previous_business_day,
    calendar.next_business_day,
    calendar.is_trading_day,
    calendar.previous_trading_day,
    calendar.day_of_month in (1, 15) as is_salary_day,
    calendar.last_weekday,
    calendar.previous_weekday
from curated.calendar
order by date_key
