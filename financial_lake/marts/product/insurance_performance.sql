-- How insurance products did in the month: policies won and lost, premiums collected, claims filed and paid.
with months as (
    select
        calendar.dt,
        cast(calendar.dt - (calendar.day_of_month - 1) as date) as first_day,
        cast(calendar.dt - (calendar.day_of_month - 1) - interval 11 months as date) as year_start
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

policies as (
    select
        policy.dt,
        policy.product_id,
        count(case when policy.policy_status = 'active' and policy.start_date <= policy.dt then 1 end) as in_force,
        count(case when policy.start_date between months.first_day and months.dt then 1 end) as won,
        count(
            case
                when
                    policy.start_date < months.first_day
                    and (policy.policy_status = 'active' or policy.end_date >= months.first_day)
                    then 1
            end
        ) as in_force_before,
        count(case when policy.policy_status = 'lapsed' and policy.end_date >= months.first_day then 1 end) as lapsed,
        count(case when policy.policy_status = 'cancelled' and policy.end_date >= months.first_day then 1 end)
            as cancelled
    from datalake.policies as policy
    join months on months.dt = policy.dt
    group by policy.dt, policy.product_id
),

sold as ( -- also what has left the policies within the year
    select months.dt, policy.policy_id, policy.product_id
    from datalake.policies as policy
    join months on months.dt = policy.dt

    union

    select months.dt, policy.policy_id, policy.product_id
    from curated.policy_changes as policy
    join months on policy.dt >= months.year_start and policy.dt <= months.dt
),

attempts as (
    select
        months.dt,
        months.first_day,
        sold.product_id,
        premium.policy_id,
        premium.due_on,
        premium.dt as attempted_on,
        premium.amount,
        premium.payment_status = 'completed' as is_paid
    from datalake.premium_payments as premium
    join months on premium.dt >= months.year_start and premium.dt <= months.dt
    join sold on sold.dt = months.dt and sold.policy_id = premium.policy_id
),

due as ( -- an instalment is attempted a second time when the first attempt fails, and is due once
    select dt, product_id, sum(amount) as premium_due
    from (
        select dt, product_id, policy_id, due_on, max(amount) as amount
        from attempts
        where due_on >= first_day
        group by dt, product_id, policy_id, due_on
    )
    group by dt, product_id
),

collected as (
    select
        dt,
        product_id,
        sum(case when attempted_on >= first_day then amount else 0 end) as premium_collected,
        sum(amount) as collected_in_year
    from attempts
    where is_paid
    group by dt, product_id
),

claims as (
    select
        months.dt,
        months.first_day,
        sold.product_id,
        claim.dt as changed_on,
        claim.op = 'I' and not claim.is_baseline as is_filed,
        claim.op <> 'D'
            and not claim.is_baseline
            and claim.claim_status = 'paid'
            and claim.previous_claim_status is distinct from 'paid' as is_paid,
        claim.approved_amount,
        date_diff('day', claim.filed_on, claim.settlement_date) as days_to_settle
    from curated.claim_changes as claim
    join months on claim.dt >= months.year_start and claim.dt <= months.dt
    join sold on sold.dt = months.dt and sold.policy_id = claim.policy_id
),

claimed as (
    select
        dt,
        product_id,
        count(case when is_filed and changed_on >= first_day then 1 end) as filed,
        sum(case when is_paid and changed_on >= first_day then approved_amount else 0 end) as paid,
        sum(case when is_paid then approved_amount else 0 end) as paid_in_year
    from claims
    group by dt, product_id
),

settled as (
    select
        dt,
        product_id,
        days_to_settle,
        row_number() over (partition by dt, product_id order by days_to_settle) as place,
        count(*) over (partition by dt, product_id) as claim_count
    from claims
    where is_paid
),

medians as ( -- the middle one, or the mean of the two in the middle
    select dt, product_id, avg(days_to_settle) as days_to_settle
    from settled
    where 2 * place between claim_count and claim_count + 2
    group by dt, product_id
)

select
    months.dt,
    product.product_id,
    product.product_name,
    coalesce(policies.in_force, 0) as policies_in_force,
    coalesce(policies.won, 0) as new_policies,
    coalesce(policies.lapsed, 0) as lapsed_policies,
    coalesce(policies.cancelled, 0) as cancelled_policies,
    cast(policies.lapsed / nullif(policies.in_force_before, 0) as decimal(18, 6)) as lapse_rate,
    cast(coalesce(due.premium_due, 0) as decimal(18, 2)) as premium_due,
    cast(coalesce(collected.premium_collected, 0) as decimal(18, 2)) as premium_collected,
    cast(
        coalesce(collected.premium_collected, 0) / nullif(due.premium_due, 0) as decimal(18, 6)
    ) as collection_rate,
    coalesce(claimed.filed, 0) as claims_filed,
    cast(coalesce(claimed.paid, 0) as decimal(18, 2)) as claims_paid_amount,
    cast(
        coalesce(claimed.paid_in_year, 0) / nullif(collected.collected_in_year, 0) as decimal(18, 6)
    ) as loss_ratio,
    cast(medians.days_to_settle as decimal(18, 6)) as median_days_to_settle
from months
join datalake.products as product on product.dt = months.dt and product.product_category = 'insurance'
left join policies on policies.dt = months.dt and policies.product_id = product.product_id
left join due on due.dt = months.dt and due.product_id = product.product_id
left join collected on collected.dt = months.dt and collected.product_id = product.product_id
left join claimed on claimed.dt = months.dt and claimed.product_id = product.product_id
left join medians on medians.dt = months.dt and medians.product_id = product.product_id
order by months.dt, product.product_id
