"""Wires and branch cash agree with their postings (R25 to R28)."""

from financial_lake.reconciliation.rule import Rule, RuleKind, days_back, same_day

_LONGEST_CLOSURE = 5
"""A pending wire settles on the next business day: at most a weekend with a holiday on both sides away."""

CASH_RULES = (
    Rule(
        name="R25",
        table="wire_transfers",
        meaning="each completed wire has one posting of its account, amount and instant; a rejected wire has none",
        needs=(same_day("wire_transfers", "transactions"),),
        sql="""
with posting as (
    select posting.*, count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code in ('wire_in', 'wire_out')
),
wire as (
    select wire.* from datalake.wire_transfers as wire join days on days.dt = wire.dt
)
select wire.dt, wire.reference_number as item,
    case
        when wire.status = 'completed' and posting.transaction_id is null then 1
        when wire.status <> 'completed' then case when posting.transaction_id is null then 0 else 1 end
        when posting.times > 1 then 1
        when posting.account_id <> wire.account_id or posting.txn_timestamp <> wire.wire_timestamp
            or (posting.transaction_code = 'wire_in') <> (wire.direction = 'inbound') then 1
        else wire.amount - posting.amount
    end as difference
from wire
left join posting on posting.dt = wire.dt and posting.reference_number = wire.reference_number
""",
    ),
    Rule(
        name="R26 pending",
        table="wire_transfers",
        meaning="a wire not rejected is pending exactly when instructed after 17:00 or not on a business day",
        needs=(same_day("wire_transfers"),),
        sql="""
select wire.dt, wire.wire_id as item,
    case
        when wire.status = 'rejected' then 0
        when (wire.status = 'pending')
            = (not calendar.is_business_day or wire.wire_timestamp > wire.dt + interval 17 hours) then 0
        else 1
    end as difference
from datalake.wire_transfers as wire
join days on days.dt = wire.dt
join calendar on calendar.dt = wire.dt
""",
    ),
    Rule(
        name="R26 settled",
        table="wire_transfers",
        meaning="every wire posting is a wire of the day, or one pending that settles on its next business day",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(days_back(_LONGEST_CLOSURE, "wire_transfers"), same_day("transactions")),
        sql="""
with posting as (
    select posting.* from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code in ('wire_in', 'wire_out')
)
select posting.dt, posting.transaction_id as item,
    case
        when wire.wire_id is null then 1
        when posting.account_id <> wire.account_id then 1
        when wire.dt < posting.dt and (wire.status <> 'pending' or calendar.next_business_day <> posting.dt) then 1
        when count(*) over (partition by posting.reference_number) > 1 then 1
        else posting.amount - wire.amount
    end as difference
from posting
left join datalake.wire_transfers as wire on wire.reference_number = posting.reference_number
left join calendar on calendar.dt = wire.dt
""",
    ),
    Rule(
        name="R27",
        table="wire_transfers",
        meaning="a wire fee of 25.00 exists exactly where an outbound wire posted, and is the wire's fee_amount",
        needs=(same_day("wire_transfers", "transactions"),),
        sql="""
with fee as (
    select posting.dt, posting.reference_number, posting.account_id, posting.amount,
        count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code = 'wire_fee'
),
outbound as (
    select posting.dt, posting.reference_number, posting.account_id
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code = 'wire_out'
)
select coalesce(outbound.dt, fee.dt) as dt, coalesce(outbound.reference_number, fee.reference_number) as item,
    case
        when outbound.reference_number is null or fee.reference_number is null then 1
        when fee.amount <> 25.00 or fee.times > 1 then 1
        when wire.wire_id is not null and wire.fee_amount <> fee.amount then 1
        else 0
    end as difference
from outbound
full join fee
    on fee.dt = outbound.dt and fee.reference_number = outbound.reference_number
    and fee.account_id = outbound.account_id
left join datalake.wire_transfers as wire
    on wire.dt = outbound.dt and wire.reference_number = outbound.reference_number
""",
    ),
    Rule(
        name="R28 cash",
        table="branch_visits",
        meaning="visits with cash and cash postings correspond one to one: account, amount, instant",
        needs=(same_day("branch_visits", "transactions"),),
        sql="""
with posting as (
    select posting.*, count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code in ('cash_deposit', 'cash_withdrawal')
),
visit as (
    select visit.*, count(*) over (partition by visit.dt, visit.reference_number) as times
    from datalake.branch_visits as visit join days on days.dt = visit.dt
    where visit.cash_amount is not null
)
select coalesce(visit.dt, posting.dt) as dt, coalesce(visit.reference_number, posting.reference_number) as item,
    case
        when visit.visit_id is null or posting.transaction_id is null then 1
        when visit.times > 1 or posting.times > 1 then 1
        when visit.account_id <> posting.account_id or visit.visit_timestamp <> posting.txn_timestamp
            or posting.transaction_code <> 'cash_' || visit.visit_purpose then 1
        else visit.cash_amount - posting.amount
    end as difference
from visit
full join posting on posting.dt = visit.dt and posting.reference_number = visit.reference_number
""",
    ),
    Rule(
        name="R28 hours",
        table="branch_visits",
        meaning="visits lie inside branch hours: business days 09:00-17:00, Saturdays 09:00-13:00",
        needs=(same_day("branch_visits"),),
        sql="""
select visit.dt, visit.visit_id as item,
    case
        when calendar.is_holiday or isodow(visit.dt) = 7 then 1
        when visit.visit_timestamp < visit.dt + interval 9 hours then 1
        when visit.visit_timestamp > visit.dt
            + case when isodow(visit.dt) = 6 then interval 13 hours else interval 17 hours end then 1
        else 0
    end as difference
from datalake.branch_visits as visit
join days on days.dt = visit.dt
join calendar on calendar.dt = visit.dt
""",
    ),
)
"""Rules of wire_transfers and branch_visits."""
