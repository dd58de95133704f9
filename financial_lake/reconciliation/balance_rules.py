"""Balances chain from posting to posting and from snapshot to snapshot (R1 to R3, R5 closed, R6)."""

from financial_lake.reconciliation.rule import (
    Rule,
    days_back,
    latest_weekday,
    previous_weekday,
    same_day,
    since_previous_weekday,
)

# Balance of every account when a judged day opens: the latest snapshot before it plus what moved since.
_OPENING = """
judged as (
    select days.dt, calendar.previous_weekday from days join calendar on calendar.dt = days.dt
),
moved_since as (
    select judged.dt, moved.account_id, sum(moved.signed) as signed
    from judged
    join clean.transactions as moved on moved.dt > judged.previous_weekday and moved.dt < judged.dt
    group by judged.dt, moved.account_id
),
opening as (
    select judged.dt, snapshot.account_id, snapshot.current_balance + coalesce(moved_since.signed, 0) as balance
    from judged
    join clean.accounts as snapshot on snapshot.dt = judged.previous_weekday
    left join moved_since on moved_since.dt = judged.dt and moved_since.account_id = snapshot.account_id
)
"""

_SINCE_SNAPSHOT = (previous_weekday("accounts"), since_previous_weekday("transactions"))

BALANCE_RULES = (
    Rule(
        name="R1",
        table="transactions",
        meaning="each posting's balance is the balance before it plus its signed amount",
        needs=_SINCE_SNAPSHOT,
        sql=f"""
with {_OPENING}
select
    posting.dt,
    posting.transaction_id as item,
    posting.balance_after - posting.signed - coalesce(
        lag(posting.balance_after) over (
            partition by posting.dt, posting.account_id order by posting.txn_timestamp, posting.transaction_id
        ),
        opening.balance,
        0
    ) as difference
from clean.transactions as posting
join days on days.dt = posting.dt
left join opening on opening.dt = posting.dt and opening.account_id = posting.account_id
""",
    ),
    Rule(
        name="R2",
        table="accounts",
        meaning="a snapshot's balance is the balance after the account's last posting",
        needs=(same_day("accounts", "transactions"), *_SINCE_SNAPSHOT),
        sql="""
with judged as (
    select days.dt, calendar.previous_weekday
    from days join calendar on calendar.dt = days.dt
    where calendar.is_weekday
),
last_posting as (
    select judged.dt, posting.account_id,
        max_by(posting.balance_after, (posting.txn_timestamp, posting.transaction_id)) as balance
    from judged
    join clean.transactions as posting on posting.dt > judged.previous_weekday and posting.dt <= judged.dt
    group by judged.dt, posting.account_id
),
earlier as (
    select judged.dt, snapshot.account_id, snapshot.current_balance as balance
    from judged join clean.accounts as snapshot on snapshot.dt = judged.previous_weekday
)
select snapshot.dt, snapshot.account_id as item,
    snapshot.current_balance - coalesce(last_posting.balance, earlier.balance, 0) as difference
from clean.accounts as snapshot
join judged on judged.dt = snapshot.dt
left join last_posting on last_posting.dt = snapshot.dt and last_posting.account_id = snapshot.account_id
left join earlier on earlier.dt = snapshot.dt and earlier.account_id = snapshot.account_id
""",
    ),
    Rule(
        name="R2 available",
        table="accounts",
        meaning="available is a deposit's balance, a card's limit plus balance, and nothing when frozen or closed",
        needs=(same_day("accounts"),),
        sql="""
select snapshot.dt, snapshot.account_id as item,
    snapshot.available_balance - case
        when snapshot.account_status in ('frozen', 'closed') then 0
        when snapshot.account_type = 'credit_card' then snapshot.credit_limit + snapshot.current_balance
        else snapshot.current_balance
    end as difference
from clean.accounts as snapshot join days on days.dt = snapshot.dt
""",
    ),
    Rule(
        name="R3",
        table="accounts",
        meaning="between two snapshots a balance moves by exactly the account's postings",
        needs=(same_day("accounts", "transactions"), *_SINCE_SNAPSHOT),
        sql="""
with judged as (
    select days.dt, calendar.previous_weekday
    from days join calendar on calendar.dt = days.dt
    where calendar.is_weekday
),
moved as (
    select judged.dt, posting.account_id, sum(posting.signed) as signed
    from judged
    join clean.transactions as posting on posting.dt > judged.previous_weekday and posting.dt <= judged.dt
    group by judged.dt, posting.account_id
),
earlier as (
    select judged.dt, snapshot.account_id, snapshot.current_balance as balance
    from judged join clean.accounts as snapshot on snapshot.dt = judged.previous_weekday
)
select snapshot.dt, snapshot.account_id as item,
    snapshot.current_balance - coalesce(earlier.balance, 0) - coalesce(moved.signed, 0) as difference
from clean.accounts as snapshot
join judged on judged.dt = snapshot.dt
left join moved on moved.dt = snapshot.dt and moved.account_id = snapshot.account_id
left join earlier on earlier.dt = snapshot.dt and earlier.account_id = snapshot.account_id
""",
    ),
    Rule(
        name="R5 closed",
        table="accounts",
        meaning="an account that is closed holds exactly nothing",
        needs=(same_day("accounts"),),
        sql="""
select snapshot.dt, snapshot.account_id as item,
    case when snapshot.account_status = 'closed' then snapshot.current_balance else 0 end as difference
from clean.accounts as snapshot join days on days.dt = snapshot.dt
""",
    ),
    Rule(
        name="R5 closing",
        table="accounts",
        meaning="a closing transfer empties the account on its closing day",
        needs=(same_day("accounts", "transactions"), since_previous_weekday("transactions")),
        sql="""
with judged as (
    select days.dt, calendar.previous_weekday
    from days join calendar on calendar.dt = days.dt
    where calendar.is_weekday
)
select judged.dt, posting.transaction_id as item,
    case
        when account.account_status = 'closed' and account.closing_date = posting.dt then posting.balance_after
        else 1
    end as difference
from judged
join clean.transactions as posting on posting.dt > judged.previous_weekday and posting.dt <= judged.dt
left join clean.accounts as account on account.dt = judged.dt and account.account_id = posting.account_id
where posting.transaction_code = 'closing_transfer'
""",
    ),
    Rule(
        name="R6",
        table="transactions",
        meaning="no balance passes its floor or limit; checking goes below zero only after an overdraft event",
        needs=(same_day("transactions"), latest_weekday("accounts"), days_back(3, "overdraft_events")),
        sql="""
select posting.dt, posting.transaction_id as item,
    case
        when account.account_type is null then 1
        when account.account_type = 'credit_card'
            then case when posting.balance_after between -account.credit_limit and 0 then 0 else 1 end
        when posting.balance_after >= 0 then 0
        when account.account_type = 'checking' and exists (
            select 1 from datalake.overdraft_events as event
            where event.account_id = posting.account_id
                and event.event_timestamp <= posting.txn_timestamp
                and event.event_timestamp > posting.txn_timestamp - interval 72 hours
        ) then 0
        else 1
    end as difference
from clean.transactions as posting
join days on days.dt = posting.dt
join calendar on calendar.dt = posting.dt
left join clean.accounts as account on account.dt = calendar.last_weekday and account.account_id = posting.account_id
""",
    ),
)
"""Rules of balances."""
