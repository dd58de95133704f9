-- Securities that appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.securities
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
        snapshot.security_id,
        snapshot.ticker,
        snapshot.security_name,
        snapshot.security_type,
        snapshot.sector,
        snapshot.exchange,
        snapshot.shares_outstanding,
        snapshot.coupon_rate,
        snapshot.maturity_date
    from datalake.securities as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.security_id,
        snapshot.ticker,
        snapshot.security_name,
        snapshot.security_type,
        snapshot.sector,
        snapshot.exchange,
        snapshot.shares_outstanding,
        snapshot.coupon_rate,
        snapshot.maturity_date
    from datalake.securities as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.security_id, earlier.security_id) as security_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.ticker is distinct from earlier.ticker then 'ticker' end,
                case when later.security_name is distinct from earlier.security_name then 'security_name' end,
                case when later.security_type is distinct from earlier.security_type then 'security_type' end,
                case when later.sector is distinct from earlier.sector then 'sector' end,
                case when later.exchange is distinct from earlier.exchange then 'exchange' end,
                case when later.shares_outstanding is distinct from earlier.shares_outstanding then 'shares_outstanding' end,
                case when later.coupon_rate is distinct from earlier.coupon_rate then 'coupon_rate' end,
                case when later.maturity_date is distinct from earlier.maturity_date then 'maturity_date' end
            )
        end as changed_columns,
        later.ticker,
        later.security_name,
        later.security_type,
        later.sector,
        later.exchange,
        later.shares_outstanding,
        later.coupon_rate,
        later.maturity_date,
        earlier.ticker as previous_ticker,
        earlier.security_name as previous_security_name,
        earlier.security_type as previous_security_type,
        earlier.sector as previous_sector,
        earlier.exchange as previous_exchange,
        earlier.shares_outstanding as previous_shares_outstanding,
        earlier.coupon_rate as previous_coupon_rate,
        earlier.maturity_date as previous_maturity_date
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.security_id = later.security_id
    where
        later.dt is null
        or earlier.dt is null
        or later.ticker is distinct from earlier.ticker
        or later.security_name is distinct from earlier.security_name
        or later.security_type is distinct from earlier.security_type
        or later.sector is distinct from earlier.sector
        or later.exchange is distinct from earlier.exchange
        or later.shares_outstanding is distinct from earlier.shares_outstanding
        or later.coupon_rate is distinct from earlier.coupon_rate
        or later.maturity_date is distinct from earlier.maturity_date
),

whole as (
    select
        dt,
        op,
        is_baseline,
        security_id,
        changed_columns,
        ticker,
        security_name,
        security_type,
        sector,
        exchange,
        shares_outstanding,
        coupon_rate,
        maturity_date,
        previous_ticker,
        previous_security_name,
        previous_security_type,
        previous_sector,
        previous_exchange,
        previous_shares_outstanding,
        previous_coupon_rate,
        previous_maturity_date
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.security_id,
        paired.changed_columns,
        snapshot.ticker,
        snapshot.security_name,
        snapshot.security_type,
        snapshot.sector,
        snapshot.exchange,
        snapshot.shares_outstanding,
        snapshot.coupon_rate,
        snapshot.maturity_date,
        paired.previous_ticker,
        paired.previous_security_name,
        paired.previous_security_type,
        paired.previous_sector,
        paired.previous_exchange,
        paired.previous_shares_outstanding,
        paired.previous_coupon_rate,
        paired.previous_maturity_date
    from datalake.securities as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.security_id = snapshot.security_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    security_id,
    changed_columns,
    ticker,
    security_name,
    security_type,
    sector,
    exchange,
    shares_outstanding,
    coupon_rate,
    maturity_date,
    previous_ticker,
    previous_security_name,
    previous_security_type,
    previous_sector,
    previous_exchange,
    previous_shares_outstanding,
    previous_coupon_rate,
    previous_maturity_date
from whole
order by dt, security_id
