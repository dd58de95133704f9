-- question: How many records were bad a day, and why?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
-- parameter table: transactions, accounts or customers; transactions without it
select dt, reason_code, outcome, bad_rows, raw_rows, bad_rate, bad_amount
from marts.data_quality_daily
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
    and table_name = coalesce(getvariable('table'), 'transactions')
    and bad_rows > 0
order by dt, reason_code
