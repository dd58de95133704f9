"""Surveys, complaints and campaigns agree with the contacts and customers they are about (R33, R54 to R56)."""

from collections.abc import Iterable
from datetime import date, timedelta

from financial_lake.reconciliation.rule import Rule, RuleKind, days_back, is_quarter_end, same_day

_YEAR = 365
_FEWEST_ANSWERS = 60
"""Below it a rank correlation says nothing."""


def _whole_quarter(day: date) -> Iterable[tuple[str, date]]:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return (("satisfaction_surveys", first + timedelta(days=step)) for step in range((day - first).days + 1))


SERVICE_RULES = (
    Rule(
        name="R54",
        table="satisfaction_surveys",
        meaning="a survey follows the end of its contact by at most two days; one a contact, of the same customer",
        needs=(days_back(2, "satisfaction_surveys", "interactions"),),
        sql="""
with contact as (
    select interaction_id, customer_id, dt,
        interaction_at + to_seconds(duration_seconds) as ended_at
    from datalake.interactions
)
select survey.dt, survey.survey_id as item,
    case
        when contact.interaction_id is null or contact.customer_id <> survey.customer_id then 1
        when survey.surveyed_at <= contact.ended_at or survey.surveyed_at > contact.ended_at + interval 2 days then 1
        when exists (
            select 1 from datalake.satisfaction_surveys as other
            where other.interaction_id = survey.interaction_id and other.survey_id < survey.survey_id
                and other.dt between survey.dt - 2 and survey.dt
        ) then 1
        else 0
    end as difference
from datalake.satisfaction_surveys as survey
join days on days.dt = survey.dt
left join contact
    on contact.interaction_id = survey.interaction_id and contact.dt between survey.dt - 2 and survey.dt
""",
    ),
    Rule(
        name="R54 rank",
        table="satisfaction_surveys",
        meaning=f"over a full quarter of {_FEWEST_ANSWERS} answers or more score and stars rank alike: above 0.7",
        kind=RuleKind.STATISTICAL,
        opens_itself=False,
        due=is_quarter_end,
        needs=(_whole_quarter,),
        sql=f"""
with answer as (
    select days.dt, survey.survey_id, survey.nps_score, survey.satisfaction_rating
    from days
    join datalake.satisfaction_surveys as survey on survey.dt between date_trunc('quarter', days.dt) and days.dt
),
ranked as (
    select dt,
        rank() over (partition by dt order by nps_score)
            + count(*) over (partition by dt, nps_score) / 2 as score_rank,
        rank() over (partition by dt order by satisfaction_rating)
            + count(*) over (partition by dt, satisfaction_rating) / 2 as star_rank
    from answer
)
select dt, 'rank correlation ' || round(corr(score_rank, star_rank), 3) as item,
    case when corr(score_rank, star_rank) > 0.7 then 0 else 1 end as difference
from ranked group by dt having count(*) >= {_FEWEST_ANSWERS}
""",
    ),
    Rule(
        name="R55",
        table="complaints",
        meaning="a complaint is filed in the last 90 days and resolved after that; it says how long that took",
        needs=(same_day("complaints"),),
        sql="""
select complaint.dt, complaint.complaint_id as item,
    case
        when complaint.filed_date not between complaint.dt - 89 and complaint.dt then 1
        when complaint.resolved_date not between complaint.filed_date and complaint.dt then 1
        when (complaint.resolved_date is null) <> (complaint.status in ('open', 'investigating')) then 1
        when (complaint.resolution_time_hours is null) <> (complaint.resolved_date is null) then 1
        when abs(complaint.resolution_time_hours / 24 - (complaint.resolved_date - complaint.filed_date)) > 1 then 1
        else 0
    end as difference
from datalake.complaints as complaint join days on days.dt = complaint.dt
""",
    ),
    Rule(
        name="R55 contact",
        table="complaints",
        meaning="on its filing day a complaint has a contact of type complaint with its customer, never a chatbot's",
        needs=(same_day("complaints", "interactions"),),
        sql="""
select complaint.dt, complaint.complaint_id as item,
    case
        when contact.interaction_id is null or contact.customer_id <> complaint.customer_id then 1
        when contact.interaction_type <> 'complaint' or contact.handled_by is null then 1
        when (contact.reason = 'fee_dispute') <> (complaint.complaint_type = 'fee') then 1
        when count(*) over (partition by complaint.dt, complaint.interaction_id) > 1 then 1
        else 0
    end as difference
from datalake.complaints as complaint
join days on days.dt = complaint.dt
left join datalake.interactions as contact
    on contact.dt = complaint.dt and contact.interaction_id = complaint.interaction_id
where complaint.filed_date = complaint.dt
""",
    ),
    Rule(
        name="R55 steps",
        table="complaints",
        meaning="a complaint goes from open over investigating and resolved to closed, and is shown for 90 days",
        needs=(days_back(1, "complaints"),),
        sql="""
with stepped as (
    select *, list_position(['open', 'investigating', 'resolved', 'closed'], status) as step from datalake.complaints
)
select days.dt, before.complaint_id as item,
    case
        when complaint.complaint_id is null then 1
        when complaint.step < before.step or complaint.filed_date <> before.filed_date then 1
        when complaint.customer_id <> before.customer_id or complaint.interaction_id <> before.interaction_id then 1
        when before.resolved_date is not null and complaint.resolved_date is distinct from before.resolved_date then 1
        when before.resolved_date is null and complaint.resolved_date < complaint.dt then 1
        else 0
    end as difference
from days
join stepped as before on before.dt = days.dt - 1 and before.filed_date > days.dt - 90
left join stepped as complaint on complaint.dt = days.dt and complaint.complaint_id = before.complaint_id
""",
    ),
    Rule(
        name="R56",
        table="campaign_responses",
        meaning="who responds is meant by the campaign, in its days, and to one by e-mail only if that is wanted",
        needs=(same_day("campaign_responses", "campaigns", "customer_profiles", "customer_preferences"),),
        sql="""
select response.dt, response.response_id as item,
    case
        when campaign.campaign_id is null or profile.customer_id is null then 1
        when response.dt not between campaign.start_date and campaign.end_date then 1
        when campaign.target_segment not in ('all', profile.customer_segment) then 1
        when campaign.campaign_type in ('email', 'cross_sell') and not coalesce(preference.opted_in, false) then 1
        when response.converted and response.response_type = 'unsubscribed' then 1
        else 0
    end as difference
from datalake.campaign_responses as response
join days on days.dt = response.dt
left join datalake.campaigns as campaign
    on campaign.dt = response.dt and campaign.campaign_id = response.campaign_id
left join datalake.customer_profiles as profile
    on profile.dt = response.dt and profile.customer_id = response.customer_id
left join datalake.customer_preferences as preference
    on preference.dt = response.dt and preference.customer_id = response.customer_id
    and preference.preference_type = 'marketing_email'
""",
    ),
    Rule(
        name="R56 campaigns",
        table="campaigns",
        meaning="there are twelve campaigns every day, all inside the quarter",
        needs=(same_day("campaigns"),),
        sql="""
select days.dt, 'campaigns' as item,
    abs(12 - count(distinct campaign.campaign_id) filter (
        campaign.start_date >= date_trunc('quarter', days.dt) and campaign.end_date >= campaign.start_date
        and campaign.end_date < date_trunc('quarter', days.dt) + interval 3 months
    )) + abs(12 - count(campaign.campaign_id)) as difference
from days left join datalake.campaigns as campaign on campaign.dt = days.dt
group by days.dt
""",
    ),
    Rule(
        name="R33 unsubscribed",
        table="customer_preferences",
        meaning="who has unsubscribed wants no marketing e-mail for 365 days, from the next day on",
        needs=(same_day("customer_preferences"), days_back(_YEAR, "campaign_responses")),
        sql=f"""
with gone as (
    select distinct days.dt, response.customer_id
    from days
    join datalake.campaign_responses as response on response.dt between days.dt - {_YEAR} and days.dt - 1
    where response.response_type = 'unsubscribed'
)
select preference.dt, preference.preference_id as item, case when preference.opted_in then 1 else 0 end as difference
from gone
join datalake.customer_preferences as preference
    on preference.dt = gone.dt and preference.customer_id = gone.customer_id
    and preference.preference_type = 'marketing_email'
""",
    ),
)
"""Rules of contacts and campaigns."""
