-- question: How many postings were there a day, and for how much?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select dt, transaction_count, debit_count, credit_count, failed_count, total_amount_usd, average_amount_usd
from marts.daily_transaction_volume
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt
