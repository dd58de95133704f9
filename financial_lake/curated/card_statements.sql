-- The monthly statement of each credit card account: what was owed, bought, paid, and what is carried over.
with month_ends as (
    select
        calendar.dt,
        calendar.last_weekday,
        calendar.dt - (calendar.day_of_month - 1) as month_start
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

card_accounts as (
    select
        month_ends.dt,
        month_ends.last_weekday,
        month_ends.month_start,
        account.account_id,
        account.customer_id,
        account.product_id,
        account.currency,
        -account.current_balance as owed_on_last_weekday
    from curated.accounts as account
    join month_ends on account.dt = month_ends.last_weekday
    where
        account.account_type = 'credit_card'
        and (account.closing_date is null or account.closing_date >= month_ends.month_start)
),

movements as (
    select
        card_accounts.dt,
        card_accounts.account_id,
        case
            when posting.transaction_code = 'card_interest' then 'interest'
            when posting.transaction_code = 'cash_advance' then 'cash_advance'
            when posting.transaction_code = 'card_refund' then 'refund'
            when posting.flow_class = 'charge' then 'fee'
            when posting.txn_type = 'debit' then 'charge'
            else 'payment'
        end as part,
        cast(posting.amount_posted as decimal(38, 2)) as amount_posted,
        posting.dt > card_accounts.last_weekday as is_after_snapshot
    from card_accounts
    join curated.transactions as posting
        on posting.account_id = card_accounts.account_id
        and posting.dt >= card_accounts.month_start
        and posting.dt <= card_accounts.dt
),

sums as (
    select
        dt,
        account_id,
        -sum(amount_posted) as owed_added,
        -sum(case when is_after_snapshot then amount_posted else 0 end) as owed_added_after_snapshot,
        -sum(case when part = 'charge' then amount_posted else 0 end) as charges,
        -sum(case when part = 'cash_advance' then amount_posted else 0 end) as cash_advances,
        -sum(case when part = 'fee' then amount_posted else 0 end) as fees,
        -sum(case when part = 'interest' then amount_posted else 0 end) as card_interest,
        sum(case when part = 'refund' then amount_posted else 0 end) as refunds,
        sum(case when part = 'payment' then amount_posted else 0 end) as payments
    from movements
    group by dt, account_id
),

closed as (
    select
        card_accounts.dt,
        card_accounts.account_id,
        card_accounts.customer_id,
        card_accounts.product_id,
        card_accounts.currency,
        card_accounts.owed_on_last_weekday + coalesce(sums.owed_added_after_snapshot, 0) as owed_close,
        coalesce(sums.owed_added, 0) as owed_added,
        coalesce(sums.charges, 0) as charges,
        coalesce(sums.cash_advances, 0) as cash_advances,
        coalesce(sums.fees, 0) as fees,
        coalesce(sums.card_interest, 0) as card_interest,
        coalesce(sums.refunds, 0) as refunds,
        coalesce(sums.payments, 0) as payments
    from card_accounts
    left join sums on sums.dt = card_accounts.dt and sums.account_id = card_accounts.account_id
),

carried as (
    select closed.*, greatest(0, owed_close - (charges + fees - refunds)) as carried_amount
    from closed
)

select
    dt,
    account_id,
    customer_id,
    product_id,
    currency,
    cast(owed_close - owed_added as decimal(18, 2)) as owed_open,
    cast(charges as decimal(18, 2)) as charges,
    cast(cash_advances as decimal(18, 2)) as cash_advances,
    cast(fees as decimal(18, 2)) as fees,
    cast(card_interest as decimal(18, 2)) as card_interest,
    cast(refunds as decimal(18, 2)) as refunds,
    cast(payments as decimal(18, 2)) as payments,
    cast(owed_close as decimal(18, 2)) as owed_close,
    cast(carried_amount as decimal(18, 2)) as carried_amount,
    carried_amount = 0 as is_paid_in_full
from carried
order by dt, account_id
