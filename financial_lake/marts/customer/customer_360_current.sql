-- Everything the bank knows of a customer in one row, as of the latest stored day.
with days as (
    select
        calendar.dt,
        calendar.last_weekday,
        case when calendar.day_of_month = calendar.days_in_month then calendar.dt else calendar.dt - calendar.day_of_month end
            as month_end
    from curated.calendar
    where calendar.dt = (select max(dt) from curated.customer_records)
),

accounts as (
    select
        days.dt,
        account.customer_id,
        count(*) as account_count,
        sum(round(cast(account.credit_limit as decimal(38, 2)) * rate.usd_rate, 2)) as credit_limit_total_usd
    from curated.accounts as account
    join days on account.dt = days.last_weekday and account.account_status <> 'closed'
    left join curated.fx_rates as rate on rate.dt = days.dt and rate.currency = account.currency
    group by days.dt, account.customer_id
),

cards as (
    select days.dt, card.customer_id, count(*) as card_count
    from datalake.cards as card
    join days on card.dt = days.last_weekday and card.card_status = 'active'
    group by days.dt, card.customer_id
),

loans as (
    select
        days.dt,
        loan.customer_id,
        count(*) as loan_count,
        sum(loan.current_balance) as loan_outstanding,
        min(loan.next_due_on) as next_due_on,
        max(loan.days_past_due) as days_past_due
    from datalake.loan_accounts as loan
    join days on loan.dt = days.last_weekday and loan.closed_on is null
    group by days.dt, loan.customer_id
),

investments as (
    select
        days.dt,
        investment.customer_id,
        count(*) as investment_count,
        sum(investment.current_value) as investment_value
    from datalake.investments as investment
    join days on investment.dt = days.last_weekday
    group by days.dt, investment.customer_id
),

policies as (
    select days.dt, policy.customer_id, count(*) as policy_count, sum(policy.coverage_amount) as coverage_total
    from datalake.policies as policy
    join days on policy.dt = days.dt and policy.policy_status = 'active'
    group by days.dt, policy.customer_id
),

claims as (
    select days.dt, claim.customer_id, count(*) as claims_open
    from datalake.claims as claim
    join days on claim.dt = days.dt and claim.claim_status in ('submitted', 'under_review', 'approved')
    group by days.dt, claim.customer_id
),

doings as (
    select
        days.dt,
        customer.customer_id,
        sum(customer.transaction_count) as transactions_30d,
        sum(customer.spend_amount_usd) as spend_30d_usd,
        sum(case when customer.dt = days.dt then customer.deposit_balance_usd else 0 end) as deposit_balance_usd,
        sum(case when customer.dt = days.dt then customer.card_owed_usd else 0 end) as card_owed_usd
    from marts.customer_day as customer
    join days on customer.dt > days.dt - interval 30 days and customer.dt <= days.dt
    group by days.dt, customer.customer_id
),

visits as (
    select days.dt, visit.customer_id, count(*) as visits_30d
    from datalake.branch_visits as visit
    join days on visit.dt > days.dt - interval 30 days and visit.dt <= days.dt
    group by days.dt, visit.customer_id
),

contacts as (
    select
        days.dt,
        contact.customer_id,
        count(*) as contacts_90d,
        max(contact.dt) as last_contact_on,
        sum(contact.sentiment_score) / count(*) as mean_sentiment_90d
    from datalake.interactions as contact
    join days on contact.dt > days.dt - interval 90 days and contact.dt <= days.dt
    group by days.dt, contact.customer_id
),

complaints as (
    select days.dt, complaint.customer_id, count(*) as open_complaints
    from datalake.complaints as complaint
    join days on complaint.dt = days.dt and complaint.resolved_date is null
    group by days.dt, complaint.customer_id
),

-- ids rise from day to day
answers as (
    select days.dt, survey.customer_id, max_by(survey.nps_score, survey.survey_id) as last_nps
    from datalake.satisfaction_surveys as survey
    join days on survey.dt > days.dt - interval 90 days and survey.dt <= days.dt
    group by days.dt, survey.customer_id
),

scores as (
    select days.dt, score.customer_id, (2 * sum(score.score) + count(*)) // (2 * count(*)) as mean_bureau_score
    from datalake.credit_scores as score
    join days on score.dt = days.last_weekday
    group by days.dt, score.customer_id
),

ratings as (
    select days.dt, rating.customer_id, max_by(rating.probability_default, rating.assessment_id) as probability_default
    from datalake.risk_assessments as rating
    join days
        on rating.dt > days.dt - interval 7 days
        and rating.dt <= days.dt
        and rating.application_id is null
    group by days.dt, rating.customer_id
),

offers as (
    select days.dt, offer.customer_id, string_agg(offer.signal, ',' order by offer.signal) as signals
    from marts.cross_sell_signals as offer
    join days on offer.dt = days.month_end
    group by days.dt, offer.customer_id
)

select
    record.customer_id,
    record.full_name,
    record.email,
    record.phone,
    record.address_line1,
    record.city,
    record.state_province,
    record.country,
    record.customer_segment,
    record.wealth_segment,
    record.customer_status,
    record.onboarding_date,
    record.assigned_agent_id,
    record.kyc_status,
    record.risk_rating,
    record.risk_profile,
    record.risk_tolerance,
    record.persona,
    record.age,
    record.gender,
    record.marital_status,
    record.has_children,
    record.num_dependents,
    record.occupation,
    record.employment_status,
    record.annual_income,
    record.income_bracket,
    record.home_ownership,
    record.preferred_channel,
    record.engagement_score,
    record.is_churned,
    record.churn_on,
    record.created_at,
    record.updated_at,
    record.postal_code,
    record.region,
    record.geo_id,
    record.regional_segment_code,
    record.other_segment_codes,
    record.age_group,
    record.prefix,
    record.first_name,
    record.last_name,
    record.suffix,
    record.birthdate,
    record.household_id,
    record.tin_type,
    record.tin_number,
    record.home_branch_id,
    coalesce(accounts.account_count, 0) as account_count,
    cast(coalesce(doings.deposit_balance_usd, 0) as decimal(18, 2)) as deposit_balance_usd,
    coalesce(cards.card_count, 0) as card_count,
    cast(coalesce(doings.card_owed_usd, 0) as decimal(18, 2)) as card_owed_usd,
    cast(coalesce(accounts.credit_limit_total_usd, 0) as decimal(18, 2)) as credit_limit_total_usd,
    cast(
        coalesce(doings.card_owed_usd, 0) / nullif(accounts.credit_limit_total_usd, 0) as decimal(18, 6)
    ) as utilization,
    coalesce(loans.loan_count, 0) as loan_count,
    cast(coalesce(loans.loan_outstanding, 0) as decimal(18, 2)) as loan_outstanding,
    loans.next_due_on,
    cast(coalesce(loans.days_past_due, 0) as integer) as days_past_due,
    coalesce(investments.investment_count, 0) as investment_count,
    cast(coalesce(investments.investment_value, 0) as decimal(18, 2)) as investment_value,
    coalesce(policies.policy_count, 0) as policy_count,
    cast(coalesce(policies.coverage_total, 0) as decimal(18, 2)) as coverage_total,
    coalesce(claims.claims_open, 0) as claims_open,
    cast(coalesce(doings.transactions_30d, 0) as bigint) as transactions_30d,
    cast(coalesce(doings.spend_30d_usd, 0) as decimal(18, 2)) as spend_30d_usd,
    coalesce(visits.visits_30d, 0) as visits_30d,
    coalesce(contacts.contacts_90d, 0) as contacts_90d,
    contacts.last_contact_on,
    cast(contacts.mean_sentiment_90d as decimal(18, 6)) as mean_sentiment_90d,
    coalesce(complaints.open_complaints, 0) as open_complaints,
    answers.last_nps,
    cast(scores.mean_bureau_score as integer) as mean_bureau_score,
    ratings.probability_default,
    identity.next_review_date,
    tier.wealth_tier,
    worth.value_segment,
    habit.segment as rfm_segment,
    risk.churn_level,
    coalesce(offers.signals, '') as signals,
    coalesce(permission.do_not_contact, true) as do_not_contact,
    coalesce(permission.preferred_contact_channel, 'none') as preferred_contact_channel,
    days.dt as as_of
from curated.customer_records as record
join days on record.dt = days.dt
left join accounts on accounts.dt = record.dt and accounts.customer_id = record.customer_id
left join cards on cards.dt = record.dt and cards.customer_id = record.customer_id
left join loans on loans.dt = record.dt and loans.customer_id = record.customer_id
left join investments on investments.dt = record.dt and investments.customer_id = record.customer_id
left join policies on policies.dt = record.dt and policies.customer_id = record.customer_id
left join claims on claims.dt = record.dt and claims.customer_id = record.customer_id
left join doings on doings.dt = record.dt and doings.customer_id = record.customer_id
left join visits on visits.dt = record.dt and visits.customer_id = record.customer_id
left join contacts on contacts.dt = record.dt and contacts.customer_id = record.customer_id
left join complaints on complaints.dt = record.dt and complaints.customer_id = record.customer_id
left join answers on answers.dt = record.dt and answers.customer_id = record.customer_id
left join scores on scores.dt = record.dt and scores.customer_id = record.customer_id
left join ratings on ratings.dt = record.dt and ratings.customer_id = record.customer_id
left join datalake.kyc_records as identity on identity.dt = days.dt and identity.customer_id = record.customer_id
left join offers on offers.dt = record.dt and offers.customer_id = record.customer_id
left join marts.wealth_tier as tier on tier.dt = days.month_end and tier.customer_id = record.customer_id
left join marts.customer_lifetime_value as worth on worth.dt = days.month_end and worth.customer_id = record.customer_id
left join marts.customer_segmentation as habit on habit.dt = days.month_end and habit.customer_id = record.customer_id
left join marts.churn_risk as risk on risk.dt = days.month_end and risk.customer_id = record.customer_id
left join marts.contact_permission as permission
    on permission.dt = days.dt and permission.customer_id = record.customer_id
order by record.customer_id
