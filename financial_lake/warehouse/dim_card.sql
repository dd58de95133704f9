-- Every card with history: active, blocked, expired.
-- Rendered, but for the middle: python -m financial_lake.renderings.dimensions
with baseline_days as (
    select distinct effective_on from curated.card_changes where is_baseline
),

vanished as ( -- inside a gap: present before it, not there after it
    select earlier.card_id, baseline_days.effective_on
    from curated.card_changes as earlier
    join baseline_days on earlier.effective_on < baseline_days.effective_on
    left join curated.card_changes as present
        on present.card_id = earlier.card_id and present.effective_on = baseline_days.effective_on
    where present.card_id is null
    group by earlier.card_id, baseline_days.effective_on
    having max_by(earlier.op, earlier.effective_on) <> 'D'
),

events as ( -- a state is the text of all tracked columns, null while absent
    select
        card_id,
        effective_on,
        is_baseline,
        false as is_fill,
        case
            when op <> 'D' then concat_ws(
                chr(31),
                coalesce(cast(expiration_date as varchar), chr(30)),
                coalesce(cast(card_status as varchar), chr(30)),
                coalesce(cast(blocked_on as varchar), chr(30)),
                coalesce(cast(block_reason as varchar), chr(30))
            )
        end as state
    from curated.card_changes
    union all
    select card_id, effective_on, false, false, null from vanished
),

turns as (
    select card_id, effective_on, is_baseline, is_fill, state
    from events
    qualify state is distinct from lag(state) over (partition by card_id order by effective_on)
),

numbered as ( -- a fill completes the version that is open
    select
        turns.*,
        sum(case when is_fill then 0 else 1 end) over (partition by card_id order by effective_on) as turn_number
    from turns
),

periods as (
    select
        card_id,
        min(effective_on) as seen_on,
        max(effective_on) as completed_on,
        min_by(is_baseline, effective_on) as is_baseline,
        max(state) is null as is_absent
    from numbered
    group by card_id, turn_number
),

followed as (
    select
        periods.*,
        lead(seen_on, 1, date '9999-12-31') over (partition by card_id order by seen_on) as valid_to,
        lead(is_absent, 1, false) over (partition by card_id order by seen_on) as is_deleted
    from periods
),

present as (
    select
        followed.*,
        row_number() over (partition by card_id order by seen_on) as version_number
    from followed
    where not is_absent
),

last_seen as (
    select card_id, max(dt) as dt from datalake.cards group by card_id
),

latest as ( -- columns that are not tracked carry the latest stored value on all versions
    select
        snapshot.card_id,
        snapshot.customer_id,
        snapshot.account_id,
        snapshot.card_type,
        snapshot.card_number_masked,
        snapshot.holder_role,
        snapshot.is_virtual,
        snapshot.issued_on,
        snapshot.replaces_card_id
    from datalake.cards as snapshot
    join last_seen on last_seen.card_id = snapshot.card_id and last_seen.dt = snapshot.dt
),

dated as (
    select
        present.*,
        case when present.version_number = 1 then least(changed.issued_on, present.seen_on) else present.seen_on end as valid_from
    from present
    join curated.card_changes as changed
        on changed.card_id = present.card_id and changed.effective_on = present.completed_on
),

versions as (
    select
        dated.card_id * 100000 + date_diff('day', date '1900-01-01', dated.valid_from) as card_key,
        dated.card_id,
        dated.seen_on,
        dated.valid_from,
        dated.valid_to,
        dated.valid_to = date '9999-12-31' as is_current,
        cast(dated.version_number as integer) as version_number,
        dated.is_deleted,
        not dated.is_baseline
            or dated.seen_on = (select min(effective_on) from baseline_days) as is_start_exact,
        case when latest.card_id is null then changed.customer_id else latest.customer_id end as customer_id,
        case when latest.card_id is null then changed.account_id else latest.account_id end as account_id,
        case when latest.card_id is null then changed.card_type else latest.card_type end as card_type,
        case when latest.card_id is null then changed.card_number_masked else latest.card_number_masked end as card_number_masked,
        case when latest.card_id is null then changed.holder_role else latest.holder_role end as holder_role,
        case when latest.card_id is null then changed.is_virtual else latest.is_virtual end as is_virtual,
        case when latest.card_id is null then changed.issued_on else latest.issued_on end as issued_on,
        changed.expiration_date,
        changed.card_status,
        changed.blocked_on,
        changed.block_reason,
        case when latest.card_id is null then changed.replaces_card_id else latest.replaces_card_id end as replaces_card_id
    from dated
    join curated.card_changes as changed
        on changed.card_id = dated.card_id and changed.effective_on = dated.completed_on
    left join latest on latest.card_id = dated.card_id
),

-- What it says of them, by hand.
described as (
    select versions.*, versions.account_id * 10 + 1 as contract_id
    from versions
),

-- All columns, and the members for facts without a row.
members as (
    select
        cast(member.id as bigint) as card_key,
        cast(member.id as bigint) as card_id,
        cast(date '1900-01-01' as date) as valid_from,
        cast(date '9999-12-31' as date) as valid_to,
        cast(true as boolean) as is_current,
        cast(1 as integer) as version_number,
        cast(false as boolean) as is_deleted,
        cast(true as boolean) as is_start_exact,
        cast(member.id as bigint) as customer_id,
        cast(member.id as bigint) as contract_id,
        cast(member.meaning as varchar) as card_type,
        cast(member.meaning as varchar) as card_number_masked,
        cast(member.meaning as varchar) as holder_role,
        cast(false as boolean) as is_virtual,
        cast(date '1900-01-01' as date) as issued_on,
        cast(date '1900-01-01' as date) as expiration_date,
        cast(member.meaning as varchar) as card_status,
        cast(null as date) as blocked_on,
        cast(null as varchar) as block_reason,
        cast(null as bigint) as replaces_card_id
    from (values (-1, 'unknown'), (-2, 'not_applicable')) as member(id, meaning)
)

select
    card_key,
    card_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    customer_id,
    contract_id,
    card_type,
    card_number_masked,
    holder_role,
    is_virtual,
    issued_on,
    expiration_date,
    card_status,
    blocked_on,
    block_reason,
    replaces_card_id
from described

union all

select
    card_key,
    card_id,
    valid_from,
    valid_to,
    is_current,
    version_number,
    is_deleted,
    is_start_exact,
    customer_id,
    contract_id,
    card_type,
    card_number_masked,
    holder_role,
    is_virtual,
    issued_on,
    expiration_date,
    card_status,
    blocked_on,
    block_reason,
    replaces_card_id
from members

order by card_key
