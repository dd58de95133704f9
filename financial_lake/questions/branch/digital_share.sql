-- question: Which share of what customers do themselves is digital, day by day?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select dt, numerator as digital_count, denominator as own_count, share as digital_share
from marts.channel_mix_headlines
where
    headline = 'digital_posting_share'
    and dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt
