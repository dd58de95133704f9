"""Group G14: cash is reported, alerts are decided and suspicions are filed in time, each recounted apart."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, differs, ties
from financial_lake.reconciliation.rule import days_back, same_day

REPORTED, ALERTS = "regulatory.currency_transaction_reports", "regulatory.alerts"
CASES, SUSPICIONS = "regulatory.cases", "regulatory.suspicious_activity_reports"
DAYS_BETWEEN_BUSINESS_DAYS = 6

ON_REPORTS = f"""
    select report.dt, report.customer_id || ' ' || report.direction as item, report.amount as value
    from {REPORTED} as report join days on days.dt = report.dt
"""
CASH = """
    select days.dt,
        posting.customer_id || case when posting.txn_type = 'credit' then ' in' else ' out' end as item,
        sum(posting.amount_usd) as value
    from curated.transactions as posting
    join calendar on calendar.dt = posting.dt
    join days on days.dt = case when calendar.is_business_day then calendar.dt else calendar.next_business_day end
    where posting.transaction_code in ('cash_deposit', 'cash_withdrawal', 'atm_withdrawal', 'cash_advance')
        and posting.status = 'completed' and posting.revision_number = 0
    group by days.dt, item
    having sum(posting.amount_usd) > (
        select value from curated.regulatory_parameters
        where parameter_id = 'AML-01.threshold' and days.dt between effective_from and effective_to
    )
"""

FOLLOWED = f"""
select days.dt, alert.alert_id as item, case when suspicion.case_id is null then 1 else 0 end as difference
from {ALERTS} as alert
join days on days.dt = alert.triaged_on
left join {CASES} as suspicion
    on suspicion.case_id = 'CA-' || strftime(alert.dt, '%Y-%m') || '-' || alert.customer_id
where alert.is_escalated
"""
DECIDED = f"""
select days.dt, suspicion.case_id as item, case when suspicion.decided_on <= days.dt then 0 else 1 end as difference
from {CASES} as suspicion join days on days.dt = suspicion.decision_due_on
"""

FILED = f"""
select days.dt, report.sar_id as item,
    case when report.filed_date <= report.due_on or (report.filed_date is null and officers.officers < 2) then 0
        else 1 end as difference
from {SUSPICIONS} as report
join days on days.dt = report.due_on
join (
    select dt, count(*) filter (where job_role = 'compliance_officer' and employment_status = 'active') as officers
    from datalake.employees
    group by dt
) as officers on officers.dt = days.dt
"""


def diligence_checks() -> Iterator[Asked]:
    """The checks whose tables exist."""
    yield from answerable(_all())


def _all() -> Iterator[Asked]:
    cash = (same_day(REPORTED), days_back(DAYS_BETWEEN_BUSINESS_DAYS, "curated.transactions"))
    yield ties("ctr_days_complete", REPORTED, said=ON_REPORTS, found=CASH, needs=cash)
    looked_at = (days_back(DAYS_BETWEEN_BUSINESS_DAYS, ALERTS),)
    yield differs("alert_reaches_decision", ALERTS, FOLLOWED, looked_at)
    yield differs("alert_reaches_decision", CASES, DECIDED, (same_day(ALERTS),))
    yield differs("sar_deadline_met", SUSPICIONS, FILED, (same_day("employees"),))
