-- question: How did balances change day by day: money in, money out, and what is left?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
-- parameter account_type: checking, savings, money_market, cd or credit_card; all together without it
select
    dt,
    account_type,
    inflow_usd,
    outflow_usd,
    net_change_usd,
    opening_balance_usd,
    closing_balance_usd,
    fx_revaluation_usd,
    month_to_date_net_usd
from marts.daily_net_balance_change
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
    and account_type = coalesce(getvariable('account_type'), 'all')
order by dt
