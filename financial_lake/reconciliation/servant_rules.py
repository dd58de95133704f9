"""Whoever serves, decides or checks works for the bank on that day, in a role that may do it (R53)."""

from financial_lake.reconciliation.calendar_rules import source_of
from financial_lake.reconciliation.rule import Rule, same_day

SERVANTS = {
    "branch_visits": ("served_by", ("customer_service_rep", "branch_manager"), "judged.dt", "judged.dt"),
    "compliance_events": ("handled_by", ("compliance_officer",), "judged.review_date", "judged.review_date"),
    "loan_accounts": (
        "approved_by",
        ("loan_officer", "branch_manager"),
        "judged.origination_date - 60",
        "judged.origination_date",
    ),
    "loan_applications": (
        "officer_id",
        ("loan_officer",),
        "cast(judged.applied_at as date)",
        "cast(judged.applied_at as date)",
    ),
    "loan_approvals": ("decided_by", ("loan_officer", "branch_manager"), "judged.dt", "judged.dt"),
    "risk_assessments": ("assessed_by", ("risk_analyst",), "judged.dt", "judged.dt"),
    "investments": ("advisor_id", ("wealth_advisor",), "judged.dt", "judged.dt"),
    "policies": ("agent_id", ("insurance_agent",), "judged.dt", "judged.dt"),
    "claims": ("processed_by", ("insurance_agent",), "judged.dt", "judged.dt"),
    "customer_profiles": (
        "assigned_agent_id",
        ("customer_service_rep", "wealth_advisor"),
        "judged.dt",
        "judged.dt",
    ),
    "interactions": ("handled_by", ("customer_service_rep", "branch_manager"), "judged.dt", "judged.dt"),
    "complaints": (
        "assigned_to",
        ("customer_service_rep", "compliance_officer"),
        "judged.filed_date",
        "judged.filed_date",
    ),
    "kyc_records": ("verified_by", ("compliance_officer",), "judged.verification_date", "judged.verification_date"),
    "aml_checks": ("reviewed_by", ("compliance_officer",), "judged.dt", "judged.dt"),
    "audit_trail": ("performed_by", (), "judged.dt", "judged.dt"),
    "transactions": ("processed_by", (), "judged.dt", "judged.dt"),
}
"""Column that names an employee, the roles that may do it (none for any), and the days between which it was done."""

DAYS_EMPLOYEES_ARE_KNOWN = 170
"""Leavers are listed for 180 days; older deeds may be of persons no longer listed."""


def servant_rules() -> list[Rule]:
    """A rule for each column that names an employee."""
    rules = []
    for table, (column, roles, earliest, latest) in SERVANTS.items():
        listed = ", ".join(f"'{role}'" for role in roles)
        allowed = f"employee.job_role in ({listed})" if roles else "true"
        somebody_else = (
            f"""exists (
            select 1 from datalake.employees as able
            where able.dt = judged.dt and able.job_role in ({listed}) and able.employment_status = 'active'
                and able.hire_date <= {latest}
        )"""
            if roles
            else "false"
        )
        sql = f"""
select judged.dt, concat_ws(' ', judged.{column}, {latest}) as item,
    case
        when employee.employee_id is null then
            case when {latest} < judged.dt - {DAYS_EMPLOYEES_ARE_KNOWN} then 0 else 1 end
        when employee.hire_date > {latest} and exists (
            select 1 from datalake.employees as senior where senior.dt = judged.dt and senior.hire_date <= {earliest}
        ) then 1
        when employee.termination_date < {earliest} then 1
        when not ({allowed}) and {somebody_else} then 1
        else 0
    end as difference
from {source_of(table)} as judged
join days on days.dt = judged.dt
left join datalake.employees as employee on employee.dt = judged.dt and employee.employee_id = judged.{column}
where judged.{column} is not null
"""
        meaning = f"{column} of {table} names an employee of the day, in a role that may do it if the bank has one"
        rules.append(Rule(name="R53", table=table, meaning=meaning, needs=(same_day(table, "employees"),), sql=sql))
    return rules
