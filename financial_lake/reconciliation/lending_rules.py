"""Loans agree with their disbursements, their payments and their own schedule (R39 to R42)."""

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

LENDING_RULES = (
    Rule(
        name="R39",
        table="loan_accounts",
        meaning="a loan originates when its amount is disbursed to the linked account, once, and on to any seller",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(same_day("loan_accounts"), same_day("transactions")),
        sql="""
with disbursed as (
    select posting.dt, posting.account_id, posting.amount, posting.transaction_code
    from clean.transactions as posting join days on days.dt = posting.dt
    where posting.transaction_code in ('loan_disbursement', 'asset_settlement')
),
originated as (
    select loan.* from datalake.loan_accounts as loan join days on days.dt = loan.dt
    where loan.origination_date = loan.dt
)
select coalesce(loan.dt, posting.dt) as dt,
    coalesce(cast(loan.loan_id as varchar), posting.transaction_code || ' on ' || posting.account_id) as item,
    case when loan.loan_id is null or posting.account_id is null then 1 else 0 end as difference
from (
    select dt, loan_id, linked_account_id, original_amount, 'loan_disbursement' as transaction_code from originated
    union all
    select dt, loan_id, linked_account_id, original_amount, 'asset_settlement' from originated
    where loan_type in ('mortgage', 'auto', 'business')
) as loan
full join disbursed as posting
    on posting.dt = loan.dt and posting.account_id = loan.linked_account_id
    and posting.amount = loan.original_amount and posting.transaction_code = loan.transaction_code
""",
    ),
    Rule(
        name="R41",
        table="loan_accounts",
        meaning="what is owed never rises or passes the loan except by restructuring; nothing exactly when paid off",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(same_day("loan_accounts"), previous_weekday("loan_accounts")),
        sql="""
select loan.dt, loan.loan_id as item,
    case
        when (loan.current_balance = 0) <> (loan.loan_status = 'paid_off') then 1
        when loan.current_balance > loan.original_amount and loan.loan_status in ('active', 'paid_off') then 1
        when loan.current_balance > before.current_balance and loan.term_months <= before.term_months then 1
        when (loan.original_amount, loan.interest_rate, loan.origination_date)
            is distinct from (before.original_amount, before.interest_rate, before.origination_date)
            and before.loan_id is not null then 1
        when before.loan_id is null and loan.origination_date > calendar.previous_weekday
            then loan.current_balance - loan.original_amount
        else 0
    end as difference
from datalake.loan_accounts as loan
join days on days.dt = loan.dt
join calendar on calendar.dt = loan.dt
left join datalake.loan_accounts as before on before.dt = calendar.previous_weekday and before.loan_id = loan.loan_id
""",
    ),
    Rule(
        name="R41 paid",
        table="loan_accounts",
        meaning="a loan is paid down by what its account paid, less a month's interest and any late fee",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(
            same_day("loan_accounts", "transactions"),
            previous_weekday("loan_accounts"),
            since_previous_weekday("transactions"),
        ),
        sql="""
with judged as (
    select days.dt, calendar.previous_weekday from days join calendar on calendar.dt = days.dt where calendar.is_weekday
),
paid as (
    select judged.dt, posting.account_id, sum(posting.amount) as amount, max(posting.dt) as paid_on
    from judged
    join clean.transactions as posting on posting.dt > judged.previous_weekday and posting.dt <= judged.dt
    where posting.transaction_code = 'loan_payment'
    group by judged.dt, posting.account_id
),
owed as (
    select loan.dt, loan.linked_account_id as account_id,
        sum(greatest(0, before.current_balance - loan.current_balance)) as reduced,
        count(*) filter (loan.current_balance <> before.current_balance) as moved,
        bool_or(loan.installments_paid - before.installments_paid > 1 or loan.loan_status = 'restructured')
            as is_special,
        sum(0.01 * (
            (
                2 * cast(before.current_balance * 100 as hugeint) * cast(before.interest_rate * 1000000 as hugeint)
                + 12000000
            ) // 24000000
        )) filter (loan.current_balance <> before.current_balance) as interest,
        min(before.next_due_on) filter (loan.current_balance <> before.current_balance) as due_on
    from datalake.loan_accounts as loan
    join judged on judged.dt = loan.dt
    join datalake.loan_accounts as before on before.dt = judged.previous_weekday and before.loan_id = loan.loan_id
    where loan.loan_status <> 'defaulted'
    group by loan.dt, loan.linked_account_id
)
select coalesce(owed.dt, paid.dt) as dt, coalesce(owed.account_id, paid.account_id) as item,
    case
        when owed.account_id is null then paid.amount
        when owed.reduced > coalesce(paid.amount, 0) then owed.reduced - coalesce(paid.amount, 0)
        when owed.moved = 1 and not owed.is_special then
            paid.amount - owed.reduced - owed.interest
            - case when paid.paid_on - owed.due_on > 10 then 25.00 else 0.00 end
        else 0
    end as difference
from owed
full join paid on paid.dt = owed.dt and paid.account_id = owed.account_id
""",
    ),
    Rule(
        name="R42",
        table="loan_accounts",
        meaning="days past due count from the oldest unpaid instalment; delinquent from 5, defaulted at 180",
        kind=RuleKind.CLOSING_WINDOW,
        needs=(same_day("loan_accounts"),),
        sql="""
with loan as (
    select loan.*,
        datediff('month', loan.next_due_on, loan.dt)
            + case when extract(day from loan.dt) > loan.due_day then 1 else 0 end as due_count,
        loan.current_balance + 0.01 * (
            (2 * cast(loan.current_balance * 100 as hugeint) * cast(loan.interest_rate * 1000000 as hugeint) + 12000000)
            // 24000000
        ) as rest
    from datalake.loan_accounts as loan join days on days.dt = loan.dt
)
select loan.dt, loan.loan_id as item,
    case
        when loan.loan_status in ('paid_off', 'defaulted') then
            case when loan.next_due_on is null and loan.days_past_due = 0 and loan.past_due_amount = 0
                and loan.closed_on <= loan.dt then 0 else 1 end
        when loan.days_past_due <> greatest(0, loan.dt - loan.next_due_on) then 1
        when (loan.loan_status = 'delinquent') <> (loan.days_past_due >= 5) then 1
        when loan.days_past_due >= 180 then 1
        when extract(day from loan.next_due_on) <> loan.due_day then 1
        when loan.days_past_due = 0 then loan.past_due_amount
        when loan.due_count = 1 and loan.installments_paid + 1 < loan.term_months
            then loan.past_due_amount - least(loan.rest, loan.installment_amount)
        when loan.due_count = 1 then loan.past_due_amount - loan.rest
        when loan.due_count * loan.installment_amount <= loan.current_balance
            then loan.past_due_amount - loan.due_count * loan.installment_amount
        when loan.past_due_amount not between loan.current_balance and loan.rest * 1.1 then 1
        else 0
    end as difference
from loan
""",
    ),
    Rule(
        name="R42 rank",
        table="loan_accounts",
        meaning="over a full quarter borrowers are delinquent more often the lower their score: five bands in order",
        kind=RuleKind.STATISTICAL,
        opens_itself=False,
        due=is_quarter_end,
        needs=(days_back(89, "loan_accounts"), latest_weekday("credit_scores")),
        sql="""
with borrower as (
    select days.dt, loan.loan_id, any_value(loan.customer_id) as customer_id,
        bool_or(loan.days_past_due >= 5 or loan.loan_status in ('delinquent', 'defaulted')) as was_late
    from datalake.loan_accounts as loan join days on loan.dt > days.dt - 90 and loan.dt <= days.dt
    group by days.dt, loan.loan_id
),
scored as (
    select borrower.dt, borrower.loan_id, borrower.was_late,
        ntile(5) over (partition by borrower.dt order by avg(score.score), borrower.loan_id) as band
    from borrower
    join calendar on calendar.dt = borrower.dt
    join datalake.credit_scores as score
        on score.dt = calendar.last_weekday and score.customer_id = borrower.customer_id
    group by borrower.dt, borrower.loan_id, borrower.was_late
),
banded as (
    select dt, band, count(*) as loans, avg(cast(was_late as integer)) as late_share
    from scored group by dt, band
),
ranked as (
    select dt, band, loans, rank() over (partition by dt order by late_share) as late_rank from banded
)
select dt, 'five bands' as item, case when corr(band, late_rank) < 0 or sum(loans) < 500 then 0 else 1 end as difference
from ranked group by dt
""",
    ),
)
"""Rules of loan_accounts that need no table still to come."""
