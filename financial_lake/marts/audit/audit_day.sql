-- The verdict of the audit on a day: green, amber or red, and how many checks of which kind failed.

with counted as (
    select
        days.dt,
        count(found.check_name) as checks,
        count(*) filter (where found.is_passed = true) as passed,
        count(*) filter (where found.is_passed = false) as failed,
        count(found.check_name) filter (where found.is_passed is null) as not_evaluated,
        count(*) filter (where found.is_passed = false and found.severity = 'blocking') as failed_blocking,
        count(*) filter (where found.is_passed = false and found.severity = 'error') as failed_error,
        count(*) filter (where found.is_passed = false and found.severity = 'warn') as failed_warn,
        count(*) filter (where found.is_passed = false and found.check_group = 'G1') as failed_completeness,
        count(*) filter (where found.is_passed = false and found.check_group = 'G2') as failed_uniqueness,
        count(*) filter (where found.is_passed = false and found.check_group = 'G3') as failed_references,
        count(*) filter (where found.is_passed = false and found.check_group = 'G4') as failed_history,
        count(*) filter (where found.is_passed = false and found.check_group = 'G5') as failed_validity,
        count(*) filter (where found.is_passed = false and found.check_group = 'G6') as failed_domains,
        count(*) filter (where found.is_passed = false and found.check_group = 'G7') as failed_conservation,
        count(*) filter (where found.is_passed = false and found.check_group = 'G8') as failed_planted_truth,
        count(*) filter (where found.is_passed = false and found.check_group = 'G9') as failed_ledger,
        count(*) filter (where found.is_passed = false and found.check_group = 'G10') as failed_subledgers,
        count(*) filter (where found.is_passed = false and found.check_group = 'G11') as failed_reports,
        count(*) filter (where found.is_passed = false and found.check_group = 'G12') as failed_repetition,
        count(*) filter (where found.is_passed = false and found.check_group = 'G13') as failed_behaviour,
        count(*) filter (where found.is_passed = false and found.check_group = 'G14') as failed_compliance
    from build.days as days
    left join marts.audit_check_result as found on found.dt = days.dt
    group by days.dt
)

select
    counted.dt,
    case
        when counted.failed_blocking > 0 or counted.passed = 0 then 'red'
        when counted.failed > 0 then 'amber'
        else 'green'
    end as verdict,
    cast(counted.checks as integer) as checks,
    cast(counted.passed as integer) as passed,
    cast(counted.failed as integer) as failed,
    cast(counted.not_evaluated as integer) as not_evaluated,
    cast(counted.failed_blocking as integer) as failed_blocking,
    cast(counted.failed_error as integer) as failed_error,
    cast(counted.failed_warn as integer) as failed_warn,
    cast(counted.failed_completeness as integer) as failed_completeness,
    cast(counted.failed_uniqueness as integer) as failed_uniqueness,
    cast(counted.failed_references as integer) as failed_references,
    cast(counted.failed_history as integer) as failed_history,
    cast(counted.failed_validity as integer) as failed_validity,
    cast(counted.failed_domains as integer) as failed_domains,
    cast(counted.failed_conservation as integer) as failed_conservation,
    cast(counted.failed_planted_truth as integer) as failed_planted_truth,
    cast(counted.failed_ledger as integer) as failed_ledger,
    cast(counted.failed_subledgers as integer) as failed_subledgers,
    cast(counted.failed_reports as integer) as failed_reports,
    cast(counted.failed_repetition as integer) as failed_repetition,
    cast(counted.failed_behaviour as integer) as failed_behaviour,
    cast(counted.failed_compliance as integer) as failed_compliance
from counted
order by counted.dt
