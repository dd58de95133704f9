"""Regular payments are regular: same day, same payee, salaries the same amount (R70)."""

from financial_lake.reconciliation.rule import Rule, month_before, same_day, weekday_of_month_before
from financial_lake.simulation.ledger.codes import CODES

_RECURRING = ", ".join(f"'{code.name}'" for code in CODES if code.frequency)

RHYTHM_RULES = (
    Rule(
        name="R70 salary",
        table="transactions",
        meaning="salaries fall on the 1st or the 15th",
        needs=(same_day("transactions"),),
        sql="""
select posting.dt, posting.transaction_id as item,
    case when extract(day from posting.dt) in (1, 15) then 0 else 1 end as difference
from clean.transactions as posting join days on days.dt = posting.dt
where posting.transaction_code = 'salary'
""",
    ),
    Rule(
        name="R70 equal",
        table="transactions",
        opens_itself=False,
        meaning="a salary, pension, allowance, rent or subscription is the same as a month before, within a year",
        needs=(same_day("transactions"), month_before("transactions")),
        sql="""
with fixed as (
    select posting.dt, posting.transaction_id, posting.account_id, posting.transaction_code, posting.amount,
        posting.counterparty_account, posting.merchant_id, posting.reference_number
    from clean.transactions as posting
    where posting.transaction_code in ('salary', 'pension', 'allowance', 'rent', 'subscription')
)
select posting.dt, posting.transaction_id as item,
    min(abs(posting.amount - before.amount)) as difference
from fixed as posting
join days on days.dt = posting.dt
join calendar on calendar.dt = posting.dt
join fixed as before
    on before.dt = calendar.month_before
    and before.account_id = posting.account_id
    and before.transaction_code = posting.transaction_code
    and before.counterparty_account is not distinct from posting.counterparty_account
    and before.merchant_id is not distinct from posting.merchant_id
where extract(month from posting.dt) > 1
group by posting.dt, posting.transaction_id
""",
    ),
    Rule(
        name="R70 monthly",
        table="transactions",
        opens_itself=False,
        meaning="rent, pension, bills and subscriptions come a month later on the same day from the same payee",
        needs=(same_day("transactions"), month_before("transactions", "customer_profiles")),
        relations=("was_usable",),
        sql="""
with regular as (
    select posting.dt, posting.transaction_id, posting.account_id, posting.customer_id, posting.transaction_code,
        posting.counterparty_account, posting.merchant_id
    from clean.transactions as posting
    where posting.transaction_code in ('pension', 'rent', 'utility', 'subscription')
)
select posting.dt, posting.transaction_id as item, case when count(before.dt) > 0 then 0 else 1 end as difference
from regular as posting
join days on days.dt = posting.dt
join calendar on calendar.dt = posting.dt
join simulated.was_usable as was_usable
    on was_usable.dt = posting.dt and was_usable.account_id = posting.account_id
join datalake.customer_profiles as profile
    on profile.dt = calendar.month_before and profile.customer_id = posting.customer_id
left join regular as before
    on before.dt = calendar.month_before
    and before.account_id = posting.account_id
    and before.transaction_code = posting.transaction_code
    and before.counterparty_account is not distinct from posting.counterparty_account
    and before.merchant_id is not distinct from posting.merchant_id
where extract(month from posting.dt) > 1
    and (posting.transaction_code <> 'pension' or profile.employment_status = 'retired')
group by posting.dt, posting.transaction_id
""",
    ),
    Rule(
        name="R70 recurring",
        table="transactions",
        meaning="a posting is recurring exactly when its code is, or when it is a card subscription",
        needs=(same_day("transactions"),),
        sql=f"""
select posting.dt, posting.transaction_id as item,
    case
        when posting.is_recurring <> (posting.recurring_frequency is not null) then 1
        when posting.transaction_code in ({_RECURRING}) then case when posting.is_recurring then 0 else 1 end
        when posting.transaction_code = 'card_purchase' then
            case when not posting.is_recurring or posting.merchant_category = 'subscriptions' then 0 else 1 end
        else case when posting.is_recurring then 1 else 0 end
    end as difference
from clean.transactions as posting join days on days.dt = posting.dt
""",
    ),
    Rule(
        name="R70 card monthly",
        table="card_transactions",
        opens_itself=False,
        meaning="a subscription charged to a card was charged a month before on the same day at the same merchant",
        needs=(same_day("card_transactions"), month_before("card_transactions"), weekday_of_month_before("cards")),
        relations=("was_usable",),
        sql="""
select attempt.dt, attempt.card_txn_id as item, case when count(before.dt) > 0 then 0 else 1 end as difference
from datalake.card_transactions as attempt
join days on days.dt = attempt.dt
join calendar on calendar.dt = attempt.dt
join calendar as month_before on month_before.dt = calendar.month_before
join simulated.was_usable as was_usable
    on was_usable.dt = attempt.dt and was_usable.account_id = attempt.account_id
join datalake.cards as card
    on card.dt = month_before.last_weekday and card.card_id = attempt.card_id
    and card.card_status = 'active' and card.issued_on < month_before.dt
left join datalake.card_transactions as before
    on before.dt = calendar.month_before
    and before.customer_id = attempt.customer_id
    and before.merchant_id = attempt.merchant_id
    and before.is_recurring
where attempt.is_recurring and extract(month from attempt.dt) > 1
group by attempt.dt, attempt.card_txn_id
""",
    ),
    Rule(
        name="R70 cards",
        table="card_transactions",
        meaning="an attempt is recurring exactly when it is a subscription taken at 06:40",
        needs=(same_day("card_transactions"),),
        sql="""
select attempt.dt, attempt.card_txn_id as item,
    case
        when attempt.is_recurring <> (attempt.entry_mode = 'recurring' and attempt.card_txn_type = 'purchase') then 1
        when attempt.is_recurring and (attempt.merchant_category_code <> '5815'
            or date_trunc('minute', attempt.txn_timestamp) <> attempt.dt + interval '6 hours 40 minutes') then 1
        else 0
    end as difference
from datalake.card_transactions as attempt join days on days.dt = attempt.dt
""",
    ),
)
"""Rules of the rhythm of postings."""
