"""Customers and everything kept about them agree (R29 to R36)."""

from financial_lake.reconciliation.rule import (
    Rule,
    RuleKind,
    at_month_start,
    days_back,
    is_quarter_end,
    latest_weekday,
    previous_weekday,
    same_day,
)

_SATELLITES_ON_WEEKDAYS = ("credit_scores", "investments", "loan_accounts", "accounts", "cards")
_SATELLITES_EVERY_DAY = (
    "addresses",
    "phone_numbers",
    "email_addresses",
    "customers_segments",
    "customer_preferences",
    "compliance_events",
)
_KNOWN = " union all ".join(
    f"select dt, customer_id, '{table}' as satellite from datalake.{table}"  # noqa: S608 - names are ours
    for table in (*_SATELLITES_ON_WEEKDAYS, *_SATELLITES_EVERY_DAY)
)

CUSTOMER_RULES = (
    Rule(
        name="R29",
        table="customers",
        meaning="whoever has a score, loan, account, card, investment, address or preference is a customer of the day",
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
        name="R30",
        table="addresses",
        meaning="each customer has exactly one current address, and addresses follow each other without gap or overlap",
        needs=(same_day("addresses", "customer_profiles"),),
        sql="""
with address as (
    select address.dt, address.customer_id, address.start_date, address.end_date,
        lead(address.start_date) over (partition by address.dt, address.customer_id order by address.start_date) as next_start
    from datalake.addresses as address join days on days.dt = address.dt
)
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (address.end_date is null or address.end_date >= profile.dt) <> 1 then 1
        when bool_or(address.next_start is not null and address.next_start is distinct from address.end_date + 1) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join address on address.dt = profile.dt and address.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R30 household",
        table="addresses",
        meaning="members of a household show the same current address",
        needs=(same_day("addresses", "customers"),),
        sql="""
with member as (
    select customer.dt, customer.household_id, address.address_line1, address.city, address.postal_code
    from datalake.customers as customer
    join days on days.dt = customer.dt
    join datalake.addresses as address on address.dt = customer.dt and address.customer_id = customer.customer_id
    where address.end_date is null or address.end_date >= customer.dt
)
select dt, household_id as item, count(distinct (address_line1, city, postal_code)) - 1 as difference
from member group by dt, household_id
""",
    ),
    Rule(
        name="R31 phones",
        table="phone_numbers",
        meaning="each customer has one mobile number, and at most one of every other type",
        needs=(same_day("phone_numbers", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (phone.phone_type = 'mobile') <> 1 then 1
        when count(phone.phone_id) <> count(distinct phone.phone_type) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.phone_numbers as phone on phone.dt = profile.dt and phone.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R31 e-mails",
        table="email_addresses",
        meaning="each customer has one personal e-mail address, and at most one for work",
        needs=(same_day("email_addresses", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (email.email_type = 'personal') <> 1 then 1
        when count(email.email_id) <> count(distinct email.email_type) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.email_addresses as email on email.dt = profile.dt and email.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R32",
        table="customers_segments",
        meaning="each customer is in exactly one regional segment, the US one exactly when living in the US, and in none twice",
        needs=(same_day("customers_segments", "segments", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(*) filter (segment.segment_code in ('USRET', 'CANRET')) <> 1 then 1
        when bool_or(segment.segment_code = 'USRET') <> (profile.country = 'US') then 1
        when count(*) <> count(distinct member.segment_id) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.customers_segments as member
    on member.dt = profile.dt and member.customer_id = profile.customer_id
left join datalake.segments as segment on segment.dt = profile.dt and segment.segment_id = member.segment_id
group by profile.dt, profile.customer_id, profile.country
""",
    ),
    Rule(
        name="R33",
        table="customer_preferences",
        meaning="each customer has each of the five preferences once, none changed after the day",
        needs=(same_day("customer_preferences", "customer_profiles"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when count(distinct preference.preference_type) <> 5 or count(preference.preference_id) <> 5 then 1
        when bool_or(preference.updated_date > profile.dt) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.customer_preferences as preference
    on preference.dt = profile.dt and preference.customer_id = profile.customer_id
group by profile.dt, profile.customer_id
""",
    ),
    Rule(
        name="R34",
        table="customer_profiles",
        meaning="the profile's e-mail, phone and address are those of the tables that keep them",
        needs=(same_day("customer_profiles", "email_addresses", "phone_numbers", "addresses"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when profile.email is distinct from email.email_address then 1
        when profile.phone is distinct from phone.phone_number then 1
        when (profile.address_line1, profile.city, profile.state_province, profile.country)
            is distinct from (address.address_line1, address.city, address.state_province, address.country) then 1
        else 0
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
left join datalake.email_addresses as email
    on email.dt = profile.dt and email.customer_id = profile.customer_id and email.email_type = 'personal'
left join datalake.phone_numbers as phone
    on phone.dt = profile.dt and phone.customer_id = profile.customer_id and phone.phone_type = 'mobile'
left join datalake.addresses as address
    on address.dt = profile.dt and address.customer_id = profile.customer_id
    and (address.end_date is null or address.end_date >= profile.dt)
""",
    ),
    Rule(
        name="R34 name",
        table="customer_profiles",
        meaning="the profile's name is the register's, planted spellings put right",
        needs=(same_day("customer_profiles", "customers"),),
        sql="""
select profile.dt, profile.customer_id as item,
    case
        when lower(trim(customer.first_name) || ' ' || trim(customer.last_name)) = lower(profile.full_name) then 0 else 1
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
join datalake.customers as customer on customer.dt = profile.dt and customer.customer_id = profile.customer_id
""",
    ),
    Rule(
        name="R34 branch",
        table="customers",
        meaning="a customer's home branch lies in the city of the current address",
        needs=(same_day("customers", "customer_profiles", "branches"),),
        sql="""
select customer.dt, customer.customer_id as item,
    case when branch.city = profile.city and branch.state_province = profile.state_province then 0 else 1 end as difference
from datalake.customers as customer
join days on days.dt = customer.dt
left join datalake.customer_profiles as profile
    on profile.dt = customer.dt and profile.customer_id = customer.customer_id
left join datalake.branches as branch on branch.dt = customer.dt and branch.branch_id = customer.home_branch_id
""",
    ),
    Rule(
        name="R35 refresh",
        table="credit_scores",
        meaning="each bureau's score is of its latest refresh day: the 5th, 12th or 19th of the month",
        needs=(same_day("credit_scores"),),
        sql="""
with bureau(bureau, refresh_day) as (values ('atlas', 5), ('beacon', 12), ('civic', 19))
select score.dt, score.credit_score_id as item,
    score.scored_on - case
        when extract(day from score.dt) >= bureau.refresh_day then calendar.month_start + (bureau.refresh_day - 1)
        else cast(calendar.month_start - interval 1 month as date) + (bureau.refresh_day - 1)
    end as difference
from datalake.credit_scores as score
join days on days.dt = score.dt
join calendar on calendar.dt = score.dt
left join bureau on bureau.bureau = score.bureau
""",
    ),
    Rule(
        name="R35 profile",
        table="customer_profiles",
        meaning="the credit risk shown follows from the mean of the bureaus on the 1st: low below 2 %, medium below 6 %",
        needs=(same_day("customer_profiles"), at_month_start("credit_scores")),
        sql="""
with scored as (
    select days.dt, score.customer_id, (2 * sum(score.score) + 3) // 6 as mean_score
    from days
    join calendar on calendar.dt = days.dt
    join calendar as first_day on first_day.dt = calendar.month_start
    join datalake.credit_scores as score on score.dt = first_day.last_weekday
    group by days.dt, score.customer_id
),
rated as (
    select dt, customer_id, 1 / (1 + exp(0.0115 * mean_score - 4.8)) as chance from scored
)
select profile.dt, profile.customer_id as item,
    case
        when profile.risk_profile = case
            when rated.chance < 0.02 then 'low' when rated.chance < 0.06 then 'medium' else 'high'
        end then 0 else 1
    end as difference
from datalake.customer_profiles as profile
join days on days.dt = profile.dt
join rated on rated.dt = profile.dt and rated.customer_id = profile.customer_id
""",
    ),
    Rule(
        name="R35 steps",
        table="credit_scores",
        meaning="a bureau's score changes only when it is refreshed, and outside delinquency by at most 35 points",
        needs=(same_day("credit_scores"), previous_weekday("credit_scores")),
        relations=("delinquent",),
        sql="""
select score.dt, score.credit_score_id as item,
    case
        when score.scored_on = before.scored_on then abs(score.score - before.score)
        when score.scored_on < before.scored_on then 1
        when delinquent.customer_id is null and abs(score.score - before.score) > 35
            then abs(score.score - before.score)
        else 0
    end as difference
from datalake.credit_scores as score
join days on days.dt = score.dt
join calendar on calendar.dt = score.dt
join datalake.credit_scores as before
    on before.dt = calendar.previous_weekday and before.credit_score_id = score.credit_score_id
left join simulated.delinquent as delinquent
    on delinquent.dt = score.dt and delinquent.customer_id = score.customer_id
""",
    ),
    Rule(
        name="R35 rank",
        table="customer_profiles",
        meaning="over a full quarter customers rated high risk have lower scores than medium, and those than low",
        kind=RuleKind.STATISTICAL,
        due=is_quarter_end,
        needs=(same_day("customer_profiles"), latest_weekday("credit_scores")),
        sql="""
with rated as (
    select profile.dt, profile.risk_profile, avg(score.score) as mean_score
    from datalake.customer_profiles as profile
    join days on days.dt = profile.dt
    join calendar on calendar.dt = profile.dt
    join datalake.credit_scores as score
        on score.dt = calendar.last_weekday and score.customer_id = profile.customer_id
    group by profile.dt, profile.risk_profile
)
select better.dt, better.risk_profile || ' over ' || worse.risk_profile as item,
    case when better.mean_score > worse.mean_score then 0 else 1 end as difference
from rated as better
join rated as worse on worse.dt = better.dt
    and (better.risk_profile, worse.risk_profile) in (('low', 'medium'), ('medium', 'high'))
""",
    ),
    Rule(
        name="R36",
        table="customers",
        meaning="from the leaving day on every account is closed and empty, cards are blocked, no investment is left",
        needs=(same_day("customers", "customer_profiles", "accounts", "cards", "investments"),),
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
    Rule(
        name="R61",
        table="compliance_events",
        meaning="an incident is of the last 92 days, and is reviewed after its day or still open",
        needs=(same_day("compliance_events"),),
        sql="""
select event.dt, event.event_id as item,
    case
        when event.event_date not between event.dt - 91 and event.dt then 1
        when (event.review_date is null) <> (event.status = 'open') then 1
        when event.review_date <= event.event_date or event.review_date > event.dt then 1
        else 0
    end as difference
from datalake.compliance_events as event join days on days.dt = event.dt
""",
    ),
    Rule(
        name="R61 once",
        table="compliance_events",
        meaning="an incident changes only once, when it is reviewed",
        needs=(days_back(1, "compliance_events"),),
        sql="""
select event.dt, event.event_id as item,
    case
        when (event.status, event.review_date, event.handled_by)
            is not distinct from (before.status, before.review_date, before.handled_by) then 0
        when before.status = 'open' and event.review_date = event.dt then 0
        else 1
    end as difference
from datalake.compliance_events as event
join days on days.dt = event.dt
join datalake.compliance_events as before on before.dt = event.dt - 1 and before.event_id = event.event_id
""",
    ),
)
"""Rules of the customers' domain and compliance_events."""
