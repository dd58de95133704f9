-- How the bank's accounts changed on the day: money in, money out, held before and after, by kind of account.
with days as (
    select build.days.dt, build.days.dt - (calendar.day_of_month - 1) as month_start, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

flows as (
    select
        postings.dt,
        case grouping(postings.account_type) when 1 then 'all' else postings.account_type end as account_type,
        sum(postings.credit_amount_usd) as inflow_usd,
        sum(postings.debit_amount_usd) as outflow_usd
    from marts.transaction_rollup_day as postings
    group by grouping sets ((postings.dt, postings.account_type), (postings.dt))
),

kinds as (
    select days.dt, named.account_type
    from days
    cross join (
        values ('checking'), ('savings'), ('money_market'), ('cd'), ('credit_card'), ('all')
    ) as named(account_type)
    union
    select days.dt, flows.account_type
    from days
    join flows on flows.dt = days.dt
),

stored_days as (
    select distinct dt
    from flows
),

history as (
    select
        kinds.dt,
        kinds.account_type,
        stored_days.dt as flowed_on,
        coalesce(flows.inflow_usd, 0) as inflow_usd,
        coalesce(flows.outflow_usd, 0) as outflow_usd,
        cast(coalesce(flows.outflow_usd, 0) * 100 as hugeint) as outflow_cents
    from kinds
    join stored_days
        on stored_days.dt > kinds.dt - interval 31 days
        and stored_days.dt <= kinds.dt
    left join flows on flows.dt = stored_days.dt and flows.account_type = kinds.account_type
),

watched as (
    select
        days.dt,
        history.account_type,
        sum(history.inflow_usd) filter (history.flowed_on = days.dt) as inflow_usd,
        sum(history.outflow_usd) filter (history.flowed_on = days.dt) as outflow_usd,
        sum(history.outflow_cents) filter (history.flowed_on = days.dt) as outflow_cents,
        sum(history.inflow_usd - history.outflow_usd) filter (history.flowed_on >= days.month_start) as month_net_usd,
        count(*) filter (history.flowed_on < days.dt and history.flowed_on >= days.dt - interval 28 days) as n,
        sum(history.outflow_cents) filter (
            history.flowed_on < days.dt and history.flowed_on >= days.dt - interval 28 days
        ) as sum_cents,
        sum(history.outflow_cents * history.outflow_cents) filter (
            history.flowed_on < days.dt and history.flowed_on >= days.dt - interval 28 days
        ) as sum_squares
    from days
    join history on history.dt = days.dt
    group by days.dt, history.account_type
),

accounts as (
    select days.dt, account.account_id * 10 + 1 as contract_id, account.account_type
    from curated.accounts as account
    join days on account.dt = days.last_weekday
),

account_balances as (
    select
        balance.dt,
        coalesce(accounts.account_type, 'unknown') as account_type,
        round(
            cast(balance.opening_balance as decimal(28, 2)) * coalesce(before.usd_rate, today.usd_rate), 2
        ) as opening_balance_usd,
        balance.closing_balance_usd
    from warehouse_facts.fact_balance as balance
    join days on days.dt = balance.dt
    left join accounts on accounts.dt = balance.dt and accounts.contract_id = balance.contract_id
    left join curated.fx_rates as today on today.dt = balance.dt and today.currency = balance.currency
    left join curated.fx_rates as before
        on before.dt = balance.dt - interval 1 day
        and before.currency = balance.currency
),

balances as (
    select
        dt,
        case grouping(account_type) when 1 then 'all' else account_type end as account_type,
        cast(sum(opening_balance_usd) as decimal(18, 2)) as opening_balance_usd,
        cast(sum(closing_balance_usd) as decimal(18, 2)) as closing_balance_usd
    from account_balances
    group by grouping sets ((dt, account_type), (dt))
),

measured as (
    select
        kinds.dt,
        kinds.account_type,
        cast(coalesce(watched.inflow_usd, 0) as decimal(18, 2)) as inflow_usd,
        cast(coalesce(watched.outflow_usd, 0) as decimal(18, 2)) as outflow_usd,
        coalesce(watched.outflow_cents, 0) as outflow_cents,
        cast(coalesce(watched.month_net_usd, 0) as decimal(18, 2)) as month_to_date_net_usd,
        coalesce(balances.opening_balance_usd, 0) as opening_balance_usd,
        coalesce(balances.closing_balance_usd, 0) as closing_balance_usd,
        coalesce(watched.n, 0) as n,
        watched.sum_cents,
        watched.sum_squares
    from kinds
    left join watched on watched.dt = kinds.dt and watched.account_type = kinds.account_type
    left join balances on balances.dt = kinds.dt and balances.account_type = kinds.account_type
)

select
    dt,
    account_type,
    inflow_usd,
    outflow_usd,
    cast(inflow_usd - outflow_usd as decimal(18, 2)) as net_change_usd,
    opening_balance_usd,
    closing_balance_usd,
    cast(closing_balance_usd - opening_balance_usd - inflow_usd + outflow_usd as decimal(18, 2)) as fx_revaluation_usd,
    month_to_date_net_usd,
    cast(n as integer) as days_observed,
    case
        when n > 0 then
            cast(cast(sign(sum_cents) * ((2 * abs(sum_cents) + n) // (2 * n)) as decimal(18, 0)) * 0.01 as decimal(18, 2))
    end as outflow_mean_28d,
    -- x > mean + 2 deviations, squared and without division, so that no rounding decides
    case
        when n >= 14 then
            n * outflow_cents > sum_cents
            and (n * outflow_cents - sum_cents) * (n * outflow_cents - sum_cents) * (n - 1)
            > 4 * n * (n * sum_squares - sum_cents * sum_cents)
    end as is_high_outflow
from measured
order by dt, account_type
