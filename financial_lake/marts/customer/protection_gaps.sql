-- Which customers bear a risk that a product of the bank would cover, at the month's end.
with month_ends as (
    select calendar.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

mortgages as (
    select month_ends.dt, loan.customer_id, sum(loan.current_balance) as owed, count(*) as loans
    from datalake.loan_accounts as loan
    join month_ends on loan.dt = month_ends.last_weekday
    where loan.loan_type = 'mortgage' and loan.closed_on is null and loan.current_balance > 0
    group by month_ends.dt, loan.customer_id
),

lives_insured as (
    select distinct month_ends.dt, policy.customer_id
    from datalake.policies as policy
    join month_ends on policy.dt = month_ends.dt
    where policy.policy_type = 'life' and policy.policy_status = 'active'
),

overdrafts as (
    select month_ends.dt, overdraft.customer_id, count(*) as events, sum(overdraft.fee_amount) as fees
    from datalake.overdraft_events as overdraft
    join month_ends
        on overdraft.dt > month_ends.dt - interval 90 days
        and overdraft.dt <= month_ends.dt
    group by month_ends.dt, overdraft.customer_id
    having count(*) >= 2
),

savers as (
    select distinct month_ends.dt, link.related_customer_id as customer_id
    from datalake.account_relationships as link
    join month_ends on link.dt = month_ends.dt
    where link.relationship_type = 'linked_savings'
),

fired as (
    select
        mortgages.dt,
        mortgages.customer_id,
        'insurance_gap' as signal,
        mortgages.owed as strength_amount,
        concat(
            cast(mortgages.loans as varchar), case when mortgages.loans = 1 then ' mortgage' else ' mortgages' end
        ) as detail
    from mortgages
    left join lives_insured
        on lives_insured.dt = mortgages.dt and lives_insured.customer_id = mortgages.customer_id
    where lives_insured.customer_id is null

    union all

    select
        overdrafts.dt,
        overdrafts.customer_id,
        'overdraft_protection',
        overdrafts.fees,
        concat(cast(overdrafts.events as varchar), ' overdrafts')
    from overdrafts
    left join savers on savers.dt = overdrafts.dt and savers.customer_id = overdrafts.customer_id
    where savers.customer_id is null
)

select
    fired.dt,
    fired.customer_id,
    fired.signal,
    cast(fired.strength_amount as decimal(18, 2)) as strength_amount,
    fired.detail
from fired
join curated.customer_records as record
    on record.dt = fired.dt and record.customer_id = fired.customer_id and record.customer_status <> 'closed'
order by fired.dt, fired.customer_id, fired.signal
