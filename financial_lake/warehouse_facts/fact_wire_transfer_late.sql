-- What became of every wire, as far as it is stored: on which day it settled, by which posting, or that it never did.
with settlements as (
    select
        wire.wire_key,
        min(posting.dt) as settled_on,
        min_by(posting.transaction_id, posting.transaction_key) as settled_transaction_id
    from warehouse_facts.fact_wire_transfer as wire
    join warehouse_facts.fact_transaction as posting
        on posting.reference_number = wire.reference_number
        and posting.account_id = wire.account_id
        and posting.dt >= wire.dt
    where posting.transaction_code in ('wire_in', 'wire_out') and posting.is_completed = 1
    group by wire.wire_key
),

stored as (
    select distinct dt from warehouse_facts.fact_transaction
)

select
    wire.wire_key,
    settlements.settled_on,
    settlements.settled_transaction_id,
    case
        when wire.status <> 'pending' then wire.status
        when settlements.settled_on is not null then 'settled_later'
        when stored.dt is not null then 'expired'
        else 'pending'
    end as final_status
from warehouse_facts.fact_wire_transfer as wire
join curated.calendar on calendar.dt = wire.dt
left join stored on stored.dt = calendar.next_business_day
left join settlements on settlements.wire_key = wire.wire_key
