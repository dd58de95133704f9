"""Card attempts agree with postings, merchants and balances (R17, R22 to R24)."""

from financial_lake.reconciliation.rule import (
    Rule,
    RuleKind,
    days_back,
    is_quarter_end,
    latest_weekday,
    previous_weekday,
    same_day,
    since_previous_weekday,
)

_REFUND_WINDOW = 13
"""Days in which a purchase may be refunded."""

ATTEMPT_RULES = (
    Rule(
        name="R17",
        table="card_transactions",
        meaning="approved attempts and card postings correspond one to one in account, amount, instant, merchant",
        needs=(same_day("card_transactions", "transactions"),),
        sql="""
with posting as (
    select posting.*, count(*) over (partition by posting.dt, posting.reference_number) as times
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code in ('card_purchase', 'atm_withdrawal', 'card_refund')
),
attempt as (
    select attempt.*, count(*) over (partition by attempt.dt, attempt.reference_number) as times
    from datalake.card_transactions as attempt join days on days.dt = attempt.dt
    where attempt.authorization_status = 'approved'
)
select
    coalesce(attempt.dt, posting.dt) as dt,
    coalesce(attempt.reference_number, posting.reference_number) as item,
    case
        when attempt.card_txn_id is null or posting.transaction_id is null then 1
        when attempt.times > 1 or posting.times > 1 then 1
        when attempt.account_id <> posting.account_id
            or attempt.customer_id <> posting.customer_id
            or attempt.txn_timestamp <> posting.txn_timestamp
            or attempt.merchant_id <> posting.merchant_id
            or posting.status <> 'completed'
            or posting.transaction_code <> case attempt.card_txn_type
                when 'purchase' then 'card_purchase'
                when 'cash_withdrawal' then 'atm_withdrawal'
                else 'card_refund' end
        then 1
        else attempt.amount - posting.amount
    end as difference
from attempt
full join posting on posting.dt = attempt.dt and posting.reference_number = attempt.reference_number
""",
    ),
    Rule(
        name="R17 declined",
        table="card_transactions",
        meaning="a declined attempt moves nothing",
        needs=(same_day("card_transactions", "transactions"),),
        sql="""
select attempt.dt, attempt.reference_number as item, count(posting.transaction_id) as difference
from datalake.card_transactions as attempt
join days on days.dt = attempt.dt
left join clean.transactions as posting
    on posting.dt = attempt.dt and posting.reference_number = attempt.reference_number
where attempt.authorization_status = 'declined'
group by attempt.dt, attempt.reference_number
""",
    ),
    Rule(
        name="R22",
        table="card_transactions",
        meaning="an attempt's merchant name and category code are the merchant's",
        needs=(same_day("card_transactions", "merchants"),),
        sql="""
select attempt.dt, attempt.card_txn_id as item,
    case
        when merchant.merchant_name = attempt.merchant_name and merchant.mcc_code = attempt.merchant_category_code
        then 0 else 1
    end as difference
from datalake.card_transactions as attempt
join days on days.dt = attempt.dt
left join datalake.merchants as merchant on merchant.dt = attempt.dt and merchant.merchant_id = attempt.merchant_id
""",
    ),
    Rule(
        name="R22 merchants",
        table="merchants",
        meaning="a merchant's code and category agree with the category codes",
        needs=(same_day("merchants", "merchant_categories"),),
        sql="""
select merchant.dt, merchant.merchant_id as item,
    case when category.mcc_category = merchant.mcc_category then 0 else 1 end as difference
from datalake.merchants as merchant
join days on days.dt = merchant.dt
left join datalake.merchant_categories as category
    on category.dt = merchant.dt and category.mcc_code = merchant.mcc_code
""",
    ),
    Rule(
        name="R22 postings",
        table="transactions",
        meaning="a posting's merchant category is its merchant's, and is empty without a merchant",
        needs=(same_day("transactions", "merchants"),),
        sql="""
select posting.dt, posting.transaction_id as item,
    case when posting.merchant_category is not distinct from merchant.mcc_category then 0 else 1 end as difference
from clean.transactions as posting
join days on days.dt = posting.dt
left join datalake.merchants as merchant on merchant.dt = posting.dt and merchant.merchant_id = posting.merchant_id
""",
    ),
    Rule(
        name="R22 quarter",
        table="card_transactions",
        meaning="over a full quarter of 5,000 attempts or more every category code is used",
        kind=RuleKind.STATISTICAL,
        opens_itself=False,
        due=is_quarter_end,
        needs=(days_back(89, "card_transactions"), same_day("merchant_categories")),
        sql="""
with used as (
    select days.dt, attempt.merchant_category_code as mcc_code, count(*) as times
    from days
    join datalake.card_transactions as attempt on attempt.dt > days.dt - 90 and attempt.dt <= days.dt
    group by all
)
select category.dt, category.mcc_code as item,
    case
        when used.times > 0 then 0
        when (select sum(times) from used as any_code where any_code.dt = category.dt) < 5000 then 0
        else 1
    end as difference
from datalake.merchant_categories as category
join days on days.dt = category.dt
left join used on used.dt = category.dt and used.mcc_code = category.mcc_code
""",
    ),
    Rule(
        name="R23",
        table="card_transactions",
        meaning="a refund gives back one approved purchase of the card, 2 to 13 days earlier, once and in full",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(days_back(_REFUND_WINDOW, "card_transactions"),),
        sql="""
with refund as (
    select refund.*, count(*) over (partition by refund.original_card_txn_id) as times
    from datalake.card_transactions as refund
    where refund.card_txn_type = 'refund'
)
select refund.dt, refund.card_txn_id as item,
    case
        when purchase.card_txn_id is null then 1
        when purchase.authorization_status <> 'approved' or purchase.card_txn_type <> 'purchase' then 1
        when purchase.card_id <> refund.card_id or purchase.merchant_id <> refund.merchant_id then 1
        when refund.dt - purchase.dt not between 2 and 13 then 1
        when refund.times > 1 then 1
        else purchase.amount - refund.amount
    end as difference
from refund
join days on days.dt = refund.dt
left join datalake.card_transactions as purchase on purchase.card_txn_id = refund.original_card_txn_id
""",
    ),
    Rule(
        name="R24 money",
        table="card_transactions",
        meaning="a decline for want of money asks for more than was available at that instant",
        needs=(
            same_day("card_transactions", "transactions"),
            latest_weekday("accounts"),
            previous_weekday("accounts"),
            since_previous_weekday("transactions"),
        ),
        sql="""
with declined as (
    select attempt.dt, attempt.card_txn_id, attempt.account_id, attempt.amount, attempt.decline_reason,
        attempt.txn_timestamp
    from datalake.card_transactions as attempt join days on days.dt = attempt.dt
    where attempt.decline_reason in ('insufficient_funds', 'limit_exceeded')
),
before as (
    select declined.dt, declined.card_txn_id,
        max_by(posting.balance_after, (posting.txn_timestamp, posting.transaction_id)) as balance
    from declined
    join clean.transactions as posting
        on posting.dt = declined.dt and posting.account_id = declined.account_id
        and posting.txn_timestamp < declined.txn_timestamp
    group by declined.dt, declined.card_txn_id
),
moved_since as (
    select declined.dt, declined.card_txn_id, sum(posting.signed) as signed
    from declined
    join calendar on calendar.dt = declined.dt
    join clean.transactions as posting
        on posting.account_id = declined.account_id
        and posting.dt > calendar.previous_weekday and posting.dt < declined.dt
    group by declined.dt, declined.card_txn_id
)
select declined.dt, declined.card_txn_id as item,
    case
        when (declined.decline_reason = 'limit_exceeded') <> (account.account_type = 'credit_card') then 1
        when declined.amount > coalesce(
            before.balance, coalesce(opening.current_balance, 0) + coalesce(moved_since.signed, 0)
        ) + coalesce(account.credit_limit, 0) then 0
        else 1
    end as difference
from declined
join calendar on calendar.dt = declined.dt
left join before on before.dt = declined.dt and before.card_txn_id = declined.card_txn_id
left join clean.accounts as account on account.dt = calendar.last_weekday and account.account_id = declined.account_id
left join clean.accounts as opening
    on opening.dt = calendar.previous_weekday and opening.account_id = declined.account_id
left join moved_since on moved_since.dt = declined.dt and moved_since.card_txn_id = declined.card_txn_id
""",
    ),
    Rule(
        name="R24 frozen",
        table="card_transactions",
        meaning="an attempt is declined account_frozen exactly when its account is frozen",
        needs=(same_day("card_transactions"),),
        relations=("standing",),
        sql="""
select attempt.dt, attempt.card_txn_id as item,
    case when coalesce(attempt.decline_reason = 'account_frozen', false) = standing.is_frozen then 0 else 1 end
        as difference
from datalake.card_transactions as attempt
join days on days.dt = attempt.dt
left join simulated.standing as standing on standing.dt = attempt.dt and standing.account_id = attempt.account_id
""",
    ),
)
"""Rules of card_transactions and merchants."""
