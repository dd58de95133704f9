-- question: What has compliance still to settle, oldest first?
-- parameter day: which day; the last stored day without it
-- parameter type: a kind of event or screening such as kyc_review; all without it
select item_source, item_id, customer_id, item_type, status, raised_on, age_days, handled_by
from marts.compliance_open_items
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.daily_transaction_volume))
    and (getvariable('type') is null or item_type = getvariable('type'))
order by age_days desc, item_source, item_id
