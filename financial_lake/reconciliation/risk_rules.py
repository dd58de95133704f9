"""Scores, credit risk and incidents move as they may (R35, R61)."""

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

RISK_RULES = (
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
        meaning="the credit risk shown follows from the bureaus' mean on the 1st: low below 2 %, medium below 6 %",
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
    having count(*) >= 30
)
select better.dt, better.risk_profile || ' over ' || worse.risk_profile as item,
    case when better.mean_score > worse.mean_score then 0 else 1 end as difference
from rated as better
join rated as worse on worse.dt = better.dt
    and (better.risk_profile, worse.risk_profile) in (('low', 'medium'), ('medium', 'high'))
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
"""Rules of credit_scores and compliance_events."""
