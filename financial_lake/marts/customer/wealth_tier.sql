-- How wealthy each customer is by what is held with the bank, and who moved up or down since last month.
with month_ends as (
    select build.days.dt, calendar.dt - calendar.day_of_month as month_end_before
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

points as (
    select month_ends.dt, true as is_now, calendar.dt as held_on, calendar.last_weekday
    from month_ends
    join curated.calendar on calendar.dt = month_ends.dt
    union all
    select month_ends.dt, false, calendar.dt, calendar.last_weekday
    from month_ends
    join curated.calendar on calendar.dt = month_ends.month_end_before
),

deposits as (
    select points.dt, points.is_now, balance.customer_id, sum(balance.closing_balance_usd) as deposit_amount_usd
    from points
    join warehouse_facts.fact_balance as balance on balance.dt = points.held_on
    where balance.credit_limit is null and balance.closing_balance_usd > 0
    group by points.dt, points.is_now, balance.customer_id
),

investments as (
    select points.dt, points.is_now, investment.customer_id, sum(investment.current_value) as investment_amount_usd
    from points
    join datalake.investments as investment on investment.dt = points.last_weekday
    group by points.dt, points.is_now, investment.customer_id
),

wealth as (
    select
        points.dt,
        points.is_now,
        record.customer_id,
        coalesce(deposits.deposit_amount_usd, 0) as deposit_amount_usd,
        coalesce(investments.investment_amount_usd, 0) as investment_amount_usd,
        coalesce(deposits.deposit_amount_usd, 0) + coalesce(investments.investment_amount_usd, 0) as wealth_usd
    from points
    join curated.customer_records as record on record.dt = points.held_on and record.customer_status <> 'closed'
    left join deposits
        on deposits.dt = points.dt
        and deposits.is_now = points.is_now
        and deposits.customer_id = record.customer_id
    left join investments
        on investments.dt = points.dt
        and investments.is_now = points.is_now
        and investments.customer_id = record.customer_id
),

ranked as (
    select
        wealth.*,
        case
            when wealth_usd < 10000 then 1
            when wealth_usd < 100000 then 2
            when wealth_usd < 500000 then 3
            else 4
        end as tier_rank
    from wealth
),

compared as (
    select
        present.dt,
        present.customer_id,
        present.deposit_amount_usd,
        present.investment_amount_usd,
        present.wealth_usd,
        present.tier_rank,
        past.tier_rank as rank_before
    from ranked as present
    left join ranked as past
        on past.dt = present.dt and past.customer_id = present.customer_id and not past.is_now
    where present.is_now
)

select
    dt,
    customer_id,
    cast(deposit_amount_usd as decimal(18, 2)) as deposit_amount_usd,
    cast(investment_amount_usd as decimal(18, 2)) as investment_amount_usd,
    cast(wealth_usd as decimal(18, 2)) as wealth_usd,
    case tier_rank when 1 then 'bronze' when 2 then 'silver' when 3 then 'gold' else 'platinum' end as wealth_tier,
    case rank_before when 1 then 'bronze' when 2 then 'silver' when 3 then 'gold' when 4 then 'platinum' end
        as previous_tier,
    case
        when tier_rank > rank_before then 'up'
        when tier_rank < rank_before then 'down'
        else 'none'
    end as moved
from compared
order by dt, customer_id
