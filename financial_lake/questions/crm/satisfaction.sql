-- question: How content are customers with each channel?
-- parameter month: a day of the month; the last complete month without it
select
    channel,
    contact_count,
    survey_count,
    response_rate,
    promoter_count,
    passive_count,
    detractor_count,
    nps,
    csat,
    mean_rating,
    is_low_sample
from marts.customer_satisfaction
where dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.customer_satisfaction))
order by channel
