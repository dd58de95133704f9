"""Policies are the sum of their parts, premiums and claims agree with their postings (R49 to R52)."""

from collections.abc import Iterable
from datetime import date, timedelta

from financial_lake.reconciliation.rule import Needs, Rule, RuleKind, same_day

_SECOND_ATTEMPT, _LAPSE = 5, 60
_MONTHS = "case policy.premium_frequency when 'annual' then 12 when 'quarterly' then 3 else 1 end"


def _days_before(table: str, *days: int) -> Needs:
    """The table's partitions so many days before the day."""

    def need(day: date) -> Iterable[tuple[str, date]]:
        return ((table, day - timedelta(days=back)) for back in days)

    return need


INSURANCE_RULES = (
    Rule(
        name="R49",
        table="policies",
        meaning="coverages and their parts of the premium add up to their policy; a year costs 0.5 to 3 % of it",
        needs=(same_day("policies", "coverages"),),
        sql=f"""
with covered as (
    select coverage.dt, coverage.policy_id, sum(coverage.limit_amount) as limit_amount,
        sum(coverage.premium_share_amount) as premium_amount
    from datalake.coverages as coverage join days on days.dt = coverage.dt
    group by coverage.dt, coverage.policy_id
),
policy as (
    select policy.*, policy.premium_amount * (12 // {_MONTHS}) as yearly
    from datalake.policies as policy join days on days.dt = policy.dt
)
select coalesce(policy.dt, covered.dt) as dt, coalesce(policy.policy_id, covered.policy_id) as item,
    case when policy.yearly * 200 < policy.coverage_amount or policy.yearly * 100 > policy.coverage_amount * 3 then 1
    else abs(coalesce(policy.coverage_amount, 0) - coalesce(covered.limit_amount, 0))
        + abs(coalesce(policy.premium_amount, 0) - coalesce(covered.premium_amount, 0)) end as difference
from policy full join covered on covered.dt = policy.dt and covered.policy_id = policy.policy_id
""",
    ),
    Rule(
        name="R50",
        table="beneficiaries",
        meaning="what the beneficiaries of a policy get adds up to one hundred per cent",
        needs=(same_day("beneficiaries"),),
        sql="""
select beneficiary.dt, beneficiary.policy_id as item, sum(beneficiary.percentage) - 100 as difference
from datalake.beneficiaries as beneficiary join days on days.dt = beneficiary.dt
group by beneficiary.dt, beneficiary.policy_id
""",
    ),
    Rule(
        name="R50 life",
        table="policies",
        meaning="every life policy names somebody",
        needs=(same_day("policies", "beneficiaries"),),
        sql="""
select policy.dt, policy.policy_id as item,
    case when count(beneficiary.beneficiary_id) > 0 then 0 else 1 end as difference
from datalake.policies as policy
join days on days.dt = policy.dt
left join datalake.beneficiaries as beneficiary
    on beneficiary.dt = policy.dt and beneficiary.policy_id = policy.policy_id
where policy.policy_type = 'life'
group by policy.dt, policy.policy_id
""",
    ),
    Rule(
        name="R51",
        table="premium_payments",
        meaning="each premium paid has one posting of its account and amount; a failed attempt has none",
        needs=(same_day("premium_payments", "transactions"),),
        sql="""
with posting as (
    select posting.*, count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code = 'premium_payment'
),
attempt as (
    select attempt.* from datalake.premium_payments as attempt join days on days.dt = attempt.dt
)
select coalesce(attempt.dt, posting.dt) as dt,
    coalesce(attempt.reference_number, posting.reference_number) as item,
    case
        when attempt.payment_id is null then 1
        when attempt.payment_status = 'failed' then case when posting.transaction_id is null then 0 else 1 end
        when posting.transaction_id is null or posting.times > 1 then 1
        when posting.account_id <> attempt.from_account_id or posting.customer_id <> attempt.customer_id then 1
        else attempt.amount - posting.amount
    end as difference
from attempt full join posting on posting.dt = attempt.dt and posting.reference_number = attempt.reference_number
""",
    ),
    Rule(
        name="R51 due",
        table="premium_payments",
        meaning="of each policy in force one instalment is asked for on its due days, as agreed, and on no other",
        needs=(same_day("premium_payments", "policies"),),
        sql=f"""
with due as (
    select policy.*
    from datalake.policies as policy join days on days.dt = policy.dt
    where policy.policy_status = 'active'
        and extract(day from policy.dt) = extract(day from policy.start_date)
        and datediff('month', policy.start_date, policy.dt) % {_MONTHS} = 0
),
attempt as (
    select attempt.*, count(*) over (partition by attempt.dt, attempt.policy_id) as times
    from datalake.premium_payments as attempt join days on days.dt = attempt.dt
    where attempt.due_on = attempt.dt
)
select coalesce(due.dt, attempt.dt) as dt, coalesce(due.policy_id, attempt.policy_id) as item,
    case
        when due.policy_id is null or attempt.policy_id is null or attempt.times > 1 then 1
        when (attempt.customer_id, attempt.from_account_id, attempt.payment_method)
            is distinct from (due.customer_id, due.linked_account_id, due.payment_method) then 1
        else due.premium_amount - attempt.amount
    end as difference
from due full join attempt on attempt.dt = due.dt and attempt.policy_id = due.policy_id
""",
    ),
    Rule(
        name="R51 again",
        table="premium_payments",
        meaning="a failed instalment of a policy still in force is asked for again after five days, and only then",
        needs=(same_day("premium_payments", "policies"), _days_before("premium_payments", _SECOND_ATTEMPT)),
        sql=f"""
with failed as (
    select days.dt, first.policy_id, first.amount
    from days
    join datalake.premium_payments as first on first.dt = days.dt - {_SECOND_ATTEMPT}
    join datalake.policies as policy
        on policy.dt = days.dt and policy.policy_id = first.policy_id and policy.policy_status = 'active'
    where first.payment_status = 'failed' and first.due_on = first.dt
),
again as (
    select attempt.dt, attempt.policy_id, sum(attempt.amount) as amount
    from datalake.premium_payments as attempt join days on days.dt = attempt.dt
    where attempt.due_on <> attempt.dt
    group by attempt.dt, attempt.policy_id
)
select coalesce(failed.dt, again.dt) as dt, coalesce(failed.policy_id, again.policy_id) as item,
    coalesce(failed.amount, 0) - coalesce(again.amount, 0) as difference
from failed full join again on again.dt = failed.dt and again.policy_id = failed.policy_id
""",
    ),
    Rule(
        name="R51 lapse",
        table="policies",
        meaning="a policy lapses sixty days after an instalment that failed twice, and else not",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(same_day("policies"), _days_before("premium_payments", _LAPSE, _LAPSE - _SECOND_ATTEMPT)),
        sql=f"""
with failed as (
    select days.dt, second.policy_id
    from days
    join datalake.premium_payments as second
        on second.dt = days.dt - {_LAPSE - _SECOND_ATTEMPT} and second.due_on = days.dt - {_LAPSE}
    join datalake.premium_payments as first
        on first.dt = days.dt - {_LAPSE} and first.due_on = first.dt and first.policy_id = second.policy_id
    where first.payment_status = 'failed' and second.payment_status = 'failed'
)
select policy.dt, policy.policy_id as item,
    case
        when policy.policy_status = 'active' then case when failed.policy_id is null then 0 else 1 end
        when policy.policy_status = 'lapsed' and policy.end_date = policy.dt
            then case when failed.policy_id is null then 1 else 0 end
        else 0
    end as difference
from datalake.policies as policy
join days on days.dt = policy.dt
left join failed on failed.dt = policy.dt and failed.policy_id = policy.policy_id
""",
    ),
    Rule(
        name="R52",
        table="claims",
        meaning="a claim is about a covered risk, within the limit, while in force, and its days follow each other",
        needs=(same_day("claims", "policies", "coverages"),),
        sql="""
select claim.dt, claim.claim_id as item,
    case
        when policy.policy_id is null or coverage.coverage_id is null then 1
        when policy.customer_id <> claim.customer_id then 1
        when claim.incident_on < policy.start_date then 1
        when policy.policy_status <> 'active' and claim.incident_on >= policy.end_date then 1
        when claim.filed_on < claim.incident_on or claim.decided_on < claim.filed_on
            or claim.settlement_date < claim.decided_on then 1
        else greatest(0, claim.claim_amount - coverage.limit_amount)
    end as difference
from datalake.claims as claim
join days on days.dt = claim.dt
left join datalake.policies as policy on policy.dt = claim.dt and policy.policy_id = claim.policy_id
left join datalake.coverages as coverage
    on coverage.dt = claim.dt and coverage.policy_id = claim.policy_id and coverage.coverage_type = claim.claim_type
""",
    ),
    Rule(
        name="R52 paid",
        table="claims",
        meaning="each claim has one payout of what was approved, to the policy's account on its settlement day",
        needs=(same_day("claims", "policies", "transactions"),),
        sql="""
with posting as (
    select posting.*, count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code = 'claim_payout'
),
settled as (
    select claim.dt, claim.reference_number, claim.customer_id, claim.approved_amount, policy.linked_account_id
    from datalake.claims as claim
    join days on days.dt = claim.dt
    left join datalake.policies as policy on policy.dt = claim.dt and policy.policy_id = claim.policy_id
    where claim.settlement_date = claim.dt
)
select coalesce(settled.dt, posting.dt) as dt,
    coalesce(settled.reference_number, posting.reference_number) as item,
    case
        when settled.reference_number is null or posting.transaction_id is null or posting.times > 1 then 1
        when posting.account_id is distinct from settled.linked_account_id then 1
        when posting.customer_id <> settled.customer_id then 1
        else settled.approved_amount - posting.amount
    end as difference
from settled full join posting on posting.dt = settled.dt and posting.reference_number = settled.reference_number
""",
    ),
)
"""Rules of policies, what belongs to them, premiums and claims."""
