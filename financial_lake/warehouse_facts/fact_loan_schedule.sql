-- Every instalment of every loan as its contract has it, and whether, when and how it was paid.
with recursive stored as (
    select min(capital.issued_on) as opened_on, (select max(dt) from datalake.loan_accounts) as latest
    from curated.opening_capital as capital
),

seen as ( -- due dates are counted in months, the first being the due day at least 25 days after the money was paid out
    select
        loan.*,
        year(loan.origination_date + 25) * 12
            + month(loan.origination_date + 25)
            + case when day(loan.origination_date + 25) > loan.due_day then 1 else 0 end as first_month,
        lag(loan.maturity_date) over (partition by loan.loan_id order by loan.effective_on) as maturity_before,
        row_number() over (partition by loan.loan_id order by loan.effective_on) as place,
        row_number() over (partition by loan.loan_id order by loan.effective_on desc) as place_from_last
    from curated.loan_changes as loan
),

known as (
    select
        seen.*,
        case
            when next_due_on is null then installments_paid + 1
            else year(next_due_on) * 12 + month(next_due_on) - first_month + 1
        end as next_number,
        abs(
            installment_amount
            - original_amount * (interest_rate / 12) / (1 - power(1 + interest_rate / 12, -term_months))
        ) < 0.02 as is_first_contract
    from seen
),

contracts as ( -- a loan restructured before the lake opened is known from its next instalment on
    select loan_id, first_month, place, interest_rate, installment_amount, term_months,
        1 as first_number,
        original_amount as owed
    from known
    where place = 1 and is_first_contract

    union all

    select loan_id, first_month, place, interest_rate, installment_amount, term_months, next_number, current_balance
    from known
    where
        next_due_on is not null
        and ((place = 1 and not is_first_contract) or maturity_date <> maturity_before)
),

terms as (
    select
        contracts.loan_id,
        contracts.first_month,
        contracts.first_number,
        contracts.term_months as total_payments,
        least(
            contracts.term_months,
            lead(contracts.first_number, 1, 999) over (partition by contracts.loan_id order by contracts.place) - 1,
            year(stored.latest) * 12 + month(stored.latest) + 24 - contracts.first_month + 1
        ) as last_number,
        cast(contracts.interest_rate * 1000000 as bigint) as yearly_rate,
        cast(contracts.installment_amount * 100 as bigint) as instalment,
        cast(contracts.owed * 100 as bigint) as owed
    from contracts
    cross join stored
),

paid_down as ( -- cents, instalment by instalment
    select loan_id, first_month, total_payments, last_number, yearly_rate, instalment, first_number as payment_number,
        owed
    from terms
    where first_number <= last_number

    union all

    select loan_id, first_month, total_payments, last_number, yearly_rate, instalment, payment_number + 1,
        owed - least(owed, instalment - (2 * owed * yearly_rate + 12000000) // 24000000)
    from paid_down
    where payment_number < last_number
),

planned as (
    select
        paid_down.*,
        calendar.dt as due_date,
        (2 * owed * yearly_rate + 12000000) // 24000000 as interest,
        case
            when payment_number = total_payments then owed
            else least(owed, instalment - (2 * owed * yearly_rate + 12000000) // 24000000)
        end as principal
    from paid_down
    join known as loan on loan.loan_id = paid_down.loan_id and loan.place = 1
    join curated.calendar as calendar
        on calendar.year * 12 + calendar.month = paid_down.first_month + paid_down.payment_number - 1
        and calendar.day_of_month = loan.due_day
    cross join stored
    where
        paid_down.owed > 0
        and calendar.dt >= stored.opened_on - interval 12 months
        and calendar.dt <= stored.latest + interval 24 months
),

restructurings as (
    select loan_id, max(first_number) as reopened
    from terms
    where first_number > 1
    group by loan_id
),

followed as (
    select
        planned.*,
        last_seen.customer_id,
        last_seen.product_id,
        last_seen.origination_date,
        last_seen.closed_on,
        stored.latest,
        payment.payment_status as status_paid,
        cast(payment.paid_at as date) as paid_on,
        payment.payment_amount,
        payment.extra_principal_amount,
        payment.late_fee_amount,
        payment.days_past_due as days_late,
        payment.cumulative_principal_amount,
        payment.remaining_balance as owed_after,
        payment.loan_id is null and planned.payment_number < first_seen.next_number as is_before_lake,
        planned.payment_number < restructurings.reopened as is_restructured_away,
        last_seen.closed_on < planned.due_date or last_seen.loan_status = 'paid_off' as is_after_end
    from planned
    join known as first_seen on first_seen.loan_id = planned.loan_id and first_seen.place = 1
    join known as last_seen on last_seen.loan_id = planned.loan_id and last_seen.place_from_last = 1
    cross join stored
    left join restructurings on restructurings.loan_id = planned.loan_id
    left join datalake.loan_payments as payment
        on payment.loan_id = planned.loan_id and payment.installment_number = planned.payment_number
),

judged as (
    select
        followed.*,
        case
            when status_paid is not null then status_paid
            when is_before_lake then 'paid'
            when coalesce(is_restructured_away, false) or coalesce(is_after_end, false) then 'cancelled'
            when due_date < latest then 'overdue'
            else 'scheduled'
        end as payment_status
    from followed
),

keyed as (
    select
        judged.*,
        case when payment_status = 'cancelled' then least(due_date, coalesce(closed_on, due_date)) else due_date end as dt
    from judged
)

select
    loan_id * 1000 + payment_number as schedule_id,
    dt,
    cast(strftime(due_date, '%Y%m%d') as integer) as date_key,
    loan_id * 10 + 2 as contract_id,
    loan_id as account_id,
    customer_id,
    product_id,
    due_date,
    cast(payment_number as integer) as payment_number,
    cast(total_payments as integer) as total_payments,
    cast(cast(principal + interest as decimal(18, 0)) * 0.01 as decimal(18, 2)) as payment_due,
    cast(cast(principal as decimal(18, 0)) * 0.01 as decimal(18, 2)) as principal_portion,
    cast(cast(interest as decimal(18, 0)) * 0.01 as decimal(18, 2)) as interest_portion,
    payment_status,
    is_before_lake,
    paid_on as actual_payment_date,
    payment_amount as actual_amount_paid,
    extra_principal_amount as extra_principal_paid,
    late_fee_amount as late_fee_charged,
    cast(
        case
            when payment_status = 'overdue' then date_diff('day', due_date, latest)
            when is_before_lake then null
            else coalesce(days_late, 0)
        end as integer
    ) as days_past_due,
    cumulative_principal_amount as cumulative_principal_paid,
    cast(
        coalesce(owed_after, cast(owed - principal as decimal(18, 0)) * 0.01) as decimal(18, 2)
    ) as remaining_balance,
    cast(origination_date as timestamp) as created_at
from keyed
order by schedule_id
