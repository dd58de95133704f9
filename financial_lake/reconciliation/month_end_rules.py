"""Months close to the cent: interest, term deposits, card interest, anchors (R7 to R10)."""

from financial_lake.reconciliation.rule import Rule, RuleKind, is_month_end, latest_weekday, whole_month

MONTH_END_RULES = (
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
                coalesce(movements.opening, account.current_balance) * judged.day_count
                + coalesce(movements.weighted, 0)
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
)
"""Rules evaluated on the last day of a month."""
