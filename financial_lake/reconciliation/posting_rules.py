"""Postings agree with their codes, with their accounts and with each other (R4, R5, R11 to R13)."""

from financial_lake.reconciliation.rule import Rule, latest_weekday, same_day
from financial_lake.simulation.ledger.codes import CODES

_CODE_LIST = ", ".join(f"('{code.name}', '{code.type}', {code.sign})" for code in CODES)

POSTING_RULES = (
    Rule(
        name="R4",
        table="transactions",
        meaning="amounts are positive, each code has its type, and the type fixes the sign",
        needs=(same_day("transactions"),),
        sql=f"""
with codes(transaction_code, transaction_type, sign) as (values {_CODE_LIST})
select posting.dt, posting.transaction_id as item,
    case
        when posting.amount > 0
            and posting.transaction_type = codes.transaction_type
            and posting.txn_type = case when codes.sign > 0 then 'credit' else 'debit' end
        then 0 else 1
    end as difference
from clean.transactions as posting
join days on days.dt = posting.dt
left join codes on codes.transaction_code = posting.transaction_code
""",
    ),
    Rule(
        name="R5 life",
        table="transactions",
        meaning="no posting before an account opens, after it closes, or while it is frozen",
        needs=(same_day("transactions"), latest_weekday("accounts")),
        relations=("standing",),
        sql="""
select posting.dt, posting.transaction_id as item,
    case
        when posting.dt >= account.open_date
            and (account.closing_date is null or posting.dt <= account.closing_date)
            and not standing.is_frozen
        then 0 else 1
    end as difference
from clean.transactions as posting
join days on days.dt = posting.dt
join calendar on calendar.dt = posting.dt
left join clean.accounts as account on account.dt = calendar.last_weekday and account.account_id = posting.account_id
left join simulated.standing as standing on standing.dt = posting.dt and standing.account_id = posting.account_id
""",
    ),
    Rule(
        name="R5 inactive",
        table="transactions",
        meaning="while a customer is inactive only interest is credited and paid out",
        needs=(same_day("transactions"), latest_weekday("accounts")),
        relations=("standing",),
        sql="""
select posting.dt, posting.transaction_id as item,
    case
        when posting.transaction_code = 'interest_credit' then 0
        when posting.transaction_code = 'account_transfer_out' and account.account_type = 'cd' then 0
        when account.account_type = 'cd' and posting.transaction_code = 'account_transfer_out'
            and posting.balance_after % 500 = 0 then 0
        when posting.transaction_code = 'account_transfer_out' and exists (
            select 1 from clean.transactions as interest
            where interest.dt = posting.dt and interest.account_id = posting.account_id
                and interest.transaction_code = 'interest_credit' and interest.amount >= posting.amount
        ) then 0
        else 1
    end as difference
from clean.transactions as posting
join days on days.dt = posting.dt
join calendar on calendar.dt = posting.dt
join simulated.standing as standing on standing.dt = posting.dt and standing.account_id = posting.account_id
left join clean.accounts as account on account.dt = calendar.last_weekday and account.account_id = posting.account_id
where standing.is_inactive
""",
    ),
    Rule(
        name="R11",
        table="transactions",
        meaning="a transfer inside the bank is two postings of one reference, one out and one in, naming each other",
        needs=(same_day("transactions"), latest_weekday("accounts")),
        sql="""
with inside as (
    select posting.dt, posting.transaction_id, posting.reference_number, posting.account_id, posting.customer_id,
        posting.txn_type, posting.amount, posting.currency, posting.txn_timestamp, posting.counterparty_type,
        own.account_number as own_number, posting.counterparty_account
    from clean.transactions as posting
    join days on days.dt = posting.dt
    join calendar on calendar.dt = posting.dt
    join clean.accounts as own on own.dt = calendar.last_weekday and own.account_id = posting.account_id
    where posting.reference_number like 'TR-%'
        and posting.counterparty_type in ('self', 'internal')
        and posting.counterparty_account not like 'EXT%'
)
select leg.dt, leg.transaction_id as item,
    case
        when count(other.transaction_id) = 1
            and bool_and(other.txn_type <> leg.txn_type and other.amount = leg.amount and other.currency = leg.currency)
            and bool_and(other.account_id <> leg.account_id)
            and bool_and(abs(epoch_us(other.txn_timestamp) - epoch_us(leg.txn_timestamp)) <= 1000000)
            and bool_and(other.own_number = leg.counterparty_account and other.counterparty_account = leg.own_number)
            and bool_and(case leg.counterparty_type
                when 'self' then other.customer_id = leg.customer_id
                else other.customer_id <> leg.customer_id and (leg.customer_id - 1001) // 10 <> 22
                    and (other.customer_id % 10000000 - 1001) // 10 = (leg.customer_id % 10000000 - 1001) // 10
            end)
        then 0 else 1
    end as difference
from inside as leg
left join inside as other
    on other.dt = leg.dt and other.reference_number = leg.reference_number
    and other.transaction_id <> leg.transaction_id
group by leg.dt, leg.transaction_id, leg.reference_number
""",
    ),
    Rule(
        name="R12",
        table="transactions",
        meaning="a failed attempt moves nothing and no card, visit, wire or overdraft refers to it",
        needs=(same_day("transactions", "overdraft_events", "card_transactions", "branch_visits", "wire_transfers"),),
        sql="""
with named as (
    select dt, reference_number from datalake.card_transactions
    union all select dt, reference_number from datalake.branch_visits
    union all select dt, reference_number from datalake.wire_transfers
    union all select dt, reference_number from datalake.overdraft_events
)
select posting.dt, posting.transaction_id as item,
    case
        when posting.transaction_code not in ('bill_payment', 'p2p_out', 'account_transfer_out') then 1
        else count(event.transaction_id) + count(named.reference_number)
    end as difference
from clean.transactions as posting
join days on days.dt = posting.dt
left join datalake.overdraft_events as event
    on event.dt = posting.dt and event.transaction_id = posting.transaction_id
left join named on named.dt = posting.dt and named.reference_number = posting.reference_number
where posting.status = 'failed'
group by posting.dt, posting.transaction_id, posting.transaction_code
""",
    ),
    Rule(
        name="R13",
        table="transactions",
        meaning="a posting shows fees exactly when a wire or cash machine fee of that amount follows a second later",
        needs=(same_day("transactions"),),
        sql="""
with fee as (
    select posting.dt, posting.account_id, posting.reference_number, posting.txn_timestamp, posting.amount
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code in ('wire_fee', 'atm_fee')
),
cause as (
    select posting.dt, posting.transaction_id, posting.account_id, posting.reference_number,
        posting.txn_timestamp, posting.fees
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.fees > 0
)
select
    coalesce(cause.dt, fee.dt) as dt,
    coalesce(cast(cause.transaction_id as varchar), fee.reference_number) as item,
    coalesce(cause.fees, 0) - coalesce(fee.amount, 0) as difference
from cause
full join fee
    on fee.dt = cause.dt and fee.account_id = cause.account_id and fee.reference_number = cause.reference_number
    and epoch_us(fee.txn_timestamp) - epoch_us(cause.txn_timestamp) between 1000000 and 1000999
""",
    ),
)
"""Rules of postings."""
