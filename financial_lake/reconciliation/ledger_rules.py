"""The ledger agrees with itself: balances chain, signs follow codes, months close on their anchors (R1 to R13)."""

from financial_lake.reconciliation.rule import (
    Rule,
    RuleKind,
    days_back,
    is_month_end,
    latest_weekday,
    previous_weekday,
    same_day,
    since_previous_weekday,
    whole_month,
)
from financial_lake.simulation.ledger.codes import CODES

_CODE_LIST = ", ".join(f"('{code.name}', '{code.type}', {code.sign})" for code in CODES)

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

LEDGER_RULES = (
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
        meaning="available_balance is the balance of a deposit, limit plus balance of a card, zero when frozen or closed",
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
    Rule(
        name="R7",
        table="transactions",
        meaning="interest credited for a month is the rate on the balances of its days, to the cent",
        kind=RuleKind.CLOSING_WINDOW,
        due=is_month_end,
        needs=(whole_month("transactions"), latest_weekday("accounts")),
        relations=("standing",),
        sql="""
with judged as (
    select days.dt, calendar.month_start, calendar.last_weekday, extract(day from days.dt) as day_count
    from days join calendar on calendar.dt = days.dt
),
movements as (
    select judged.dt, posting.account_id,
        min_by(posting.balance_after - posting.signed, (posting.txn_timestamp, posting.transaction_id)) as opening,
        sum(posting.signed * (judged.day_count - extract(day from posting.dt))) as weighted,
        coalesce(sum(posting.amount) filter (posting.transaction_code = 'interest_credit'), 0) as credited
    from judged
    join clean.transactions as posting on posting.dt between judged.month_start and judged.dt
    group by judged.dt, posting.account_id
),
expected as (
    select judged.dt, account.account_id, coalesce(movements.credited, 0) as credited,
        case when standing.is_frozen or not standing.is_open then 0 else greatest(0,
            cast(account.interest_rate * 1000000 as hugeint) * cast(100 * (
                coalesce(movements.opening, account.current_balance) * judged.day_count + coalesce(movements.weighted, 0)
            ) as hugeint)
        ) end as micro_cents
    from judged
    join clean.accounts as account on account.dt = judged.last_weekday
    join simulated.standing as standing on standing.dt = judged.dt and standing.account_id = account.account_id
    left join movements on movements.dt = judged.dt and movements.account_id = account.account_id
    where account.account_type in ('checking', 'savings', 'money_market')
)
select dt, account_id as item, credited - 0.01 * ((2 * micro_cents + 365000000) // 730000000) as difference
from expected
""",
    ),
    Rule(
        name="R8",
        table="transactions",
        meaning="a term deposit stands at its principal compounded by whole months, and interest is the step",
        kind=RuleKind.CLOSING_WINDOW,
        due=is_month_end,
        needs=(whole_month("transactions"), latest_weekday("accounts")),
        relations=("term_deposits",),
        sql="""
with judged as (
    select days.dt, calendar.month_start, calendar.last_weekday from days join calendar on calendar.dt = days.dt
),
credited as (
    select judged.dt, posting.account_id, sum(posting.amount) as amount
    from judged
    join clean.transactions as posting on posting.dt between judged.month_start and judged.dt
    where posting.transaction_code = 'interest_credit'
    group by judged.dt, posting.account_id
),
last_posting as (
    select judged.dt, posting.account_id,
        max_by(posting.balance_after, (posting.txn_timestamp, posting.transaction_id)) as balance
    from judged
    join clean.transactions as posting on posting.dt between judged.month_start and judged.dt
    group by judged.dt, posting.account_id
)
select expected.dt, expected.account_id as item,
    abs(coalesce(credited.amount, 0) - expected.interest)
        + abs(coalesce(last_posting.balance, account.current_balance) - expected.balance) as difference
from simulated.term_deposits as expected
join judged on judged.dt = expected.dt
left join credited on credited.dt = expected.dt and credited.account_id = expected.account_id
left join last_posting on last_posting.dt = expected.dt and last_posting.account_id = expected.account_id
left join clean.accounts as account on account.dt = judged.last_weekday and account.account_id = expected.account_id
""",
    ),
    Rule(
        name="R9",
        table="transactions",
        meaning="card interest is a twelfth of the rate on what was carried over the month, to the cent",
        kind=RuleKind.CLOSING_WINDOW,
        due=is_month_end,
        needs=(whole_month("transactions"), latest_weekday("accounts")),
        relations=("standing",),
        sql="""
with judged as (
    select days.dt, calendar.month_start, calendar.last_weekday from days join calendar on calendar.dt = days.dt
),
movements as (
    select judged.dt, posting.account_id,
        max_by(posting.balance_after, (posting.txn_timestamp, posting.transaction_id)) as closing,
        sum(case
            when posting.transaction_code = 'card_interest' then 0
            when posting.transaction_code in ('card_payment_received', 'cash_advance') then 0
            else -posting.signed
        end) as charges,
        coalesce(sum(posting.amount) filter (posting.transaction_code = 'card_interest'), 0) as charged
    from judged
    join clean.transactions as posting on posting.dt between judged.month_start and judged.dt
    group by judged.dt, posting.account_id
),
expected as (
    select judged.dt, account.account_id, coalesce(movements.charged, 0) as charged,
        case
            when standing.is_frozen or standing.is_inactive or not standing.is_open
                or account.open_date >= judged.month_start then 0
            else cast(account.apr * 1000000 as hugeint) * cast(100 * greatest(0,
                -coalesce(movements.closing, account.current_balance) - coalesce(movements.charges, 0)
            ) as hugeint)
        end as micro_cents
    from judged
    join clean.accounts as account on account.dt = judged.last_weekday
    join simulated.standing as standing on standing.dt = judged.dt and standing.account_id = account.account_id
    left join movements on movements.dt = judged.dt and movements.account_id = account.account_id
    where account.account_type = 'credit_card'
)
select dt, account_id as item, charged - 0.01 * ((2 * micro_cents + 12000000) // 24000000) as difference
from expected
""",
    ),
    Rule(
        name="R10",
        table="transactions",
        meaning="every account closes the month exactly on the anchor of the next",
        kind=RuleKind.CLOSING_WINDOW,
        due=is_month_end,
        needs=(whole_month("transactions"), latest_weekday("accounts")),
        relations=("month_anchors",),
        sql="""
with judged as (
    select days.dt, calendar.month_start, calendar.last_weekday from days join calendar on calendar.dt = days.dt
),
last_posting as (
    select judged.dt, posting.account_id,
        max_by(posting.balance_after, (posting.txn_timestamp, posting.transaction_id)) as balance
    from judged
    join clean.transactions as posting on posting.dt between judged.month_start and judged.dt
    group by judged.dt, posting.account_id
)
select judged.dt, account.account_id as item,
    coalesce(last_posting.balance, account.current_balance) - anchor.balance as difference
from judged
join clean.accounts as account on account.dt = judged.last_weekday
left join last_posting on last_posting.dt = judged.dt and last_posting.account_id = account.account_id
left join simulated.month_anchors as anchor on anchor.dt = judged.dt and anchor.account_id = account.account_id
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
    on other.dt = leg.dt and other.reference_number = leg.reference_number and other.transaction_id <> leg.transaction_id
group by leg.dt, leg.transaction_id, leg.reference_number
""",
    ),
    Rule(
        name="R12",
        table="transactions",
        meaning="a failed attempt moves nothing and no card, visit, wire or overdraft refers to it",
        needs=(
            same_day("transactions", "overdraft_events", "card_transactions", "branch_visits", "wire_transfers"),
        ),
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
        meaning="fees are charged on a posting exactly when a wire or cash machine fee of that amount follows a second later",
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
"""Rules of the ledger; the postings' signs, chains and month ends."""
