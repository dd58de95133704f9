-- question: Which operational risk indicators are near or over their limits?
-- parameter day: which day; the last stored day without it
-- parameter status: green, amber, red or unknown; all without it
select indicator, value, numerator, denominator, amber_limit, red_limit, status
from marts.operational_risk_indicators
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.operational_risk_indicators))
    and (getvariable('status') is null or status = getvariable('status'))
order by indicator
