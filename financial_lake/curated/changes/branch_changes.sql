-- Branches that appeared, changed or went since the day before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select dt, cast(dt - interval 1 day as date) as dt_before
    from build.days
),

stored as (
    select distinct dt from datalake.branches
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
        snapshot.branch_id,
        snapshot.branch_code,
        snapshot.branch_name,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.postal_code,
        snapshot.country,
        snapshot.region,
        snapshot.timezone,
        snapshot.regulatory_jurisdiction,
        snapshot.opened_on
    from datalake.branches as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.branch_id,
        snapshot.branch_code,
        snapshot.branch_name,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.postal_code,
        snapshot.country,
        snapshot.region,
        snapshot.timezone,
        snapshot.regulatory_jurisdiction,
        snapshot.opened_on
    from datalake.branches as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.branch_id, earlier.branch_id) as branch_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.branch_code is distinct from earlier.branch_code then 'branch_code' end,
                case when later.branch_name is distinct from earlier.branch_name then 'branch_name' end,
                case when later.address_line1 is distinct from earlier.address_line1 then 'address_line1' end,
                case when later.city is distinct from earlier.city then 'city' end,
                case when later.state_province is distinct from earlier.state_province then 'state_province' end,
                case when later.postal_code is distinct from earlier.postal_code then 'postal_code' end,
                case when later.country is distinct from earlier.country then 'country' end,
                case when later.region is distinct from earlier.region then 'region' end,
                case when later.timezone is distinct from earlier.timezone then 'timezone' end,
                case when later.regulatory_jurisdiction is distinct from earlier.regulatory_jurisdiction then 'regulatory_jurisdiction' end,
                case when later.opened_on is distinct from earlier.opened_on then 'opened_on' end
            )
        end as changed_columns,
        later.branch_code,
        later.branch_name,
        later.address_line1,
        later.city,
        later.state_province,
        later.postal_code,
        later.country,
        later.region,
        later.timezone,
        later.regulatory_jurisdiction,
        later.opened_on,
        earlier.branch_code as previous_branch_code,
        earlier.branch_name as previous_branch_name,
        earlier.address_line1 as previous_address_line1,
        earlier.city as previous_city,
        earlier.state_province as previous_state_province,
        earlier.postal_code as previous_postal_code,
        earlier.country as previous_country,
        earlier.region as previous_region,
        earlier.timezone as previous_timezone,
        earlier.regulatory_jurisdiction as previous_regulatory_jurisdiction,
        earlier.opened_on as previous_opened_on
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.branch_id = later.branch_id
    where
        later.dt is null
        or earlier.dt is null
        or later.branch_code is distinct from earlier.branch_code
        or later.branch_name is distinct from earlier.branch_name
        or later.address_line1 is distinct from earlier.address_line1
        or later.city is distinct from earlier.city
        or later.state_province is distinct from earlier.state_province
        or later.postal_code is distinct from earlier.postal_code
        or later.country is distinct from earlier.country
        or later.region is distinct from earlier.region
        or later.timezone is distinct from earlier.timezone
        or later.regulatory_jurisdiction is distinct from earlier.regulatory_jurisdiction
        or later.opened_on is distinct from earlier.opened_on
),

whole as (
    select
        dt,
        op,
        is_baseline,
        branch_id,
        changed_columns,
        branch_code,
        branch_name,
        address_line1,
        city,
        state_province,
        postal_code,
        country,
        region,
        timezone,
        regulatory_jurisdiction,
        opened_on,
        previous_branch_code,
        previous_branch_name,
        previous_address_line1,
        previous_city,
        previous_state_province,
        previous_postal_code,
        previous_country,
        previous_region,
        previous_timezone,
        previous_regulatory_jurisdiction,
        previous_opened_on
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.branch_id,
        paired.changed_columns,
        snapshot.branch_code,
        snapshot.branch_name,
        snapshot.address_line1,
        snapshot.city,
        snapshot.state_province,
        snapshot.postal_code,
        snapshot.country,
        snapshot.region,
        snapshot.timezone,
        snapshot.regulatory_jurisdiction,
        snapshot.opened_on,
        paired.previous_branch_code,
        paired.previous_branch_name,
        paired.previous_address_line1,
        paired.previous_city,
        paired.previous_state_province,
        paired.previous_postal_code,
        paired.previous_country,
        paired.previous_region,
        paired.previous_timezone,
        paired.previous_regulatory_jurisdiction,
        paired.previous_opened_on
    from datalake.branches as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.branch_id = snapshot.branch_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    branch_id,
    changed_columns,
    branch_code,
    branch_name,
    address_line1,
    city,
    state_province,
    postal_code,
    country,
    region,
    timezone,
    regulatory_jurisdiction,
    opened_on,
    previous_branch_code,
    previous_branch_name,
    previous_address_line1,
    previous_city,
    previous_state_province,
    previous_postal_code,
    previous_country,
    previous_region,
    previous_timezone,
    previous_regulatory_jurisdiction,
    previous_opened_on
from whole
order by dt, branch_id
