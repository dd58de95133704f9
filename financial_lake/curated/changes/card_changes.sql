-- Cards that appeared, changed or went since the weekday before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select days.dt, calendar.previous_weekday as dt_before
    from build.days as days
    join curated.calendar as calendar on calendar.dt = days.dt and calendar.last_weekday = days.dt
),

stored as (
    select distinct dt from datalake.cards
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
        snapshot.card_id,
        snapshot.customer_id,
        snapshot.account_id,
        snapshot.card_type,
        snapshot.card_number_masked,
        snapshot.holder_role,
        snapshot.is_virtual,
        snapshot.issued_on,
        snapshot.expiration_date,
        snapshot.card_status,
        snapshot.blocked_on,
        snapshot.block_reason,
        snapshot.replaces_card_id
    from datalake.cards as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.card_id,
        snapshot.expiration_date,
        snapshot.card_status,
        snapshot.blocked_on,
        snapshot.block_reason
    from datalake.cards as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.card_id, earlier.card_id) as card_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.expiration_date is distinct from earlier.expiration_date then 'expiration_date' end,
                case when later.card_status is distinct from earlier.card_status then 'card_status' end,
                case when later.blocked_on is distinct from earlier.blocked_on then 'blocked_on' end,
                case when later.block_reason is distinct from earlier.block_reason then 'block_reason' end
            )
        end as changed_columns,
        later.customer_id,
        later.account_id,
        later.card_type,
        later.card_number_masked,
        later.holder_role,
        later.is_virtual,
        later.issued_on,
        later.expiration_date,
        later.card_status,
        later.blocked_on,
        later.block_reason,
        later.replaces_card_id,
        earlier.expiration_date as previous_expiration_date,
        earlier.card_status as previous_card_status,
        earlier.blocked_on as previous_blocked_on,
        earlier.block_reason as previous_block_reason
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.card_id = later.card_id
    where
        later.dt is null
        or earlier.dt is null
        or later.expiration_date is distinct from earlier.expiration_date
        or later.card_status is distinct from earlier.card_status
        or later.blocked_on is distinct from earlier.blocked_on
        or later.block_reason is distinct from earlier.block_reason
),

whole as (
    select
        dt,
        op,
        is_baseline,
        card_id,
        changed_columns,
        customer_id,
        account_id,
        card_type,
        card_number_masked,
        holder_role,
        is_virtual,
        issued_on,
        expiration_date,
        card_status,
        blocked_on,
        block_reason,
        replaces_card_id,
        previous_expiration_date,
        previous_card_status,
        previous_blocked_on,
        previous_block_reason
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.card_id,
        paired.changed_columns,
        snapshot.customer_id,
        snapshot.account_id,
        snapshot.card_type,
        snapshot.card_number_masked,
        snapshot.holder_role,
        snapshot.is_virtual,
        snapshot.issued_on,
        snapshot.expiration_date,
        snapshot.card_status,
        snapshot.blocked_on,
        snapshot.block_reason,
        snapshot.replaces_card_id,
        paired.previous_expiration_date,
        paired.previous_card_status,
        paired.previous_blocked_on,
        paired.previous_block_reason
    from datalake.cards as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.card_id = snapshot.card_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    card_id,
    changed_columns,
    customer_id,
    account_id,
    card_type,
    card_number_masked,
    holder_role,
    is_virtual,
    issued_on,
    expiration_date,
    card_status,
    blocked_on,
    block_reason,
    replaces_card_id,
    previous_expiration_date,
    previous_card_status,
    previous_blocked_on,
    previous_block_reason
from whole
order by dt, card_id
