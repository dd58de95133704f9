"""Groups G9 and G10 beyond the reconciliation rules: balances of the day, statements, schedules."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, compares, differs, ties
from financial_lake.reconciliation.month_end_rules import MONTH_END_RULES
from financial_lake.reconciliation.rule import Rule, days_back, is_month_end, whole_month

BALANCES, STATEMENTS = "warehouse_facts.fact_balance", "curated.card_statements"

OPENING = """
select balance.dt, balance.contract_id as item, before.closing_balance as expected, balance.opening_balance as actual
from warehouse_facts.fact_balance as balance
join days on days.dt = balance.dt
join warehouse_facts.fact_balance as before
    on before.dt = days.dt - 1 and before.contract_id = balance.contract_id
"""

MOVED = """
    select balance.dt, balance.contract_id as item, balance.net_movement as value
    from warehouse_facts.fact_balance as balance join days on days.dt = balance.dt
    where balance.net_movement <> 0
"""
POSTED = """
    select posting.dt, posting.account_id * 10 + 1 as item, sum(posting.amount_posted) as value
    from curated.transactions as posting join days on days.dt = posting.dt
    group by posting.dt, posting.account_id
    having sum(posting.amount_posted) <> 0
"""

CLOSED_BY_MOVEMENT = """
select balance.dt, balance.contract_id as item,
    balance.opening_balance + balance.net_movement as expected, balance.closing_balance as actual
from warehouse_facts.fact_balance as balance join days on days.dt = balance.dt
"""

ACCRUED = """
    select days.dt, balance.contract_id as item, greatest(sum(balance.interest_earned), 0) as value
    from days
    join calendar on calendar.dt = days.dt
    join warehouse_facts.fact_balance as balance on balance.dt >= calendar.month_start and balance.dt <= days.dt
    join curated.accounts as account
        on account.dt = calendar.last_weekday and account.account_id * 10 + 1 = balance.contract_id
        and account.account_type not in ('cd', 'credit_card')
    join simulated.standing as standing
        on standing.dt = days.dt and standing.account_id = account.account_id
        and standing.is_open and not standing.is_frozen
    group by days.dt, balance.contract_id
"""
CREDITED = """
    select days.dt, posting.account_id * 10 + 1 as item, sum(posting.amount_posted) as value
    from days
    join calendar on calendar.dt = days.dt
    join curated.transactions as posting
        on posting.dt = days.dt and posting.transaction_code = 'interest_credit'
    join curated.accounts as account
        on account.dt = calendar.last_weekday and account.account_id = posting.account_id
        and account.account_type not in ('cd', 'credit_card')
    join simulated.standing as standing
        on standing.dt = days.dt and standing.account_id = account.account_id
        and standing.is_open and not standing.is_frozen
    group by days.dt, posting.account_id
"""
ROUNDED_OFF = "0.00000016"
"""What rounding 31 days to hundred-millionths each may take from a month, or add to it."""
ACCRUED_AND_CREDITED = f"""
with accrued as ({ACCRUED}), credited as ({CREDITED})
select coalesce(accrued.dt, credited.dt) as dt, coalesce(accrued.item, credited.item) as item,
    coalesce(credited.value, 0) as expected,
    case when abs(coalesce(accrued.value, 0) - coalesce(credited.value, 0)) <= 0.005 + {ROUNDED_OFF}
        then coalesce(credited.value, 0) else round(coalesce(accrued.value, 0), 2) end as actual
from accrued full join credited on credited.dt = accrued.dt and credited.item = accrued.item
"""

ROLLED = """
select statement.dt, statement.account_id as item,
    statement.owed_open + statement.charges + statement.cash_advances + statement.fees + statement.card_interest
    - statement.refunds - statement.payments as expected,
    statement.owed_close as actual
from curated.card_statements as statement join days on days.dt = statement.dt
"""

ON_STATEMENTS = """
    select statement.dt, parts.part as item, sum(parts.amount) as value
    from curated.card_statements as statement
    join days on days.dt = statement.dt,
    lateral (values
        ('refunds', statement.refunds), ('interest', statement.card_interest),
        ('other', statement.payments - statement.charges - statement.cash_advances - statement.fees)
    ) as parts(part, amount)
    group by statement.dt, parts.part
"""
ON_CARD_ACCOUNTS = """
    select statement.dt, parts.part as item, coalesce(sum(
        case
            when parts.part = 'refunds' and posting.transaction_code = 'card_refund' then posting.amount_posted
            when parts.part = 'interest' and posting.transaction_code = 'card_interest' then -posting.amount_posted
            when parts.part = 'other' and posting.transaction_code not in ('card_refund', 'card_interest')
                then posting.amount_posted
            else 0
        end
    ), 0) as value
    from days
    join calendar on calendar.dt = days.dt
    join curated.card_statements as statement on statement.dt = days.dt
    cross join (values ('refunds'), ('interest'), ('other')) as parts(part)
    left join curated.transactions as posting
        on posting.account_id = statement.account_id and posting.dt between calendar.month_start and days.dt
    group by statement.dt, parts.part
"""

SCHEDULED = """
select days.dt, plan.loan_key as item, case
    when plan.last_number > plan.total or plan.steps <> plan.last_number - plan.first_number + 1
        or plan.wrong_payments > 0 then 1 else 0 end as difference
from days, (
    select contract_id as loan_key, min(payment_number) as first_number, max(payment_number) as last_number,
        max(total_payments) as total, count(*) as steps,
        count(*) filter (where payment_due <> principal_portion + interest_portion) as wrong_payments
    from warehouse_facts.fact_loan_schedule
    group by contract_id
) as plan
"""

AGREED = """
select loan.dt, loan.loan_id as item, loan.installment_amount as expected,
    case when step.payment_number = step.total_payments then loan.installment_amount else step.payment_due end as actual
from days
join datalake.loan_accounts as loan on loan.dt = days.dt and loan.next_due_on is not null
left join warehouse_facts.fact_loan_schedule as step
    on step.account_id = loan.loan_id and step.due_date = loan.next_due_on
where loan.next_due_on <= loan.maturity_date and loan.next_due_on <= loan.dt + 365
"""


def ledger_checks() -> Iterator[Asked]:
    """The checks whose tables exist."""
    yield from answerable((*_of_balances(), *_of_contracts()))
    yield Asked("interest_accrual_equals_posting", "datalake.transactions", _rule("R7"))


def _rule(name: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in MONTH_END_RULES if rule.name == name)


def _of_balances() -> Iterator[Asked]:
    yield compares("opening_equals_previous_closing", BALANCES, OPENING, (days_back(1, BALANCES),))
    yield ties("movement_equals_postings", BALANCES, said=MOVED, found=POSTED)
    yield compares("movement_equals_postings", "curated.transactions", CLOSED_BY_MOVEMENT)
    month = (whole_month(BALANCES), whole_month("curated.transactions"), whole_month("curated.accounts"))
    yield compares(
        "interest_accrual_equals_posting",
        BALANCES,
        ACCRUED_AND_CREDITED,
        needs=month,
        due=is_month_end,
        relations=("standing",),
        opens_itself=False,
    )


def _of_contracts() -> Iterator[Asked]:
    yield compares("statements_roll_forward", STATEMENTS, ROLLED)
    month = (whole_month("curated.transactions", STATEMENTS),)
    yield ties(
        "statements_roll_forward",
        "curated.transactions",
        said=ON_STATEMENTS,
        found=ON_CARD_ACCOUNTS,
        needs=month,
        due=is_month_end,
    )
    schedule = "warehouse_facts.fact_loan_schedule"
    yield differs("schedule_equals_contract", schedule, SCHEDULED)
    yield compares("schedule_equals_contract", "datalake.loan_accounts", AGREED)
