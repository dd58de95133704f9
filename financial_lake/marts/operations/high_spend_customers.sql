-- Customers who spend most, or far more than they used to, over a day, a week, a month.
with rules as (
    select
        build.days.dt,
        rule.rule_id,
        rule.window_name,
        rule.min_amount,
        rule.baseline_windows,
        rule.baseline_multiple,
        rule.top_n,
        case rule.window_name when 'day' then 1 when '7d' then 7 when '30d' then 30 end as window_days
    from build.days
    join curated.spend_rules as rule on build.days.dt between rule.effective_from and rule.effective_to
),

steps as (
    select rules.*, unnest(generate_series(0, rules.baseline_windows)) as windows_back
    from rules
),

spans as (
    select
        dt,
        rule_id,
        windows_back,
        dt - cast(windows_back * window_days + window_days - 1 as integer) as first_day,
        window_days
    from steps
    where window_days is not null
    union all
    select
        steps.dt,
        steps.rule_id,
        steps.windows_back,
        month_start.dt as first_day,
        least(today.day_of_month, month_start.days_in_month) as window_days
    from steps
    join curated.calendar as today on today.dt = steps.dt
    join curated.calendar as month_start
        on month_start.day_of_month = 1
        and month_start.year * 12 + month_start.month = today.year * 12 + today.month - steps.windows_back
    where steps.window_days is null
),

blocks as (
    select
        dt,
        dt - cast(date_diff('day', date '1970-01-01', dt) % 5 as integer) as starts_on,
        dt - cast(date_diff('day', date '1970-01-01', dt) % 5 as integer) + 4 as ends_on
    from curated.calendar
),

-- a window is put together from blocks of five days where it holds them whole, and the days left at its ends
pieces as (
    select distinct
        spans.dt,
        spans.rule_id,
        case when block.starts_on >= spans.first_day and block.ends_on <= spans.dt then block.starts_on else block.dt end
            as starts_on,
        case when block.starts_on >= spans.first_day and block.ends_on <= spans.dt then 5 else 1 end as days
    from spans
    join blocks as block on block.dt between spans.first_day and spans.dt
    where spans.windows_back = 0
),

spending as (
    select spent.dt, blocks.starts_on, spent.customer_id, spent.spend_amount_usd
    from marts.customer_day as spent
    join blocks on blocks.dt = spent.dt
    where spent.spend_amount_usd <> 0 and spent.dt >= (select min(starts_on) from pieces)
),

spending_of_pieces as (
    select dt as starts_on, 1 as days, customer_id, spend_amount_usd
    from spending
    union all
    select starts_on, 5, customer_id, cast(sum(spend_amount_usd) as decimal(18, 2))
    from spending
    group by starts_on, customer_id
),

current_spending as (
    select pieces.dt, pieces.rule_id, spent.customer_id, sum(spent.spend_amount_usd) as spend_amount_usd
    from spending_of_pieces as spent
    join pieces on pieces.starts_on = spent.starts_on and pieces.days = spent.days
    group by pieces.dt, pieces.rule_id, spent.customer_id
    having sum(spent.spend_amount_usd) > 0
),

ranked as (
    select
        current_spending.*,
        row_number() over (
            partition by current_spending.dt, current_spending.rule_id
            order by current_spending.spend_amount_usd desc, current_spending.customer_id
        ) as spend_rank
    from current_spending
),

candidates as (
    select ranked.*, rules.min_amount, rules.baseline_multiple, rules.top_n
    from ranked
    join rules on rules.dt = ranked.dt and rules.rule_id = ranked.rule_id
    where ranked.spend_rank <= rules.top_n or ranked.spend_amount_usd >= rules.min_amount
),

so_far as (
    select
        spent.dt,
        spent.customer_id,
        spent.spend_amount_usd,
        sum(spent.spend_amount_usd) over earlier as spent_until,
        count(*) over earlier as days_until
    from marts.customer_day as spent
    semi join candidates on candidates.customer_id = spent.customer_id
    window earlier as (
        partition by spent.customer_id order by spent.dt rows between unbounded preceding and current row
    )
),

-- what a whole window holds is what was spent until its last day less what was spent before its first
windows_before as (
    select
        candidates.dt,
        candidates.rule_id,
        candidates.customer_id,
        spans.windows_back,
        cast((closing.spent_until - opening.spent_until + opening.spend_amount_usd) * 100 as bigint) as cents
    from candidates
    join spans on spans.dt = candidates.dt and spans.rule_id = candidates.rule_id and spans.windows_back > 0
    join so_far as opening on opening.customer_id = candidates.customer_id and opening.dt = spans.first_day
    join so_far as closing
        on closing.customer_id = candidates.customer_id
        and closing.dt = spans.first_day + cast(spans.window_days - 1 as integer)
    where closing.days_until - opening.days_until = spans.window_days - 1
),

placed as (
    select
        windows_before.*,
        row_number() over (partition by dt, rule_id, customer_id order by cents, windows_back) as place,
        count(*) over (partition by dt, rule_id, customer_id) as windows_used
    from windows_before
),

middles as (
    select
        dt,
        rule_id,
        customer_id,
        windows_used,
        sum(cents) filter (place in ((windows_used + 1) // 2, windows_used // 2 + 1)) as cents,
        2 - windows_used % 2 as middle_count
    from placed
    group by dt, rule_id, customer_id, windows_used
),

baselines as (
    select
        dt,
        rule_id,
        customer_id,
        windows_used,
        case
            when windows_used >= 3 then
                cast(
                    cast(
                        sign(cents) * ((2 * abs(cents) + middle_count) // (2 * middle_count)) as decimal(18, 0)
                    ) * 0.01
                    as decimal(18, 2)
                )
        end as baseline_amount_usd
    from middles
),

judged as (
    select
        candidates.dt,
        candidates.rule_id,
        candidates.customer_id,
        candidates.spend_amount_usd,
        baselines.baseline_amount_usd,
        coalesce(baselines.windows_used, 0) as baseline_windows_used,
        candidates.spend_amount_usd / nullif(baselines.baseline_amount_usd, 0) as spend_ratio,
        candidates.spend_rank,
        candidates.spend_rank <= candidates.top_n as is_top,
        coalesce(
            candidates.spend_amount_usd >= candidates.min_amount
            and candidates.spend_amount_usd
            >= cast(baselines.baseline_amount_usd as decimal(20, 2)) * candidates.baseline_multiple,
            false
        ) as exceeds_threshold
    from candidates
    left join baselines
        on baselines.dt = candidates.dt
        and baselines.rule_id = candidates.rule_id
        and baselines.customer_id = candidates.customer_id
)

select
    dt,
    rule_id,
    customer_id,
    cast(spend_amount_usd as decimal(18, 2)) as spend_amount_usd,
    baseline_amount_usd,
    cast(baseline_windows_used as integer) as baseline_windows_used,
    cast(spend_ratio as decimal(18, 6)) as spend_ratio,
    cast(spend_rank as integer) as spend_rank,
    is_top,
    exceeds_threshold
from judged
where is_top or exceeds_threshold
order by dt, rule_id, customer_id
