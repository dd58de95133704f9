-- question: What did each campaign bring, and at what cost?
select
    campaign_id,
    campaign_type,
    target_segment,
    is_running,
    audience_count,
    response_count,
    responder_count,
    conversion_count,
    response_rate,
    conversion_rate,
    cost_per_conversion
from marts.campaign_conversion
order by campaign_id
