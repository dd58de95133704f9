-- question: What could be offered to whom, and since when?
-- parameter month: a day of the month; the last complete month without it
-- parameter signal: a signal such as idle_balance; all without it
-- parameter customer: a customer_id; all without it
select customer_id, signal, strength_amount, detail, first_fired_on
from marts.cross_sell_signals
where
    dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.wealth_tier))
    and (getvariable('signal') is null or signal = getvariable('signal'))
    and (cast(getvariable('customer') as bigint) is null or customer_id = cast(getvariable('customer') as bigint))
order by signal, strength_amount desc, customer_id
