-- How card attempts were answered on the day: approved, or declined and why, by kind of card.
with cells as (
    select build.days.dt, cards.card_type, reasons.decline_reason
    from build.days
    cross join (values ('debit'), ('credit')) as cards(card_type)
    cross join (
        values
            ('all'),
            ('insufficient_funds'),
            ('limit_exceeded'),
            ('wrong_pin'),
            ('suspected_fraud'),
            ('technical'),
            ('account_frozen')
    ) as reasons(decline_reason)
),

counted as (
    select
        cells.dt,
        cells.card_type,
        cells.decline_reason,
        coalesce(sum(attempt.attempt_count), 0) as attempt_count,
        coalesce(sum(attempt.approved_count), 0) as approved_count,
        coalesce(sum(attempt.declined_count), 0) as declined_count,
        coalesce(sum(attempt.approved_amount), 0) as approved_amount,
        coalesce(sum(attempt.declined_amount), 0) as declined_amount,
        coalesce(sum(attempt.attempt_count) filter (attempt.is_remote), 0) as remote_count
    from cells
    left join warehouse_facts.fact_card_transaction as attempt
        on attempt.dt = cells.dt
        and attempt.card_type = cells.card_type
        and cells.decline_reason in ('all', attempt.decline_reason)
    group by cells.dt, cells.card_type, cells.decline_reason
)

select
    dt,
    card_type,
    decline_reason,
    cast(attempt_count as bigint) as attempt_count,
    cast(approved_count as bigint) as approved_count,
    cast(declined_count as bigint) as declined_count,
    cast(approved_count / nullif(attempt_count, 0) as decimal(18, 6)) as approval_rate,
    cast(approved_amount as decimal(18, 2)) as approved_amount,
    cast(declined_amount as decimal(18, 2)) as declined_amount,
    cast(remote_count / nullif(attempt_count, 0) as decimal(18, 6)) as remote_share
from counted
order by dt, card_type, decline_reason
