-- What every investment account holds of each security, and what it is worth, in US dollars.
select
    holding.dt,
    holding.holding_id * 100000 + date_diff('day', date '1900-01-01', holding.dt) as holding_key,
    cast(strftime(holding.dt, '%Y%m%d') as integer) as date_key,
    holding.holding_id,
    holding.investment_id,
    holding.investment_id * 10 + 4 as contract_id,
    holding.customer_id,
    investment.product_id,
    holding.security_id,
    holding.quantity,
    holding.cost_basis,
    holding.current_value as market_value,
    cast(holding.current_value - holding.cost_basis as decimal(18, 2)) as unrealized_gain,
    cast(holding.current_value / nullif(investment.current_value, 0) as decimal(18, 6)) as weight
from datalake.holdings as holding
join build.days on build.days.dt = holding.dt
join datalake.investments as investment
    on investment.dt = holding.dt and investment.investment_id = holding.investment_id
order by holding.dt, holding_key
