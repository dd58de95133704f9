-- Every insurance claim ever seen, as it was last known: from the incident to the settlement.
with latest_claims as ( -- a claim that went keeps the values it went with
    select claim.*
    from curated.claim_changes as claim
    qualify row_number() over (partition by claim.claim_id order by claim.effective_on desc) = 1
),

policies as (
    select policy_id, max_by(product_id, effective_on) as product_id
    from curated.policy_changes
    group by policy_id
)

select
    claim.claim_id as claim_key,
    claim.filed_on as dt,
    cast(strftime(claim.filed_on, '%Y%m%d') as integer) as date_key,
    claim.policy_id,
    claim.policy_id * 10 + 3 as contract_id,
    claim.customer_id,
    policies.product_id,
    claim.claim_type,
    claim.claim_status,
    claim.incident_on,
    cast(strftime(claim.incident_on, '%Y%m%d') as integer) as incident_date_key,
    claim.filed_on,
    claim.decided_on,
    cast(strftime(claim.decided_on, '%Y%m%d') as integer) as decided_date_key,
    claim.settlement_date,
    cast(strftime(claim.settlement_date, '%Y%m%d') as integer) as settlement_date_key,
    cast(date_diff('day', claim.filed_on, claim.decided_on) as integer) as days_to_decide,
    cast(date_diff('day', claim.filed_on, claim.settlement_date) as integer) as days_to_settle,
    claim.claim_amount,
    claim.approved_amount,
    cast(case when claim.claim_status = 'paid' then claim.approved_amount else 0 end as decimal(18, 2)) as paid_amount,
    1 as claim_count,
    claim.claim_status = 'rejected' as is_rejected
from latest_claims as claim
left join policies on policies.policy_id = claim.policy_id
order by claim_key
