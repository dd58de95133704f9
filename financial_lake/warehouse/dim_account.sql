-- Every contract of a customer with history: deposit and card accounts, loans, investment accounts.
with contracts as (
    select
        account.dt, 1 as contract_class, 'account' as class_name, account.account_id as source_id, account.customer_id,
        lower(trim(account.account_type)) as account_type, account.product_id,
        lower(trim(account.account_status)) as status, account.branch_id, account.open_date, account.closing_date,
        account.maturity_date, account.currency, account.interest_rate, account.apr, account.credit_limit,
        cast(null as decimal(18, 2)) as principal_amount, cast(null as integer) as loan_term_months,
        cast(null as decimal(18, 2)) as installment_amount, cast(null as bigint) as linked_account_id,
        account.term_months as cd_term_months, '****' || right(account.account_number, 4) as account_number_masked
    from datalake.accounts as account
    union all
    select
        loan.dt, 2, 'loan', loan.loan_id, loan.customer_id, loan.loan_type, loan.product_id, loan.loan_status, null,
        loan.origination_date, loan.closed_on, loan.maturity_date, 'USD', loan.interest_rate, null, null,
        loan.original_amount, loan.term_months, loan.installment_amount, loan.linked_account_id, null,
        '****' || right(loan.loan_number, 4)
    from datalake.loan_accounts as loan
    union all
    select
        investment.dt, 4, 'investment', investment.investment_id, investment.customer_id, investment.account_type,
        investment.product_id, 'active', null, investment.opened_on, null, null, 'USD', null, null, null, null, null,
        null, investment.settlement_account_id, null, null
    from datalake.investments as investment
),

stored_days as (
    select dt, row_number() over (order by dt) as day_number
    from (select distinct dt from datalake.accounts)
),

snapshots as (
    select
        contracts.*,
        contracts.source_id * 10 + contracts.contract_class as contract_id,
        stored_days.day_number,
        concat_ws(
            '|',
            product_id, status, coalesce(cast(branch_id as varchar), '-'), coalesce(cast(closing_date as varchar), '-'),
            coalesce(cast(maturity_date as varchar), '-'), coalesce(cast(interest_rate as varchar), '-'),
            coalesce(cast(apr as varchar), '-'), coalesce(cast(credit_limit as varchar), '-'),
            coalesce(cast(loan_term_months as varchar), '-'), coalesce(cast(installment_amount as varchar), '-'),
            coalesce(cast(linked_account_id as varchar), '-'), coalesce(cast(cd_term_months as varchar), '-')
        ) as tracked_state
    from contracts
    join stored_days on stored_days.dt = contracts.dt
),

compared as (
    select
        snapshots.*,
        lag(tracked_state) over in_time as state_before,
        lag(day_number) over in_time as day_number_before
    from snapshots
    window in_time as (partition by contract_id order by dt)
),

turns as (
    select *, day_number_before is distinct from day_number - 1 as is_after_absence
    from compared
    where day_number_before is distinct from day_number - 1 or tracked_state is distinct from state_before
),

last_seen as (
    select contract_id, max(day_number) as last_day_number
    from snapshots
    group by contract_id
),

runs as (
    select
        turns.*,
        lead(turns.dt) over (partition by turns.contract_id order by turns.dt) as next_turn,
        lead(turns.is_after_absence) over (partition by turns.contract_id order by turns.dt) as next_is_after_absence,
        lead(turns.day_number_before) over (partition by turns.contract_id order by turns.dt) as last_before_next,
        row_number() over (partition by turns.contract_id order by turns.dt) as version_number
    from turns
),

ended as (
    select
        runs.*,
        case
            when runs.next_turn is null then gone.dt
            when runs.next_is_after_absence then vanished.dt
            else runs.next_turn
        end as ends_on,
        runs.next_turn is null and gone.dt is not null or coalesce(runs.next_is_after_absence, false) as is_deleted,
        case when runs.version_number = 1 then least(runs.open_date, runs.dt) else runs.dt end as valid_from
    from runs
    join last_seen on last_seen.contract_id = runs.contract_id
    left join stored_days as gone on gone.day_number = last_seen.last_day_number + 1
    left join stored_days as vanished on vanished.day_number = runs.last_before_next + 1
)

select
    contract_id * 100000 + (valid_from - date '1900-01-01') as account_key,
    contract_id,
    class_name as contract_class,
    source_id as account_id,
    customer_id,
    valid_from,
    coalesce(ends_on, date '9999-12-31') as valid_to,
    ends_on is null as is_current,
    cast(version_number as integer) as version_number,
    is_deleted,
    account_type,
    product_id,
    status,
    branch_id,
    open_date,
    year(open_date) as opening_year,
    closing_date,
    maturity_date,
    account_number_masked,
    currency,
    interest_rate,
    apr,
    credit_limit,
    principal_amount,
    loan_term_months,
    installment_amount,
    linked_account_id,
    cd_term_months
from ended

union all

select
    unknown.account_key, unknown.account_key, unknown.meaning, unknown.account_key, unknown.account_key,
    date '1900-01-01', date '9999-12-31', true, 1, false, unknown.meaning, null, unknown.meaning, null,
    date '1900-01-01', 1900, null, null, null, unknown.meaning, null, null, null, null, null, null, null, null
from (values (-1, 'unknown'), (-2, 'not_applicable')) as unknown(account_key, meaning)

order by account_key
