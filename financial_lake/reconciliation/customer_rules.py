"""Whoever has something is a customer, and leavers keep nothing (R29, R36)."""

from financial_lake.reconciliation.rule import Rule, latest_weekday, same_day

_SATELLITES_ON_WEEKDAYS = ("credit_scores", "investments", "loan_accounts", "accounts", "cards")
_SATELLITES_EVERY_DAY = (
    "addresses",
    "phone_numbers",
    "email_addresses",
    "customers_segments",
    "customer_preferences",
    "compliance_events",
    "policies",
    "kyc_records",
)
_KNOWN = " union all ".join(
    f"select dt, customer_id, '{table}' as satellite from datalake.{table}"
    for table in (*_SATELLITES_ON_WEEKDAYS, *_SATELLITES_EVERY_DAY)
)

CUSTOMER_RULES = (
    Rule(
        name="R29",
        table="customers",
        meaning="whoever has a score, loan, account, card, investment, policy, address or preference is a customer",
        needs=(same_day(*_SATELLITES_ON_WEEKDAYS, *_SATELLITES_EVERY_DAY), latest_weekday("customers")),
        sql=f"""
with satellite as ({_KNOWN})
select satellite.dt, satellite.satellite || ' ' || satellite.customer_id as item,
    case when customer.customer_id is null then 1 else 0 end as difference
from satellite
join days on days.dt = satellite.dt
join calendar on calendar.dt = satellite.dt
left join datalake.customers as customer
    on customer.dt = calendar.last_weekday and customer.customer_id = satellite.customer_id
""",
    ),
    Rule(
        name="R29 profiles",
        table="customer_profiles",
        meaning="profiles are kept of exactly the customers of the day",
        needs=(same_day("customers", "customer_profiles"),),
        sql="""
with customer as (
    select customer.* from datalake.customers as customer join days on days.dt = customer.dt
),
profile as (
    select profile.* from datalake.customer_profiles as profile
    join days on days.dt = profile.dt
    join calendar on calendar.dt = profile.dt and calendar.is_weekday
)
select coalesce(customer.dt, profile.dt) as dt, coalesce(customer.customer_id, profile.customer_id) as item,
    case when customer.customer_id is null or profile.customer_id is null then 1 else 0 end as difference
from customer full join profile on profile.dt = customer.dt and profile.customer_id = customer.customer_id
""",
    ),
    Rule(
        name="R29 scores",
        table="credit_scores",
        meaning="each customer has one score of each of the three bureaus",
        needs=(same_day("customers", "credit_scores"),),
        sql="""
select customer.dt, customer.customer_id as item,
    abs(3 - count(distinct score.bureau)) + abs(3 - count(score.bureau)) as difference
from datalake.customers as customer
join days on days.dt = customer.dt
left join datalake.credit_scores as score on score.dt = customer.dt and score.customer_id = customer.customer_id
group by customer.dt, customer.customer_id
""",
    ),
    Rule(
        name="R36",
        table="customers",
        meaning="from the leaving day on accounts are closed and empty, cards blocked, policies and investments ended",
        needs=(same_day("customers", "customer_profiles", "accounts", "cards", "investments", "policies"),),
        sql="""
with gone as (
    select profile.dt, profile.customer_id
    from datalake.customer_profiles as profile
    join days on days.dt = profile.dt
    join calendar on calendar.dt = profile.dt and calendar.is_weekday
    where profile.customer_status = 'closed'
),
still_open as (
    select account.dt, account.customer_id from clean.accounts as account
    where account.account_status <> 'closed' or account.current_balance <> 0
    union all
    select card.dt, card.customer_id from datalake.cards as card where card.card_status = 'active'
    union all
    select investment.dt, investment.customer_id from datalake.investments as investment
    union all
    select policy.dt, policy.customer_id from datalake.policies as policy where policy.policy_status = 'active'
)
select gone.dt, gone.customer_id as item, count(still_open.customer_id) as difference
from gone
left join still_open on still_open.dt = gone.dt and still_open.customer_id = gone.customer_id
group by gone.dt, gone.customer_id
""",
    ),
    Rule(
        name="R36 events",
        table="customer_profiles",
        meaning="once everything is closed on the leaving day nothing happens to a customer any more",
        needs=(
            same_day(
                "customer_profiles",
                "transactions",
                "card_transactions",
                "wire_transfers",
                "branch_visits",
                "overdraft_events",
                "compliance_events",
                "loan_approvals",
                "loan_payments",
                "risk_assessments",
                "premium_payments",
                "claims",
                "interactions",
                "satisfaction_surveys",
                "campaign_responses",
                "aml_checks",
            ),
        ),
        sql="""
with event as (
    select dt, customer_id, txn_timestamp as happened_at from clean.transactions
    union all select dt, customer_id, txn_timestamp from datalake.card_transactions
    union all select dt, customer_id, wire_timestamp from datalake.wire_transfers
    union all select dt, customer_id, visit_timestamp from datalake.branch_visits
    union all select dt, customer_id, event_timestamp from datalake.overdraft_events
    union all select dt, customer_id, event_date from datalake.compliance_events where event_date = dt
    union all select dt, customer_id, decided_at from datalake.loan_approvals
    union all select dt, customer_id, paid_at from datalake.loan_payments
    union all select dt, customer_id, assessment_date from datalake.risk_assessments
    union all select dt, customer_id, payment_date from datalake.premium_payments
    union all select dt, customer_id, filed_on from datalake.claims where filed_on = dt
    union all select dt, customer_id, interaction_at from datalake.interactions
    union all select dt, customer_id, surveyed_at from datalake.satisfaction_surveys
    union all select dt, customer_id, responded_at from datalake.campaign_responses
    union all
    select dt, customer_id, check_at from datalake.aml_checks where check_type <> 'transaction_monitoring'
)
select profile.dt, profile.customer_id as item,
    count(*) filter (event.dt > profile.churn_on or event.happened_at > profile.churn_on + interval 16 hours)
        as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join event on event.dt = profile.dt and event.customer_id = profile.customer_id
where profile.customer_status = 'closed'
group by profile.dt, profile.customer_id
""",
    ),
)
"""Rules of customers."""
