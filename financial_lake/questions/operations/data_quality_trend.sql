-- question: Is the quality of what is delivered getting better or worse, feed by feed and reason by reason?
-- parameter day: which day; the last stored day without it
select table_name, reason_code, outcome, bad_rows, bad_rows_7d, mean_rate_7d, mean_rate_prior_21d, trend
from marts.data_quality_daily
where dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.data_quality_daily))
order by table_name, reason_code
