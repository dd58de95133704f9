-- How content customers are with each channel: answers to the survey after a contact, month by month.
with months as (
    select build.days.dt, build.days.dt - (calendar.day_of_month - 1) as first_day
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

contacts as (
    select months.dt, contact.interaction_id, contact.channel
    from datalake.interactions as contact
    join months on contact.dt >= months.first_day and contact.dt <= months.dt
),

answers as (
    select months.dt, survey.interaction_id, survey.nps_score, survey.satisfaction_rating
    from datalake.satisfaction_surveys as survey
    join months on survey.dt >= months.first_day and survey.dt <= months.dt
),

asked as (
    select
        contacts.dt,
        contacts.channel,
        count(*) as contact_count,
        count(answers.interaction_id) as survey_count,
        count(case when answers.nps_score >= 9 then 1 end) as promoter_count,
        count(case when answers.nps_score between 7 and 8 then 1 end) as passive_count,
        count(case when answers.nps_score <= 6 then 1 end) as detractor_count,
        count(case when answers.satisfaction_rating >= 4 then 1 end) as content_count,
        sum(answers.satisfaction_rating) as stars
    from contacts
    left join answers on answers.dt = contacts.dt and answers.interaction_id = contacts.interaction_id
    group by contacts.dt, contacts.channel
),

shown as (
    select * from asked
    union all
    select
        months.dt,
        'all' as channel,
        coalesce(sum(asked.contact_count), 0) as contact_count,
        coalesce(sum(asked.survey_count), 0) as survey_count,
        coalesce(sum(asked.promoter_count), 0) as promoter_count,
        coalesce(sum(asked.passive_count), 0) as passive_count,
        coalesce(sum(asked.detractor_count), 0) as detractor_count,
        coalesce(sum(asked.content_count), 0) as content_count,
        coalesce(sum(asked.stars), 0) as stars
    from months
    left join asked on asked.dt = months.dt
    group by months.dt
)

select
    dt,
    channel,
    cast(contact_count as bigint) as contact_count,
    cast(survey_count as bigint) as survey_count,
    cast(survey_count / nullif(contact_count, 0) as decimal(18, 6)) as response_rate,
    cast(promoter_count as bigint) as promoter_count,
    cast(passive_count as bigint) as passive_count,
    cast(detractor_count as bigint) as detractor_count,
    cast(round(1000 * (promoter_count - detractor_count) / nullif(survey_count, 0)) / 10 as decimal(18, 6)) as nps,
    cast(content_count / nullif(survey_count, 0) as decimal(18, 6)) as csat,
    cast(stars / nullif(survey_count, 0) as decimal(18, 6)) as mean_rating,
    survey_count < 30 as is_low_sample
from shown
order by dt, channel
