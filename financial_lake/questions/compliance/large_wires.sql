-- question: How many wires were large or suspicious, day by day?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select dt, wire_count, large_count, large_amount, suspicious_count, suspicious_amount
from marts.large_wires_daily
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt
