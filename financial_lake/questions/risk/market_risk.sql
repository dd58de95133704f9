-- question: What may customers' holdings lose in a day?
-- parameter day: which trading day; the last stored one without it
-- parameter cut: all, risk_profile, security_type or investment; everything but investment without it
select
    portfolio_type,
    portfolio,
    market_value,
    observations,
    var_99_1d,
    es_975_1d,
    worst_loss,
    hypothetical_pnl
from marts.holding_market_risk
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.holding_market_risk))
    and portfolio_type = coalesce(getvariable('cut'), portfolio_type)
    and (getvariable('cut') is not null or portfolio_type <> 'investment')
order by portfolio_type, portfolio
