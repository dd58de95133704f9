-- What the bank owns, owes and has earned since it opened, at the end of every stored day.
with sheet_days as (
    select distinct dt from marts.treasury_position_daily
),

profits as (
    select dt, amount from marts.profit_and_loss_daily where line = 'net_income'
),

earned as (
    select
        sheet_days.dt,
        sum(coalesce(profits.amount, 0)) over (order by sheet_days.dt) as amount,
        count(profits.dt) over (order by sheet_days.dt) as profit_days
    from sheet_days
    left join profits on profits.dt = sheet_days.dt
),

opening as (
    select min(issued_on) as dt from curated.opening_capital
),

sheet as (
    select dt, line, side, amount from marts.treasury_position_daily
    union all
    select dt, 'central_bank_reserves', 'asset', amount from earned
    union all
    select dt, 'cumulative_net_income', 'equity', amount from earned
)

select
    sheet.dt,
    sheet.line,
    sheet.side,
    cast(sum(sheet.amount) as decimal(18, 2)) as amount,
    cast(date_diff('day', opening.dt, sheet.dt) + 1 - earned.profit_days as integer) as days_missing
from sheet
join earned on earned.dt = sheet.dt
cross join opening
group by sheet.dt, sheet.line, sheet.side, opening.dt, earned.profit_days
order by sheet.dt, sheet.line
