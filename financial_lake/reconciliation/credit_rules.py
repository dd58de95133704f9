"""An application, its decision and its loan are one story (R38)."""

from financial_lake.reconciliation.rule import Rule, RuleKind, days_back, latest_weekday, same_day

_LONGEST_WAY_TO_LOAN = 12
"""A loan is paid out three to ten days after its approval; a weekend may pass until a snapshot shows it."""

CREDIT_RULES = (
    Rule(
        name="R38",
        table="loan_approvals",
        meaning="decisions are those of the day's decided applications: customer, term, at most the amount asked for",
        needs=(same_day("loan_approvals", "loan_applications"),),
        sql="""
with approval as (
    select approval.* from datalake.loan_approvals as approval join days on days.dt = approval.dt
),
asked as (
    select asked.* from datalake.loan_applications as asked join days on days.dt = asked.dt
    where asked.decided_on = asked.dt and asked.application_status <> 'withdrawn'
)
select coalesce(approval.dt, asked.dt) as dt, coalesce(approval.application_id, asked.application_id) as item,
    case
        when approval.approval_id is null or asked.application_id is null then 1
        when approval.customer_id <> asked.customer_id or approval.decision <> asked.application_status then 1
        when approval.decided_at <= asked.applied_at then 1
        when approval.term_months <> asked.requested_term_months then 1
        when approval.approved_amount > asked.requested_amount
            or approval.approved_amount < 0.8 * asked.requested_amount then 1
        when approval.decision = 'rejected' and asked.credit_score < 600 and approval.rejection_reason <> 'low_score'
            then 1
        else 0
    end as difference
from approval
full join asked on asked.dt = approval.dt and asked.application_id = approval.application_id
""",
    ),
    Rule(
        name="R38 statuses",
        table="loan_applications",
        meaning="an application changes only in its standing: submitted, pending, then decided or withdrawn for good",
        needs=(days_back(1, "loan_applications"),),
        sql="""
select asked.dt, asked.application_id as item,
    case
        when before.application_id is null
            then case when asked.application_status = 'submitted' and cast(asked.applied_at as date) = asked.dt
                then 0 else 1 end
        when (asked.customer_id, asked.loan_type, asked.requested_amount, asked.requested_term_months, asked.applied_at,
                asked.purpose, asked.officer_id, asked.credit_score)
            <> (before.customer_id, before.loan_type, before.requested_amount, before.requested_term_months,
                before.applied_at, before.purpose, before.officer_id, before.credit_score) then 1
        when before.application_status in ('submitted', 'pending') and (asked.application_status = 'pending'
            or asked.application_status <> 'submitted' and asked.decided_on = asked.dt) then 0
        when (asked.application_status, asked.decided_on)
            is distinct from (before.application_status, before.decided_on) then 1
        else 0
    end as difference
from datalake.loan_applications as asked
join days on days.dt = asked.dt
left join datalake.loan_applications as before
    on before.dt = asked.dt - 1 and before.application_id = asked.application_id
""",
    ),
    Rule(
        name="R38 loans",
        table="loan_applications",
        meaning="a loan is of an approved application, of its customer, kind and product; no other application has one",
        needs=(same_day("loan_applications"), latest_weekday("loan_accounts")),
        sql="""
select asked.dt, asked.application_id as item,
    case
        when loan.loan_id is null then case
            when asked.application_status = 'approved' and asked.decided_on between asked.dt - 100 and asked.dt - 12
                then 1
            else 0
        end
        when asked.application_status <> 'approved' then 1
        when loan.customer_id <> asked.customer_id or loan.loan_type <> asked.loan_type
            or loan.product_id <> asked.product_id then 1
        when loan.original_amount > asked.requested_amount or loan.term_months < asked.requested_term_months then 1
        when loan.origination_date <= asked.decided_on then 1
        else 0
    end as difference
from datalake.loan_applications as asked
join days on days.dt = asked.dt
join calendar on calendar.dt = asked.dt
left join datalake.loan_accounts as loan on loan.dt = calendar.last_weekday and loan.loan_id = asked.application_id
""",
    ),
    Rule(
        name="R38 paid out",
        table="loan_accounts",
        meaning="each approval becomes its loan within ten days, of its amount, rate and term; no loan comes without",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(same_day("loan_accounts"), days_back(_LONGEST_WAY_TO_LOAN, "loan_approvals")),
        sql=f"""
with judged as (
    select days.dt, calendar.previous_weekday from days join calendar on calendar.dt = days.dt where calendar.is_weekday
),
approved as (
    select judged.dt, approval.dt as approved_on, approval.* exclude (dt)
    from judged
    join datalake.loan_approvals as approval
        on approval.dt between judged.dt - {_LONGEST_WAY_TO_LOAN} and judged.dt and approval.decision = 'approved'
),
loan as (
    select loan.*, loan.origination_date > judged.previous_weekday as is_new
    from datalake.loan_accounts as loan join judged on judged.dt = loan.dt
)
select coalesce(approved.dt, loan.dt) as dt, coalesce(approved.application_id, loan.loan_id) as item,
    case
        when approved.application_id is null then 1
        when loan.loan_id is null then case when approved.approved_on <= approved.dt - 10 then 1 else 0 end
        when loan.origination_date - approved.approved_on not between 3 and 10 then 1
        when loan.customer_id <> approved.customer_id or loan.interest_rate <> approved.interest_rate
            or loan.term_months <> approved.term_months or loan.approved_by <> approved.decided_by then 1
        else loan.original_amount - approved.approved_amount
    end as difference
from approved
full join loan on loan.dt = approved.dt and loan.loan_id = approved.application_id
where approved.application_id is not null or loan.is_new
""",
    ),
)
"""Rules of loan_applications and loan_approvals."""
