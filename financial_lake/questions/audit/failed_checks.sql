-- question: Which audit checks failed on a day, and on what?
-- parameter day: which day; the last stored day without it
select check_name, check_group, table_name, severity, expected, actual, difference, sample
from marts.audit_check_result
where
    dt = coalesce(cast(getvariable('day') as date), (select max(dt) from marts.audit_day))
    and not is_passed
order by check_name, table_name
