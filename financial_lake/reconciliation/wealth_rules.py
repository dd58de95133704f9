"""Prices are sound, portfolios are worth them, trades are posted, money has one rate a day (R45 to R48, R71)."""

from financial_lake.reconciliation.rule import (
    Rule,
    RuleKind,
    latest_trading_day,
    previous_weekday,
    same_day,
    since_previous_weekday,
)

WEALTH_RULES = (
    Rule(
        name="R45",
        table="market_data",
        meaning="prices lie inside their day's range; symbol, sector and market value are those of the security",
        needs=(same_day("market_data", "securities"),),
        sql="""
select price.dt, price.data_id as item,
    case
        when price.low_price <= 0 then 1
        when price.low_price > least(price.open_price, price.close_price) then 1
        when price.high_price < greatest(price.open_price, price.close_price) then 1
        when (price.symbol, price.sector) is distinct from (listed.ticker, listed.sector) then 1
        when (price.market_cap is null) <> (listed.shares_outstanding is null) then 1
        else coalesce(price.market_cap - price.close_price * listed.shares_outstanding, 0)
    end as difference
from datalake.market_data as price
join days on days.dt = price.dt
left join datalake.securities as listed on listed.dt = price.dt and listed.security_id = price.security_id
""",
    ),
    Rule(
        name="R45 days",
        table="market_data",
        meaning="every security has one price on a trading day and none on other days",
        needs=(same_day("market_data", "securities"),),
        sql="""
select listed.dt, listed.ticker as item,
    count(price.data_id) - case when calendar.last_trading_day = listed.dt then 1 else 0 end as difference
from datalake.securities as listed
join days on days.dt = listed.dt
join calendar on calendar.dt = listed.dt
left join datalake.market_data as price on price.dt = listed.dt and price.security_id = listed.security_id
group by listed.dt, listed.ticker, calendar.last_trading_day
""",
    ),
    Rule(
        name="R46",
        table="holdings",
        meaning="a holding is worth its quantity at the latest close, and cost its quantity at its unit cost",
        needs=(same_day("holdings"), latest_trading_day("market_data")),
        relations=("unit_costs",),
        sql="""
select holding.dt, holding.holding_id as item,
    abs(holding.current_value - round(cast(holding.quantity as decimal(28, 4)) * price.close_price, 2))
        + abs(holding.cost_basis - round(cast(holding.quantity as decimal(28, 4)) * cost.unit_cost, 2)) as difference
from datalake.holdings as holding
join days on days.dt = holding.dt
join calendar on calendar.dt = holding.dt
left join datalake.market_data as price
    on price.dt = calendar.last_trading_day and price.security_id = holding.security_id
left join simulated.unit_costs as cost on cost.holding_id = holding.holding_id
""",
    ),
    Rule(
        name="R46 once",
        table="holdings",
        meaning="a portfolio holds a security once",
        needs=(same_day("holdings"),),
        sql="""
select holding.dt, holding.investment_id || ' ' || holding.security_id as item, count(*) - 1 as difference
from datalake.holdings as holding join days on days.dt = holding.dt
group by holding.dt, holding.investment_id, holding.security_id
""",
    ),
    Rule(
        name="R47",
        table="investments",
        meaning="an investment account is worth the sum of its holdings",
        needs=(same_day("investments", "holdings"),),
        sql="""
with held as (
    select holding.dt, holding.investment_id, sum(holding.current_value) as value
    from datalake.holdings as holding join days on days.dt = holding.dt
    group by holding.dt, holding.investment_id
),
investment as (
    select investment.* from datalake.investments as investment join days on days.dt = investment.dt
)
select coalesce(investment.dt, held.dt) as dt, coalesce(investment.investment_id, held.investment_id) as item,
    coalesce(investment.current_value, 0) - coalesce(held.value, 0) as difference
from investment full join held on held.dt = investment.dt and held.investment_id = investment.investment_id
""",
    ),
    Rule(
        name="R48 trade days",
        table="holdings",
        meaning="quantities change only on a trade day, and a position goes only when its whole account goes",
        needs=(same_day("holdings", "investments"), previous_weekday("holdings")),
        sql="""
with judged as (
    select days.dt, calendar.previous_weekday, calendar.trade_day
    from days join calendar on calendar.dt = days.dt where calendar.is_weekday
)
select judged.dt, before.holding_id as item,
    case
        when holding.holding_id is null then case when investment.investment_id is null then 0 else 1 end
        when holding.quantity <> before.quantity and judged.trade_day <> judged.dt then 1
        else 0
    end as difference
from judged
join datalake.holdings as before on before.dt = judged.previous_weekday
left join datalake.holdings as holding on holding.dt = judged.dt and holding.holding_id = before.holding_id
left join datalake.investments as investment
    on investment.dt = judged.dt and investment.investment_id = before.investment_id
""",
    ),
    Rule(
        name="R48",
        table="holdings",
        meaning="what quantities changed by, at the day's close, is what was posted for the account",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(
            same_day("holdings", "investments"),
            previous_weekday("holdings", "investments"),
            same_day("transactions"),
            since_previous_weekday("transactions"),
            latest_trading_day("market_data"),
        ),
        sql="""
with judged as (
    select days.dt, calendar.previous_weekday, calendar.last_trading_day
    from days join calendar on calendar.dt = days.dt where calendar.is_weekday
),
traded as (
    select judged.dt, holding.investment_id,
        round(cast(holding.quantity - coalesce(before.quantity, 0) as decimal(28, 4)) * price.close_price, 2) as amount
    from judged
    join datalake.holdings as holding on holding.dt = judged.dt
    left join datalake.holdings as before
        on before.dt = judged.previous_weekday and before.holding_id = holding.holding_id
    join datalake.market_data as price
        on price.dt = judged.last_trading_day and price.security_id = holding.security_id
    where holding.quantity <> coalesce(before.quantity, 0)
),
net as (
    select traded.dt, traded.investment_id, sum(traded.amount) as amount
    from traded
    join datalake.investments as investment
        on investment.dt = traded.dt and investment.investment_id = traded.investment_id
    where investment.settlement_account_id is not null
    group by traded.dt, traded.investment_id
    having sum(traded.amount) <> 0
),
posted as (
    select judged.dt,
        cast(substr(posting.reference_number, 4, length(posting.reference_number) - 9) as bigint) as investment_id,
        -sum(posting.signed) as amount
    from judged
    join clean.transactions as posting on posting.dt > judged.previous_weekday and posting.dt <= judged.dt
    where posting.transaction_code in ('investment_purchase', 'investment_sale')
    group by judged.dt, investment_id
)
select coalesce(net.dt, posted.dt) as dt, coalesce(net.investment_id, posted.investment_id) as item,
    coalesce(net.amount, 0) - coalesce(posted.amount, 0) as difference
from net full join posted on posted.dt = net.dt and posted.investment_id = net.investment_id
""",
    ),
    Rule(
        name="R71",
        table="transactions",
        meaning="every posting carries the day's rate of its currency",
        needs=(same_day("transactions", "fx_rates"),),
        sql="""
select posting.dt, posting.transaction_id as item,
    posting.exchange_rate - coalesce(quoted.rate_to_usd, 0) as difference
from clean.transactions as posting
join days on days.dt = posting.dt
left join datalake.fx_rates as quoted on quoted.dt = posting.dt and quoted.currency_code = posting.currency
""",
    ),
)
"""Rules of investments, holdings and exchange rates."""
