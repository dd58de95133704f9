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

earlier as (
    select
        comparisons.dt,
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
        case when later.dt is null then earlier.application_id else later.application_id end as application_id,
        case when later.dt is null then earlier.customer_id else later.customer_id end as customer_id,
        case when later.dt is null then earlier.product_id else later.product_id end as product_id,
        case when later.dt is null then earlier.loan_number else later.loan_number end as loan_number,
        case when later.dt is null then earlier.loan_type else later.loan_type end as loan_type,
        case when later.dt is null then earlier.original_amount else later.original_amount end as original_amount,
        case when later.dt is null then earlier.current_balance else later.current_balance end as current_balance,
        case when later.dt is null then earlier.interest_rate else later.interest_rate end as interest_rate,
        case when later.dt is null then earlier.term_months else later.term_months end as term_months,
        case when later.dt is null then earlier.installment_amount else later.installment_amount end as installment_amount,
        case when later.dt is null then earlier.origination_date else later.origination_date end as origination_date,
        case when later.dt is null then earlier.due_day else later.due_day end as due_day,
        case when later.dt is null then earlier.maturity_date else later.maturity_date end as maturity_date,
        case when later.dt is null then earlier.next_due_on else later.next_due_on end as next_due_on,
        case when later.dt is null then earlier.installments_paid else later.installments_paid end as installments_paid,
        case when later.dt is null then earlier.loan_status else later.loan_status end as loan_status,
        case when later.dt is null then earlier.days_past_due else later.days_past_due end as days_past_due,
        case when later.dt is null then earlier.past_due_amount else later.past_due_amount end as past_due_amount,
        case when later.dt is null then earlier.linked_account_id else later.linked_account_id end as linked_account_id,
        case when later.dt is null then earlier.approved_by else later.approved_by end as approved_by,
        case when later.dt is null then earlier.closed_on else later.closed_on end as closed_on,
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
from paired
order by dt, loan_id
