-- What customers answered when they were asked about a contact, as far as it is stored; the first answer counts.
select
    contact.interaction_key,
    min_by(survey.nps_score, survey.survey_id) as nps_score,
    min_by(survey.satisfaction_rating, survey.survey_id) as satisfaction_rating,
    min(survey.surveyed_at) as surveyed_at
from warehouse_facts.fact_interaction as contact
join datalake.satisfaction_surveys as survey
    on survey.interaction_id = contact.interaction_key and survey.dt >= contact.dt
group by contact.interaction_key
