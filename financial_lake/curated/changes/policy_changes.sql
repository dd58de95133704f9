-- Policies that were sold, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.policies
),

comparisons as (
    select compared_days.dt, compared_days.dt_before, before.dt is null as is_baseline
    from compared_days
    join stored as today on today.dt = compared_days.dt
    left join stored as before on before.dt = compared_days.dt_before
),

later as (
    select
        comparisons.dt,
        comparisons.is_baseline,
        snapshot.policy_id,
        snapshot.policy_number,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.policy_type,
        snapshot.policy_status,
        snapshot.coverage_amount,
        snapshot.premium_amount,
        snapshot.premium_frequency,
        snapshot.start_date,
        snapshot.end_date,
        snapshot.linked_account_id,
        snapshot.payment_method,
        snapshot.agent_id,
        snapshot.issued_at
    from datalake.policies as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.policy_id,
        snapshot.policy_status,
        snapshot.coverage_amount,
        snapshot.premium_amount,
        snapshot.premium_frequency,
        snapshot.end_date,
        snapshot.linked_account_id,
        snapshot.agent_id
    from datalake.policies as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.policy_id, earlier.policy_id) as policy_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.policy_status is distinct from earlier.policy_status then 'policy_status' end,
                case when later.coverage_amount is distinct from earlier.coverage_amount then 'coverage_amount' end,
                case when later.premium_amount is distinct from earlier.premium_amount then 'premium_amount' end,
                case when later.premium_frequency is distinct from earlier.premium_frequency then 'premium_frequency' end,
                case when later.end_date is distinct from earlier.end_date then 'end_date' end,
                case when later.linked_account_id is distinct from earlier.linked_account_id then 'linked_account_id' end,
                case when later.agent_id is distinct from earlier.agent_id then 'agent_id' end
            )
        end as changed_columns,
        later.policy_number,
        later.customer_id,
        later.product_id,
        later.policy_type,
        later.policy_status,
        later.coverage_amount,
        later.premium_amount,
        later.premium_frequency,
        later.start_date,
        later.end_date,
        later.linked_account_id,
        later.payment_method,
        later.agent_id,
        later.issued_at,
        earlier.policy_status as previous_policy_status,
        earlier.coverage_amount as previous_coverage_amount,
        earlier.premium_amount as previous_premium_amount,
        earlier.premium_frequency as previous_premium_frequency,
        earlier.end_date as previous_end_date,
        earlier.linked_account_id as previous_linked_account_id,
        earlier.agent_id as previous_agent_id
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.policy_id = later.policy_id
    where
        later.dt is null
        or earlier.dt is null
        or later.policy_status is distinct from earlier.policy_status
        or later.coverage_amount is distinct from earlier.coverage_amount
        or later.premium_amount is distinct from earlier.premium_amount
        or later.premium_frequency is distinct from earlier.premium_frequency
        or later.end_date is distinct from earlier.end_date
        or later.linked_account_id is distinct from earlier.linked_account_id
        or later.agent_id is distinct from earlier.agent_id
),

whole as (
    select
        dt,
        op,
        is_baseline,
        policy_id,
        changed_columns,
        policy_number,
        customer_id,
        product_id,
        policy_type,
        policy_status,
        coverage_amount,
        premium_amount,
        premium_frequency,
        start_date,
        end_date,
        linked_account_id,
        payment_method,
        agent_id,
        issued_at,
        previous_policy_status,
        previous_coverage_amount,
        previous_premium_amount,
        previous_premium_frequency,
        previous_end_date,
        previous_linked_account_id,
        previous_agent_id
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.policy_id,
        paired.changed_columns,
        snapshot.policy_number,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.policy_type,
        snapshot.policy_status,
        snapshot.coverage_amount,
        snapshot.premium_amount,
        snapshot.premium_frequency,
        snapshot.start_date,
        snapshot.end_date,
        snapshot.linked_account_id,
        snapshot.payment_method,
        snapshot.agent_id,
        snapshot.issued_at,
        paired.previous_policy_status,
        paired.previous_coverage_amount,
        paired.previous_premium_amount,
        paired.previous_premium_frequency,
        paired.previous_end_date,
        paired.previous_linked_account_id,
        paired.previous_agent_id
    from datalake.policies as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.policy_id = snapshot.policy_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    policy_id,
    changed_columns,
    policy_number,
    customer_id,
    product_id,
    policy_type,
    policy_status,
    coverage_amount,
    premium_amount,
    premium_frequency,
    start_date,
    end_date,
    linked_account_id,
    payment_method,
    agent_id,
    issued_at,
    previous_policy_status,
    previous_coverage_amount,
    previous_premium_amount,
    previous_premium_frequency,
    previous_end_date,
    previous_linked_account_id,
    previous_agent_id
from whole
order by dt, policy_id
