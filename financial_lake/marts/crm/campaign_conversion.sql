-- What each campaign brought: who was to be reached, who responded, who bought, and at what cost.
with latest as (
    select campaign_id, max(dt) as dt
    from datalake.campaigns
    group by campaign_id
),

campaigns as (
    select campaign.*
    from datalake.campaigns as campaign
    join latest on latest.campaign_id = campaign.campaign_id and latest.dt = campaign.dt
),

stored as (
    select max(dt) as latest_day
    from datalake.campaigns
),

audiences as (
    select campaigns.campaign_id, count(*) as audience_count
    from campaigns
    join curated.customer_records as customer
        on customer.dt = campaigns.start_date
        and customer.customer_status <> 'closed'
        and (campaigns.target_segment = 'all' or campaigns.target_segment = customer.customer_segment)
    join curated.customer_contact as contact
        on contact.dt = customer.dt
        and contact.customer_id = customer.customer_id
    where contact.marketing_email or campaigns.campaign_type not in ('email', 'cross_sell')
    group by campaigns.campaign_id
),

known as (
    select distinct campaigns.campaign_id
    from campaigns
    join curated.customer_records as customer on customer.dt = campaigns.start_date
),

responses as (
    select
        campaign_id,
        count(*) as response_count,
        count(distinct customer_id) as responder_count,
        count(case when response_type = 'opened' then 1 end) as opened_count,
        count(case when response_type = 'clicked' then 1 end) as clicked_count,
        count(case when response_type = 'purchased' then 1 end) as purchased_count,
        count(case when response_type = 'unsubscribed' then 1 end) as unsubscribed_count,
        count(case when converted then 1 end) as conversion_count
    from datalake.campaign_responses
    group by campaign_id
),

joined as (
    select
        campaigns.*,
        stored.latest_day,
        case when known.campaign_id is not null then coalesce(audiences.audience_count, 0) end as audience_count,
        coalesce(responses.response_count, 0) as response_count,
        coalesce(responses.responder_count, 0) as responder_count,
        coalesce(responses.opened_count, 0) as opened_count,
        coalesce(responses.clicked_count, 0) as clicked_count,
        coalesce(responses.purchased_count, 0) as purchased_count,
        coalesce(responses.unsubscribed_count, 0) as unsubscribed_count,
        nullif(responses.conversion_count, 0) as buyers,
        cast(campaigns.budget_amount * 100 as bigint) as budget_cents
    from campaigns
    cross join stored
    left join known on known.campaign_id = campaigns.campaign_id
    left join audiences on audiences.campaign_id = campaigns.campaign_id
    left join responses on responses.campaign_id = campaigns.campaign_id
)

select
    campaign_id,
    campaign_name,
    campaign_type,
    target_segment,
    start_date,
    end_date,
    budget_amount,
    latest_day >= start_date and latest_day <= end_date as is_running,
    audience_count,
    response_count,
    responder_count,
    opened_count,
    clicked_count,
    purchased_count,
    unsubscribed_count,
    coalesce(buyers, 0) as conversion_count,
    cast(responder_count / nullif(audience_count, 0) as decimal(18, 6)) as response_rate,
    cast(coalesce(buyers, 0) / nullif(responder_count, 0) as decimal(18, 6)) as conversion_rate,
    cast(cast((2 * budget_cents + buyers) // (2 * buyers) as decimal(18, 0)) * 0.01 as decimal(18, 2))
        as cost_per_conversion
from joined
order by campaign_id
