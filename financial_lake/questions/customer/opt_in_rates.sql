-- question: How many customers of each segment agreed to what?
-- parameter day: which day; the last stored day without it
-- parameter preference: a permission such as marketing_email; all without it
select preference_type, customer_segment, customer_count, opted_in_count, opt_in_rate
from marts.contact_permission_rates
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.contact_permission_rates))
    and (getvariable('preference') is null or preference_type = getvariable('preference'))
order by preference_type, customer_segment
