-- The bank's key figures day by day, beside yesterday's and those of the last month's end.
with days as (
    select
        calendar.dt,
        calendar.dt - 1 as day_before,
        calendar.dt - calendar.day_of_month as month_end_before
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
)

select
    today.dt,
    today.kpi,
    today.value,
    yesterday.value as value_previous_day,
    month_end.value as value_previous_month_end,
    cast(today.value / nullif(yesterday.value, 0) - 1 as decimal(18, 6)) as change_ratio
from days
join marts.kpi_value_day as today on today.dt = days.dt
left join marts.kpi_value_day as yesterday on yesterday.dt = days.day_before and yesterday.kpi = today.kpi
left join marts.kpi_value_day as month_end on month_end.dt = days.month_end_before and month_end.kpi = today.kpi
order by dt, kpi
