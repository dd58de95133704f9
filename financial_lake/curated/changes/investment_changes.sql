-- Investment accounts that appeared, changed or went since the weekday before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select days.dt, calendar.previous_weekday as dt_before
    from build.days as days
    join curated.calendar as calendar on calendar.dt = days.dt and calendar.last_weekday = days.dt
),

stored as (
    select distinct dt from datalake.investments
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
        snapshot.investment_id,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.account_type,
        snapshot.opened_on,
        snapshot.current_value,
        snapshot.risk_profile,
        snapshot.advisor_id,
        snapshot.settlement_account_id
    from datalake.investments as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.investment_id,
        snapshot.product_id,
        snapshot.risk_profile,
        snapshot.advisor_id,
        snapshot.settlement_account_id
    from datalake.investments as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.investment_id, earlier.investment_id) as investment_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.product_id is distinct from earlier.product_id then 'product_id' end,
                case when later.risk_profile is distinct from earlier.risk_profile then 'risk_profile' end,
                case when later.advisor_id is distinct from earlier.advisor_id then 'advisor_id' end,
                case when later.settlement_account_id is distinct from earlier.settlement_account_id then 'settlement_account_id' end
            )
        end as changed_columns,
        later.customer_id,
        later.product_id,
        later.account_type,
        later.opened_on,
        later.current_value,
        later.risk_profile,
        later.advisor_id,
        later.settlement_account_id,
        earlier.product_id as previous_product_id,
        earlier.risk_profile as previous_risk_profile,
        earlier.advisor_id as previous_advisor_id,
        earlier.settlement_account_id as previous_settlement_account_id
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.investment_id = later.investment_id
    where
        later.dt is null
        or earlier.dt is null
        or later.product_id is distinct from earlier.product_id
        or later.risk_profile is distinct from earlier.risk_profile
        or later.advisor_id is distinct from earlier.advisor_id
        or later.settlement_account_id is distinct from earlier.settlement_account_id
),

whole as (
    select
        dt,
        op,
        is_baseline,
        investment_id,
        changed_columns,
        customer_id,
        product_id,
        account_type,
        opened_on,
        current_value,
        risk_profile,
        advisor_id,
        settlement_account_id,
        previous_product_id,
        previous_risk_profile,
        previous_advisor_id,
        previous_settlement_account_id
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.investment_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.account_type,
        snapshot.opened_on,
        snapshot.current_value,
        snapshot.risk_profile,
        snapshot.advisor_id,
        snapshot.settlement_account_id,
        paired.previous_product_id,
        paired.previous_risk_profile,
        paired.previous_advisor_id,
        paired.previous_settlement_account_id
    from datalake.investments as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.investment_id = snapshot.investment_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    investment_id,
    changed_columns,
    customer_id,
    product_id,
    account_type,
    opened_on,
    current_value,
    risk_profile,
    advisor_id,
    settlement_account_id,
    previous_product_id,
    previous_risk_profile,
    previous_advisor_id,
    previous_settlement_account_id
from whole
order by dt, investment_id
