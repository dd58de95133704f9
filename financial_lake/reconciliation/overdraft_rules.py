"""Overdrafts are the ledger's crossings of zero: every one, once, with its fee and its cure (R14 to R16)."""

from financial_lake.reconciliation.rule import Rule, RuleKind, days_back, latest_weekday, same_day

OVERDRAFT_RULES = (
    Rule(
        name="R14",
        table="overdraft_events",
        meaning="events are exactly the postings that take a checking account below zero, with that balance",
        needs=(same_day("overdraft_events", "transactions"), latest_weekday("accounts")),
        sql="""
with crossing as (
    select posting.dt, posting.transaction_id, posting.account_id, posting.customer_id, posting.txn_timestamp,
        posting.balance_after
    from clean.transactions as posting
    join days on days.dt = posting.dt
    join calendar on calendar.dt = posting.dt
    join clean.accounts as account on account.dt = calendar.last_weekday and account.account_id = posting.account_id
    where account.account_type = 'checking'
        and posting.balance_after < 0 and posting.balance_after - posting.signed >= 0
),
event as (
    select event.* from datalake.overdraft_events as event join days on days.dt = event.dt
)
select
    coalesce(event.dt, crossing.dt) as dt,
    coalesce(event.transaction_id, crossing.transaction_id) as item,
    case
        when event.overdraft_id is null or crossing.transaction_id is null then 1
        when event.account_id <> crossing.account_id or event.customer_id <> crossing.customer_id
            or event.event_timestamp <> crossing.txn_timestamp then 1
        else event.overdraft_amount + crossing.balance_after
    end as difference
from event
full join crossing on crossing.dt = event.dt and crossing.transaction_id = event.transaction_id
""",
    ),
    Rule(
        name="R15",
        table="overdraft_events",
        meaning="a fee of 35.00 is posted for an event exactly when it is not waived",
        needs=(same_day("overdraft_events", "transactions"),),
        sql="""
with fee as (
    select posting.dt, posting.account_id, posting.reference_number, posting.amount,
        count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code = 'overdraft_fee'
),
event as (
    select event.* from datalake.overdraft_events as event join days on days.dt = event.dt
)
select
    coalesce(event.dt, fee.dt) as dt,
    coalesce(event.reference_number, fee.reference_number) as item,
    case
        when event.overdraft_id is null then fee.amount
        when fee.times > 1 then 1
        when event.fee_amount <> case when event.fee_waived then 0.00 else 35.00 end then 1
        else event.fee_amount - coalesce(fee.amount, 0)
    end as difference
from event
full join fee
    on fee.dt = event.dt and fee.reference_number = event.reference_number and fee.account_id = event.account_id
""",
    ),
    Rule(
        name="R16",
        table="overdraft_events",
        meaning="within 72 hours, and before the month ends, the balance is back at zero or above",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(days_back(3, "overdraft_events", "transactions"),),
        sql="""
with event as (
    select days.dt as judged, event.*,
        least(event.event_timestamp + interval 72 hours, date_trunc('month', event.event_timestamp) + interval 1 month)
            as cured_before
    from datalake.overdraft_events as event
    join days on days.dt = event.dt + 3
),
later as (
    select event.judged, event.overdraft_id,
        count(*) filter (posting.balance_after >= 0 and posting.txn_timestamp < event.cured_before) as cured
    from event
    join clean.transactions as posting
        on posting.dt between event.dt and event.judged
        and posting.account_id = event.account_id
        and posting.txn_timestamp > event.event_timestamp
    group by event.judged, event.overdraft_id
)
select event.judged as dt, event.overdraft_id as item, case when later.cured > 0 then 0 else 1 end as difference
from event
left join later on later.judged = event.judged and later.overdraft_id = event.overdraft_id
""",
    ),
)
"""Rules of overdraft_events."""
