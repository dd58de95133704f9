-- Postal addresses that appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.addresses
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
        snapshot.address_id,
        snapshot.customer_id,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.postal_code,
        snapshot.country,
        snapshot.start_date,
        snapshot.end_date
    from datalake.addresses as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.address_id,
        snapshot.customer_id,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.postal_code,
        snapshot.country,
        snapshot.start_date,
        snapshot.end_date
    from datalake.addresses as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.address_id, earlier.address_id) as address_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.customer_id is distinct from earlier.customer_id then 'customer_id' end,
                case when later.address_line1 is distinct from earlier.address_line1 then 'address_line1' end,
                case when later.city is distinct from earlier.city then 'city' end,
                case when later.state_province is distinct from earlier.state_province then 'state_province' end,
                case when later.postal_code is distinct from earlier.postal_code then 'postal_code' end,
                case when later.country is distinct from earlier.country then 'country' end,
                case when later.start_date is distinct from earlier.start_date then 'start_date' end,
                case when later.end_date is distinct from earlier.end_date then 'end_date' end
            )
        end as changed_columns,
        later.customer_id,
        later.address_line1,
        later.city,
        later.state_province,
        later.postal_code,
        later.country,
        later.start_date,
        later.end_date,
        earlier.customer_id as previous_customer_id,
        earlier.address_line1 as previous_address_line1,
        earlier.city as previous_city,
        earlier.state_province as previous_state_province,
        earlier.postal_code as previous_postal_code,
        earlier.country as previous_country,
        earlier.start_date as previous_start_date,
        earlier.end_date as previous_end_date
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.address_id = later.address_id
    where
        later.dt is null
        or earlier.dt is null
        or later.customer_id is distinct from earlier.customer_id
        or later.address_line1 is distinct from earlier.address_line1
        or later.city is distinct from earlier.city
        or later.state_province is distinct from earlier.state_province
        or later.postal_code is distinct from earlier.postal_code
        or later.country is distinct from earlier.country
        or later.start_date is distinct from earlier.start_date
        or later.end_date is distinct from earlier.end_date
),

whole as (
    select
        dt,
        op,
        is_baseline,
        address_id,
        changed_columns,
        customer_id,
        address_line1,
        city,
        state_province,
        postal_code,
        country,
        start_date,
        end_date,
        previous_customer_id,
        previous_address_line1,
        previous_city,
        previous_state_province,
        previous_postal_code,
        previous_country,
        previous_start_date,
        previous_end_date
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.address_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.postal_code,
        snapshot.country,
        snapshot.start_date,
        snapshot.end_date,
        paired.previous_customer_id,
        paired.previous_address_line1,
        paired.previous_city,
        paired.previous_state_province,
        paired.previous_postal_code,
        paired.previous_country,
        paired.previous_start_date,
        paired.previous_end_date
    from datalake.addresses as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.address_id = snapshot.address_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    address_id,
    changed_columns,
    customer_id,
    address_line1,
    city,
    state_province,
    postal_code,
    country,
    start_date,
    end_date,
    previous_customer_id,
    previous_address_line1,
    previous_city,
    previous_state_province,
    previous_postal_code,
    previous_country,
    previous_start_date,
    previous_end_date
from whole
order by dt, address_id
