-- Loans that appeared, changed or went since the weekday before.
-- Rendered from the contracts: python -m financial_lake.renderings.change_capture
with compared_days as (
    select days.dt, calendar.previous_weekday as dt_before
    from build.days as days
    join curated.calendar as calendar on calendar.dt = days.dt and calendar.last_weekday = days.dt
),

stored as (
    select distinct dt from datalake.loan_accounts
),

comparisons as (
    select compared_days.dt, compared_days.dt_before, before.dt is null as is_baseline
    from compared_days
    join stored as today on today.dt = compared_days.dt
    left join stored as before on before.dt = compared_days.dt_before
),

later as (
    select
        comparisons.dt,
        comparisons.is_baseline,
        snapshot.loan_id,
        snapshot.application_id,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.loan_number,
        snapshot.loan_type,
        snapshot.original_amount,
        snapshot.current_balance,
        snapshot.interest_rate,
        snapshot.term_months,
        snapshot.installment_amount,
        snapshot.origination_date,
        snapshot.due_day,
        snapshot.maturity_date,
        snapshot.next_due_on,
        snapshot.installments_paid,
        snapshot.loan_status,
        snapshot.days_past_due,
        snapshot.past_due_amount,
        snapshot.linked_account_id,
        snapshot.approved_by,
        snapshot.closed_on
    from datalake.loan_accounts as snapshot
    join comparisons on comparisons.dt = snapshot.dt
),

earlier as ( -- what is not compared is not kept in memory
    select
        comparisons.dt,
        snapshot.loan_id,
        snapshot.interest_rate,
        snapshot.term_months,
        snapshot.installment_amount,
        snapshot.maturity_date,
        snapshot.loan_status,
        snapshot.linked_account_id,
        snapshot.closed_on
    from datalake.loan_accounts as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
),

paired as (
    select
        coalesce(later.dt, earlier.dt) as dt,
        case when earlier.dt is null then 'I' when later.dt is null then 'D' else 'U' end as op,
        coalesce(later.is_baseline, false) as is_baseline,
        coalesce(later.loan_id, earlier.loan_id) as loan_id,
        case
            when later.dt is null or earlier.dt is null then ''
            else concat_ws(
                ',',
                case when later.interest_rate is distinct from earlier.interest_rate then 'interest_rate' end,
                case when later.term_months is distinct from earlier.term_months then 'term_months' end,
                case when later.installment_amount is distinct from earlier.installment_amount then 'installment_amount' end,
                case when later.maturity_date is distinct from earlier.maturity_date then 'maturity_date' end,
                case when later.loan_status is distinct from earlier.loan_status then 'loan_status' end,
                case when later.linked_account_id is distinct from earlier.linked_account_id then 'linked_account_id' end,
                case when later.closed_on is distinct from earlier.closed_on then 'closed_on' end
            )
        end as changed_columns,
        later.application_id,
        later.customer_id,
        later.product_id,
        later.loan_number,
        later.loan_type,
        later.original_amount,
        later.current_balance,
        later.interest_rate,
        later.term_months,
        later.installment_amount,
        later.origination_date,
        later.due_day,
        later.maturity_date,
        later.next_due_on,
        later.installments_paid,
        later.loan_status,
        later.days_past_due,
        later.past_due_amount,
        later.linked_account_id,
        later.approved_by,
        later.closed_on,
        earlier.interest_rate as previous_interest_rate,
        earlier.term_months as previous_term_months,
        earlier.installment_amount as previous_installment_amount,
        earlier.maturity_date as previous_maturity_date,
        earlier.loan_status as previous_loan_status,
        earlier.linked_account_id as previous_linked_account_id,
        earlier.closed_on as previous_closed_on
    from later
    full outer join earlier on earlier.dt = later.dt and earlier.loan_id = later.loan_id
    where
        later.dt is null
        or earlier.dt is null
        or later.interest_rate is distinct from earlier.interest_rate
        or later.term_months is distinct from earlier.term_months
        or later.installment_amount is distinct from earlier.installment_amount
        or later.maturity_date is distinct from earlier.maturity_date
        or later.loan_status is distinct from earlier.loan_status
        or later.linked_account_id is distinct from earlier.linked_account_id
        or later.closed_on is distinct from earlier.closed_on
),

whole as (
    select
        dt,
        op,
        is_baseline,
        loan_id,
        changed_columns,
        application_id,
        customer_id,
        product_id,
        loan_number,
        loan_type,
        original_amount,
        current_balance,
        interest_rate,
        term_months,
        installment_amount,
        origination_date,
        due_day,
        maturity_date,
        next_due_on,
        installments_paid,
        loan_status,
        days_past_due,
        past_due_amount,
        linked_account_id,
        approved_by,
        closed_on,
        previous_interest_rate,
        previous_term_months,
        previous_installment_amount,
        previous_maturity_date,
        previous_loan_status,
        previous_linked_account_id,
        previous_closed_on
    from paired
    where op <> 'D'

    union all

    select -- few are gone: only of them the whole row before is read again
        paired.dt,
        paired.op,
        paired.is_baseline,
        snapshot.loan_id,
        paired.changed_columns,
        snapshot.application_id,
        snapshot.customer_id,
        snapshot.product_id,
        snapshot.loan_number,
        snapshot.loan_type,
        snapshot.original_amount,
        snapshot.current_balance,
        snapshot.interest_rate,
        snapshot.term_months,
        snapshot.installment_amount,
        snapshot.origination_date,
        snapshot.due_day,
        snapshot.maturity_date,
        snapshot.next_due_on,
        snapshot.installments_paid,
        snapshot.loan_status,
        snapshot.days_past_due,
        snapshot.past_due_amount,
        snapshot.linked_account_id,
        snapshot.approved_by,
        snapshot.closed_on,
        paired.previous_interest_rate,
        paired.previous_term_months,
        paired.previous_installment_amount,
        paired.previous_maturity_date,
        paired.previous_loan_status,
        paired.previous_linked_account_id,
        paired.previous_closed_on
    from datalake.loan_accounts as snapshot
    join comparisons on comparisons.dt_before = snapshot.dt
    join paired on paired.op = 'D' and paired.dt = comparisons.dt and paired.loan_id = snapshot.loan_id
)

select
    dt,
    dt as effective_on,
    op,
    is_baseline,
    loan_id,
    changed_columns,
    application_id,
    customer_id,
    product_id,
    loan_number,
    loan_type,
    original_amount,
    current_balance,
    interest_rate,
    term_months,
    installment_amount,
    origination_date,
    due_day,
    maturity_date,
    next_due_on,
    installments_paid,
    loan_status,
    days_past_due,
    past_due_amount,
    linked_account_id,
    approved_by,
    closed_on,
    previous_interest_rate,
    previous_term_months,
    previous_installment_amount,
    previous_maturity_date,
    previous_loan_status,
    previous_linked_account_id,
    previous_closed_on
from whole
order by dt, loan_id
