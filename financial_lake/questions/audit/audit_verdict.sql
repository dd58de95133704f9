-- question: Was the audit green, amber or red, and how many checks failed?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
select dt, verdict, checks, passed, failed, not_evaluated, failed_blocking, failed_error, failed_warn
from marts.audit_day
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
order by dt
