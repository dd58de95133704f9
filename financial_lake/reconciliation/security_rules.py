"""What stands behind loans, and how borrowers and customers are rated (R43, R44)."""

from financial_lake.reconciliation.rule import Rule, days_back, latest_weekday, same_day

SECURITY_RULES = (
    Rule(
        name="R43",
        table="collateral",
        meaning="loan to value is what is owed over the appraisal; 0.66 to 0.91 when paid out, appraised before that",
        needs=(same_day("collateral"), latest_weekday("loan_accounts")),
        sql="""
select pledge.dt, pledge.collateral_id as item,
    case
        when loan.loan_id is null then 1
        when pledge.collateral_type not in (
            case loan.loan_type when 'mortgage' then 'real_estate' when 'auto' then 'vehicle'
                when 'business' then 'equipment' end,
            case loan.loan_type when 'business' then 'property' end,
            case loan.loan_type when 'business' then 'inventory' end
        ) is distinct from false then 1
        when loan.origination_date = pledge.dt and pledge.ltv_ratio not between 0.66 and 0.91 then 1
        when pledge.dt < loan.origination_date + 300
            and loan.origination_date - pledge.appraisal_date not between 7 and 30 then 1
        when pledge.dt - pledge.appraisal_date > 366 then 1
        else pledge.ltv_ratio - 0.000001 * (
            (
                2000000 * cast(loan.current_balance * 100 as hugeint) + cast(pledge.appraised_value * 100 as hugeint)
            ) // (2 * cast(pledge.appraised_value * 100 as hugeint))
        )
    end as difference
from datalake.collateral as pledge
join days on days.dt = pledge.dt
join calendar on calendar.dt = pledge.dt
left join datalake.loan_accounts as loan on loan.dt = calendar.last_weekday and loan.loan_id = pledge.loan_id
""",
    ),
    Rule(
        name="R43 guarantees",
        table="loan_guarantors",
        meaning="a guarantee is 50 to 100 % of the loan as paid out, in steps of 500",
        needs=(same_day("loan_guarantors"), latest_weekday("loan_accounts")),
        sql="""
select guarantor.dt, guarantor.guarantor_id as item,
    case
        when guarantor.guarantee_amount between loan.original_amount / 2 and loan.original_amount
            and guarantor.guarantee_amount % 500 = 0 then 0
        else 1
    end as difference
from datalake.loan_guarantors as guarantor
join days on days.dt = guarantor.dt
join calendar on calendar.dt = guarantor.dt
left join datalake.loan_accounts as loan on loan.dt = calendar.last_weekday and loan.loan_id = guarantor.loan_id
""",
    ),
    Rule(
        name="R43 certain",
        table="loan_guarantors",
        meaning="who scored below 600 at application has a loan only with a guarantor",
        needs=(same_day("loan_guarantors", "loan_applications"), latest_weekday("loan_accounts")),
        sql="""
select asked.dt, asked.application_id as item,
    case when count(guarantor.guarantor_id) > 0 then 0 else 1 end as difference
from datalake.loan_applications as asked
join days on days.dt = asked.dt
join calendar on calendar.dt = asked.dt
join datalake.loan_accounts as loan on loan.dt = calendar.last_weekday and loan.loan_id = asked.application_id
left join datalake.loan_guarantors as guarantor
    on guarantor.dt = asked.dt and guarantor.loan_id = asked.application_id
where asked.credit_score < 600
group by asked.dt, asked.application_id
""",
    ),
    Rule(
        name="R44",
        table="risk_assessments",
        meaning="every customer not closed is rated once a week: Monday and the place of the slot in its five",
        needs=(same_day("risk_assessments", "customer_profiles"),),
        sql="""
with due as (
    select profile.dt, profile.customer_id
    from datalake.customer_profiles as profile
    join days on days.dt = profile.dt
    where profile.customer_status <> 'closed'
        and (profile.customer_id - 1001) % 10000000 % 5 = isodow(profile.dt) - 1
),
rated as (
    select rated.dt, rated.customer_id, count(*) as times
    from datalake.risk_assessments as rated join days on days.dt = rated.dt
    where rated.application_id is null
    group by rated.dt, rated.customer_id
)
select coalesce(due.dt, rated.dt) as dt, coalesce(due.customer_id, rated.customer_id) as item,
    case when due.customer_id is null or rated.customer_id is null then 1 else rated.times - 1 end as difference
from due full join rated on rated.dt = due.dt and rated.customer_id = due.customer_id
""",
    ),
    Rule(
        name="R44 rating",
        table="risk_assessments",
        meaning="an assessment bears the bureaus' rounded mean, and what follows from it: risk, category and grade",
        needs=(same_day("risk_assessments"), latest_weekday("credit_scores")),
        sql="""
with scored as (
    select days.dt, score.customer_id, (2 * sum(score.score) + 3) // 6 as mean_score
    from days
    join calendar on calendar.dt = days.dt
    join datalake.credit_scores as score on score.dt = calendar.last_weekday
    group by days.dt, score.customer_id
),
judged as (
    select rated.*, scored.mean_score, 1 / (1 + exp(0.0115 * rated.credit_score - 4.8)) as chance
    from datalake.risk_assessments as rated
    join days on days.dt = rated.dt
    left join scored on scored.dt = rated.dt and scored.customer_id = rated.customer_id
)
select dt, assessment_id as item,
    case
        when mean_score is distinct from credit_score then 1
        when risk_score <> (40 * (credit_score - 300) + 11) // 22 then 1
        when probability_default <> cast(round(chance, 6) as decimal(9, 6)) then 1
        when risk_category <> case
            when chance < 0.02 then 'low' when chance < 0.06 then 'medium' when chance < 0.15 then 'high'
            else 'very_high'
        end then 1
        when credit_grade <> case
            when chance < 0.008 then 'aaa' when chance < 0.012 then 'aa' when chance < 0.018 then 'a'
            when chance < 0.03 then 'bbb' when chance < 0.05 then 'bb' when chance < 0.08 then 'b'
            when chance < 0.15 then 'ccc' when chance < 0.30 then 'cc' else 'c'
        end then 1
        else 0
    end as difference
from judged
""",
    ),
    Rule(
        name="R44 applications",
        table="risk_assessments",
        meaning="each application is rated once on its day, with the score it is decided by",
        needs=(same_day("risk_assessments", "loan_applications"),),
        sql="""
with asked as (
    select asked.* from datalake.loan_applications as asked join days on days.dt = asked.dt
    where cast(asked.applied_at as date) = asked.dt
),
rated as (
    select rated.*, count(*) over (partition by rated.dt, rated.application_id) as times
    from datalake.risk_assessments as rated join days on days.dt = rated.dt
    where rated.application_id is not null
)
select coalesce(asked.dt, rated.dt) as dt, coalesce(asked.application_id, rated.application_id) as item,
    case
        when asked.application_id is null or rated.assessment_id is null or rated.times > 1 then 1
        when rated.customer_id <> asked.customer_id then 1
        else rated.credit_score - asked.credit_score
    end as difference
from asked full join rated on rated.dt = asked.dt and rated.application_id = asked.application_id
""",
    ),
    Rule(
        name="R44 loan",
        table="risk_assessments",
        meaning="the weekly run names the customer's running loan on which most is owed, if there is one",
        needs=(same_day("risk_assessments", "loan_accounts"),),
        sql="""
with owed as (
    select loan.dt, loan.customer_id, arg_max(loan.loan_id, (loan.current_balance, -loan.loan_id)) as loan_id
    from datalake.loan_accounts as loan join days on days.dt = loan.dt
    where loan.closed_on is null
    group by loan.dt, loan.customer_id
)
select rated.dt, rated.assessment_id as item,
    case when rated.loan_id is distinct from owed.loan_id then 1 else 0 end as difference
from datalake.risk_assessments as rated
join days on days.dt = rated.dt
left join owed on owed.dt = rated.dt and owed.customer_id = rated.customer_id
where rated.application_id is null
""",
    ),
    Rule(
        name="R44 notes",
        table="risk_assessments",
        meaning="a note stands exactly where the category is another than a week before",
        needs=(days_back(7, "risk_assessments"),),
        sql="""
select rated.dt, rated.assessment_id as item,
    case
        when (rated.notes is not null) = coalesce(rated.risk_category <> before.risk_category, false) then 0 else 1
    end as difference
from datalake.risk_assessments as rated
join days on days.dt = rated.dt
left join datalake.risk_assessments as before
    on before.dt = rated.dt - 7 and before.customer_id = rated.customer_id and before.application_id is null
where rated.application_id is null
""",
    ),
)
"""Rules of collateral, loan_guarantors and risk_assessments."""
