-- The independent recount: conservation, ledger and subledgers in totals, from the Parquet files alone.
--
-- Run it in a DuckDB shell from the folder of a lake; without the two variables it counts every stored day:
--     set variable first_day = date '2024-12-02'; set variable last_day = date '2024-12-02';
-- Nothing of the project's code takes part, so that a generator that is wrong does not agree with itself.

create or replace temp table raw as
select dt, transaction_id, account_id, amount, reference_number, txn_type, transaction_code, status, balance_after,
    txn_timestamp
from read_parquet('datalake/payments/transactions/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table label as
select dt, table_name, row_key, defect_type, is_extra_row
from read_parquet('datalake/ground_truth/planted_defects/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table snapshot as
select dt, account_id, current_balance, account_status
from read_parquet('datalake/accounts/accounts/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table overdraft as
select dt, fee_amount
from read_parquet('datalake/accounts/overdraft_events/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table attempt as
select dt, amount, card_txn_type, authorization_status
from read_parquet('datalake/payments/card_transactions/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table visit as
select dt, cash_amount
from read_parquet('datalake/branches/branch_visits/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table holding as
select dt, current_value
from read_parquet('datalake/investments/holdings/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table investment as
select dt, current_value
from read_parquet('datalake/investments/investments/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table accepted as
select dt, amount, amount_posted
from read_parquet('curated/transactions/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table rejected as
select dt, amount
from read_parquet('curated/quarantine/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table fact as
select dt, transaction_amount
from read_parquet('warehouse_facts/fact_transaction/dt=*/part-0.parquet', hive_partitioning = true, hive_types = {'dt': date})
where dt >= coalesce(cast(getvariable('first_day') as date) - 3, date '1900-01-01')
    and dt <= coalesce(cast(getvariable('last_day') as date), date '9999-12-31');

create or replace temp table stored as
select try_cast(regexp_extract(file, 'dt=([0-9-]+)', 1) as date) as dt
from glob('datalake/payments/transactions/dt=*/part-0.parquet');

create or replace temp table judged as
select distinct dt from raw where dt >= coalesce(cast(getvariable('first_day') as date), date '1900-01-01');

with clean as (
    select raw.dt, raw.transaction_id, raw.account_id, raw.amount, raw.reference_number,
        lower(trim(raw.txn_type)) as side, lower(trim(raw.transaction_code)) as code, raw.status, raw.balance_after,
        try_cast(raw.txn_timestamp as timestamp) as posted_at
    from raw
    anti join (
        select label.dt, try_cast(label.row_key as bigint) as transaction_id from label
        where label.table_name = 'transactions' and label.is_extra_row
            and label.defect_type <> 'duplicate_transaction_id'
    ) as bad on bad.dt = raw.dt and bad.transaction_id = raw.transaction_id
    where raw.account_id is not null
    qualify row_number() over (partition by raw.dt, raw.transaction_id order by raw.amount) = 1
),

moved as (
    select dt, account_id, code, reference_number,
        case when status = 'failed' then 0 when side = 'credit' then amount else -amount end as signed
    from clean
),

last_balance as (
    select dt, account_id, arg_max(balance_after, (posted_at, transaction_id)) as balance_after
    from clean where status = 'completed' group by dt, account_id
),

pair as (
    select judged.dt, max(before.dt) as dt_before
    from judged
    join (select distinct dt from snapshot) as today on today.dt = judged.dt
    join (select distinct dt from snapshot) as before on before.dt < judged.dt and before.dt >= judged.dt - 3
    group by judged.dt
    having ( -- without the days between, the chain cannot be followed
        select count(*) from stored where stored.dt > max(before.dt) and stored.dt <= judged.dt
    ) = judged.dt - max(before.dt)
),

counted(check_name, item, dt, expected, actual) as (
    -- G7: nothing is lost on the way
    select 'raw_rows_conserved', 'rows', judged.dt,
        (select count(*) from raw where raw.dt = judged.dt),
        (select count(*) from accepted where accepted.dt = judged.dt)
            + (select count(*) from rejected where rejected.dt = judged.dt)
    from judged
    union all
    select 'raw_amount_conserved', 'amount', judged.dt,
        (select coalesce(sum(amount), 0) from raw where raw.dt = judged.dt),
        (select coalesce(sum(amount), 0) from accepted where accepted.dt = judged.dt)
            + (select coalesce(sum(amount), 0) from rejected where rejected.dt = judged.dt)
    from judged
    union all
    select 'fact_rows_equal_curated', 'amount', judged.dt,
        (select coalesce(sum(amount_posted), 0) from accepted where accepted.dt = judged.dt),
        (select coalesce(sum(transaction_amount), 0) from fact where fact.dt = judged.dt)
    from judged

    -- G9: the ledger
    union all
    select 'snapshot_equals_ledger', 'balances of accounts that moved', judged.dt,
        (
            select coalesce(sum(last_balance.balance_after), 0)
            from last_balance join snapshot on snapshot.dt = last_balance.dt
                and snapshot.account_id = last_balance.account_id
            where last_balance.dt = judged.dt
        ),
        (
            select coalesce(sum(snapshot.current_balance), 0)
            from last_balance join snapshot on snapshot.dt = last_balance.dt
                and snapshot.account_id = last_balance.account_id
            where last_balance.dt = judged.dt
        )
    from judged
    union all
    select 'balance_chain_unbroken', 'snapshot before and postings since', pair.dt,
        sum(before.current_balance) + coalesce(sum(since.signed), 0), sum(later.current_balance)
    from pair
    join snapshot as before on before.dt = pair.dt_before
    join snapshot as later on later.dt = pair.dt and later.account_id = before.account_id
    left join (
        select pair.dt, moved.account_id, sum(moved.signed) as signed
        from pair join moved on moved.dt > pair.dt_before and moved.dt <= pair.dt
        group by pair.dt, moved.account_id
    ) as since on since.dt = pair.dt and since.account_id = before.account_id
    group by pair.dt
    union all
    select 'movement_equals_postings', 'amount', judged.dt,
        (select coalesce(sum(signed), 0) from moved where moved.dt = judged.dt),
        (select coalesce(sum(amount_posted), 0) from accepted where accepted.dt = judged.dt)
    from judged
    union all
    select 'closed_account_is_zero', 'balance', judged.dt, 0,
        (
            select coalesce(sum(abs(current_balance)), 0) from snapshot
            where snapshot.dt = judged.dt and lower(trim(account_status)) = 'closed'
        )
    from judged
    union all
    select 'overdraft_fee_posted_or_waived', 'fees', judged.dt,
        (select coalesce(sum(fee_amount), 0) from overdraft where overdraft.dt = judged.dt),
        (select coalesce(-sum(signed), 0) from moved where moved.dt = judged.dt and code = 'overdraft_fee')
    from judged

    -- G10: subledgers against postings
    union all
    select 'approved_cards_equal_postings', 'purchases and refunds', judged.dt,
        (
            select coalesce(sum(case when card_txn_type = 'refund' then amount else -amount end), 0) from attempt
            where attempt.dt = judged.dt and authorization_status = 'approved'
        ),
        (
            select coalesce(sum(signed), 0) from moved
            where moved.dt = judged.dt
                and code in ('card_purchase', 'card_refund', 'atm_withdrawal')
        )
    from judged
    union all
    select 'branch_cash_equals_postings', 'cash', judged.dt,
        (select coalesce(sum(abs(cash_amount)), 0) from visit where visit.dt = judged.dt),
        (
            select coalesce(sum(abs(signed)), 0) from moved
            where moved.dt = judged.dt and code in ('cash_deposit', 'cash_withdrawal')
        )
    from judged
    union all
    select 'wire_fees_equal', 'fees', judged.dt,
        25 * (select count(*) from moved where moved.dt = judged.dt and code = 'wire_out' and signed <> 0),
        (select coalesce(-sum(signed), 0) from moved where moved.dt = judged.dt and code = 'wire_fee')
    from judged
    union all
    select 'holdings_equal_investments', 'current value', judged.dt,
        (select coalesce(sum(current_value), 0) from holding where holding.dt = judged.dt),
        (select coalesce(sum(current_value), 0) from investment where investment.dt = judged.dt)
    from judged
)

select dt, check_name, item, cast(expected as decimal(38, 2)) as expected, cast(actual as decimal(38, 2)) as actual
from counted
where check_name <> 'snapshot_equals_ledger' or exists (select 1 from snapshot as today where today.dt = counted.dt)
order by dt, check_name, item;
