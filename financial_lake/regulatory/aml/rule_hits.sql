-- What each rule against money laundering found on the day and had not found the day before.
with policy as (
    select
        windows.dt,
        windows.ends_on,
        max(case when parameter_id = 'AML-02.window_days' then cast(value as integer) end) as cash_days,
        max(case when parameter_id = 'AML-02.min_count' then value end) as cash_count,
        max(case when parameter_id = 'AML-02.min_amount' then value end) as cash_least,
        max(case when parameter_id = 'AML-02.max_amount' then value end) as cash_most,
        max(case when parameter_id = 'AML-02.min_days' then value end) as cash_dates,
        max(case when parameter_id = 'AML-02.min_total' then value end) as cash_total,
        max(case when parameter_id = 'AML-02.min_branches' then value end) as cash_branches,
        max(case when parameter_id = 'AML-02.outflow_share' then value end) as outflow_share,
        max(case when parameter_id = 'AML-02.outflow_days' then cast(value as integer) end) as outflow_days,
        max(case when parameter_id = 'AML-11.monitored_amount' then value end) as monitored_amount,
        max(case when parameter_id = 'AML-11.monitored_count' then value end) as monitored_count,
        max(case when parameter_id = 'AML-11.monitored_days' then cast(value as integer) end) as monitored_days,
        max(case when parameter_id = 'AML-11.offshore_amount' then value end) as offshore_amount,
        max(case when parameter_id = 'AML-16.alert_amount' then value end) as wire_amount,
        max(case when parameter_id = 'AML-17.count' then value end) as payee_count,
        max(case when parameter_id = 'AML-17.amount' then value end) as payee_amount,
        max(case when parameter_id = 'AML-18.count' then value end) as merchant_count,
        max(case when parameter_id = 'AML-18.amount' then value end) as merchant_amount,
        max(case when parameter_id = 'AML-18.window_days' then cast(value as integer) end) as merchant_days
    from (
        select dt, dt as ends_on from build.days
        union all
        select dt, dt - 1 as ends_on from build.days
    ) as windows
    join curated.regulatory_parameters on windows.dt between effective_from and effective_to
    where parameter_id like 'AML-%'
    group by windows.dt, windows.ends_on
),

-- AML-02: cash just below the reporting amount
deposits as (
    select
        policy.dt,
        policy.ends_on,
        posting.customer_id,
        posting.account_id,
        posting.dt as paid_in_on,
        posting.transaction_ts,
        posting.amount_usd,
        visit.branch_id
    from curated.transactions as posting
    join policy
        on posting.dt > policy.ends_on - policy.cash_days
        and posting.dt <= policy.ends_on
        and posting.amount_usd between policy.cash_least and policy.cash_most
    left join datalake.branch_visits as visit
        on visit.dt = posting.dt and visit.reference_number = posting.reference_number
    where posting.transaction_code = 'cash_deposit' and posting.status = 'completed' and posting.revision_number = 0
),

split_cash as (
    select
        deposits.dt,
        deposits.ends_on,
        deposits.customer_id,
        min(deposits.account_id) as account_id,
        min(deposits.paid_in_on) as first_on,
        max(deposits.paid_in_on) as last_on,
        max(deposits.transaction_ts) as last_at,
        count(distinct deposits.branch_id) as branches,
        sum(deposits.amount_usd) as amount,
        count(*) as posting_count
    from deposits
    join policy on policy.dt = deposits.dt and policy.ends_on = deposits.ends_on
    group by deposits.dt, deposits.ends_on, deposits.customer_id
    having
        count(*) >= max(policy.cash_count)
        and count(distinct deposits.paid_in_on) >= max(policy.cash_dates)
        and sum(deposits.amount_usd) > max(policy.cash_total)
),

outgoing as (
    select posting.dt, posting.customer_id, posting.account_id, posting.transaction_ts, posting.amount_usd,
        posting.counterparty_token
    from curated.transactions as posting
    where
        posting.transaction_code in (
            'p2p_out', 'account_transfer_out', 'wire_out', 'cash_withdrawal', 'atm_withdrawal'
        )
        and posting.status = 'completed'
        and posting.revision_number = 0
        and coalesce(posting.counterparty_type, '-') <> 'self'
),

passed_on as (
    select split_cash.dt, split_cash.ends_on, split_cash.customer_id, sum(outgoing.amount_usd) as amount
    from split_cash
    join policy on policy.dt = split_cash.dt and policy.ends_on = split_cash.ends_on
    join outgoing
        on outgoing.customer_id = split_cash.customer_id
        and outgoing.transaction_ts > split_cash.last_at
        and outgoing.dt <= split_cash.last_on + policy.outflow_days
        and outgoing.dt <= split_cash.ends_on
    group by split_cash.dt, split_cash.ends_on, split_cash.customer_id
),

-- AML-11 and AML-16: wires
judged_wires as (
    select
        wire.dt,
        wire.wire_key,
        wire.customer_id,
        wire.account_id,
        wire.amount,
        wire.is_offshore_name,
        coalesce(bool_or(listing.status = 'call_for_action'), false) as is_call_for_action,
        coalesce(bool_or(listing.status = 'monitored'), false) as is_monitored,
        coalesce(bool_or(listing.status = 'offshore_policy'), false) or wire.is_offshore_name as is_offshore
    from warehouse_facts.fact_wire_transfer as wire
    left join curated.country_risk as listing
        on listing.country = wire.counterparty_country
        and wire.dt between listing.effective_from and listing.effective_to
    where wire.status in ('completed', 'pending')
    group by wire.dt, wire.wire_key, wire.customer_id, wire.account_id, wire.amount, wire.is_offshore_name
),

wires as (
    select
        policy.dt,
        policy.ends_on,
        judged_wires.dt = policy.ends_on as is_last_day,
        judged_wires.dt as sent_on,
        judged_wires.wire_key,
        judged_wires.customer_id,
        judged_wires.account_id,
        judged_wires.amount,
        judged_wires.is_monitored,
        judged_wires.amount > policy.wire_amount or judged_wires.is_offshore_name as is_watched,
        judged_wires.is_call_for_action
            or (judged_wires.is_monitored and judged_wires.amount >= policy.monitored_amount)
            or (judged_wires.is_offshore and judged_wires.amount >= policy.offshore_amount) as is_enough,
        judged_wires.is_offshore_name
    from judged_wires
    join policy on judged_wires.dt > policy.ends_on - policy.monitored_days and judged_wires.dt <= policy.ends_on
),

listed_wires as (
    select
        dt,
        ends_on,
        customer_id,
        min(account_id) as account_id,
        min(sent_on) as window_start,
        sum(amount) as amount,
        count(*) as posting_count,
        count(case when is_monitored then 1 end) as monitored,
        bool_or(is_last_day and is_enough) as is_today
    from wires
    where is_monitored or is_enough
    group by dt, ends_on, customer_id
),

-- AML-17: payments to many
payees as (
    select
        policy.dt,
        policy.ends_on,
        outgoing.customer_id,
        min(outgoing.account_id) as account_id,
        sum(outgoing.amount_usd) as amount,
        count(*) as posting_count,
        count(distinct outgoing.counterparty_token) as payees
    from outgoing
    join policy on outgoing.dt = policy.ends_on and outgoing.amount_usd >= policy.payee_amount
    group by policy.dt, policy.ends_on, outgoing.customer_id
    having count(distinct outgoing.counterparty_token) > max(policy.payee_count)
),

conditions as (
    select
        cash.dt,
        cash.ends_on,
        'AML-02' as rule_id,
        cash.customer_id,
        cash.account_id,
        cash.first_on as window_start,
        cash.amount,
        cash.posting_count,
        false as is_listed_counterparty,
        concat_ws(' ', cash.posting_count, 'cash deposits of', cash.amount, 'in', cash.branches, 'branches;',
            coalesce(passed_on.amount, 0), 'passed on') as explanation
    from split_cash as cash
    join policy on policy.dt = cash.dt and policy.ends_on = cash.ends_on
    left join passed_on
        on passed_on.dt = cash.dt and passed_on.ends_on = cash.ends_on and passed_on.customer_id = cash.customer_id
    where cash.branches >= policy.cash_branches or passed_on.amount >= policy.outflow_share * cash.amount

    union all

    select
        listed.dt, listed.ends_on, 'AML-11', listed.customer_id, listed.account_id, listed.window_start, listed.amount,
        listed.posting_count, true,
        concat_ws(' ', listed.posting_count, 'wires of', listed.amount, 'with listed countries or offshore centres')
    from listed_wires as listed
    join policy on policy.dt = listed.dt and policy.ends_on = listed.ends_on
    where listed.is_today or listed.monitored >= policy.monitored_count

    union all

    select
        policy.dt, policy.ends_on, 'AML-15', watched.customer_id, null, watched.first_seen_on, watched.total_amount,
        watched.large_transaction_count, false,
        concat_ws(' ', watched.large_transaction_count, 'large postings of', watched.total_amount)
    from marts.large_transaction_monitoring as watched
    join policy on policy.ends_on = watched.dt

    union all

    select
        dt, ends_on, 'AML-16', customer_id, min(account_id), ends_on, sum(amount), count(*),
        bool_or(is_offshore_name), concat_ws(' ', count(*), 'wires of', sum(amount))
    from wires
    where is_last_day and is_watched
    group by dt, ends_on, customer_id

    union all

    select
        dt, ends_on, 'AML-17', customer_id, account_id, ends_on, amount, posting_count, false,
        concat_ws(' ', posting_count, 'payments of', amount, 'to', payees, 'receivers')
    from payees

    union all

    select
        policy.dt, policy.ends_on, 'AML-18', attempt.customer_id, null, min(attempt.dt), sum(attempt.amount), count(*),
        false, concat_ws(' ', count(*), 'purchases of', sum(attempt.amount), 'at high-risk merchants')
    from marts.high_risk_merchant_activity as attempt
    join policy
        on attempt.dt > policy.ends_on - policy.merchant_days
        and attempt.dt <= policy.ends_on
        and attempt.amount > policy.merchant_amount
    where attempt.is_approved and attempt.card_txn_type <> 'refund'
    group by policy.dt, policy.ends_on, policy.merchant_count, attempt.customer_id
    having count(*) >= policy.merchant_count
)

select
    today.dt,
    today.rule_id,
    today.customer_id,
    today.account_id,
    today.window_start,
    cast(today.amount as decimal(18, 2)) as amount,
    today.posting_count,
    today.is_listed_counterparty,
    today.explanation
from conditions as today
left join conditions as yesterday
    on yesterday.dt = today.dt
    and yesterday.ends_on = today.dt - 1
    and yesterday.rule_id = today.rule_id
    and yesterday.customer_id = today.customer_id
where today.ends_on = today.dt and yesterday.customer_id is null
order by today.dt, today.rule_id, today.customer_id
