"""Group G11, credit and finance: portfolio, balance sheet, profit and loss, recounted from what they were made of."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, sums, ties
from financial_lake.reconciliation.rule import days_back, is_month_end, latest_weekday, same_day, whole_month

EXPOSURES, BALANCES = "warehouse_facts.fact_credit_exposure", "warehouse_facts.fact_balance"
PORTFOLIO, DELINQUENCY = "marts.credit_risk_portfolio", "marts.loan_delinquency"
SHEET, PROFIT, PRODUCTS = "marts.balance_sheet_daily", "marts.profit_and_loss_daily", "marts.product_profitability"
OPEN_CREDIT = "row.exposure_type <> 'commitment' and not row.is_charged_off"

PORTFOLIO_SAID = {
    "contracts": "sum(row.account_count)",
    "owed": "sum(row.total_exposure)",
    "loss": "sum(row.expected_loss)",
    "loss after default": "sum(row.expected_loss_lgd)",
}
EXPOSED = {
    "contracts": "count(distinct row.contract_id)",
    "owed": "sum(row.drawn_amount)",
    "loss": "sum(round(row.drawn_amount * cast(row.probability_default as decimal(18, 6)), 2))",
    "loss after default": "sum(row.expected_loss)",
}

LENT = """(
    select loan.*, calendar.dt as dt_of
    from datalake.loan_accounts as loan join calendar on calendar.last_weekday = loan.dt
    where loan.loan_status <> 'paid_off'
)"""
TODAY = "row.dt_of = days.dt"
RUNNING = {
    "owed": "sum(row.current_balance)",
    "late": "sum(row.past_due_amount)",
    "loans": "count(*)",
}
DELINQUENT = {"owed": "sum(row.outstanding)", "late": "sum(row.past_due_amount)", "loans": "sum(row.loan_count)"}

SIDES = """
    select days.dt, '' as item, sum(row.amount) as value
    from days join marts.balance_sheet_daily as row on row.dt = days.dt and row.side {side}
    group by days.dt
"""
DEPOSITED = """(
    select balance.*, account.account_type
    from warehouse_facts.fact_balance as balance
    join calendar on calendar.dt = balance.dt
    left join curated.accounts as account
        on account.dt = calendar.last_weekday and account.account_id = balance.account_id
    where balance.closing_balance_usd > 0 and coalesce(account.account_type, '') <> 'credit_card'
)"""

EARNED = {
    "loan interest": "sum(row.amount) filter (where row.line = 'loan_interest_income')",
    "card interest": "sum(row.amount) filter (where row.line = 'card_interest_income')",
    "deposit interest": "sum(row.amount) filter (where row.line = 'deposit_interest_expense')",
    "fees": "sum(row.amount) filter (where row.line = 'fee_income')",
}
POSTED = """(
    select dt, 'loan interest' as part, interest_amount as amount from datalake.loan_payments
    union all
    select dt, 'fees', late_fee_amount from datalake.loan_payments
    union all
    select dt, case transaction_code
            when 'card_interest' then 'card interest' when 'interest_credit' then 'deposit interest' else 'fees' end,
        case when transaction_code = 'interest_credit' then amount_posted_usd else -amount_posted_usd end
    from curated.transactions
    where transaction_code in ('card_interest', 'interest_credit') or flow_class = 'charge'
)"""
PARTS = {name: f"sum(row.amount) filter (where row.part = '{name}')" for name in EARNED}
RESULT = """
    select row.dt, '' as item, row.amount as value
    from marts.profit_and_loss_daily as row join days on days.dt = row.dt where row.kind = 'result'
"""
BALANCE_OF_LINES = """
    select row.dt, '' as item, sum(case row.kind when 'income' then row.amount else -row.amount end) as value
    from marts.profit_and_loss_daily as row join days on days.dt = row.dt where row.kind in ('income', 'expense')
    group by row.dt
"""

BY_PRODUCT = {
    "interest": "sum(row.interest_income)",
    "interest paid": "sum(row.interest_expense)",
    "fees": "sum(row.fee_income)",
    "interchange": "sum(row.interchange_income)",
    "commission": "sum(row.commission_income)",
    "cost": "sum(row.servicing_cost)",
}
LINES_OF = {
    "interest": "in ('loan_interest_income', 'card_interest_income')",
    "interest paid": "= 'deposit_interest_expense'",
    "fees": "= 'fee_income'",
    "interchange": "= 'interchange_income'",
    "commission": "= 'commission_income'",
    "cost": "= 'servicing_cost'",
}
BY_LINE = {name: f"sum(row.amount) filter (where row.line {lines})" for name, lines in LINES_OF.items()}
MONTH_OF_PRODUCTS = """(
    select product.dt as dt_of, product.product_id, told.line, told.amount
    from datalake.products as product
    left join marts.profit_and_loss_daily as told
        on told.product_id = product.product_id and told.dt <= product.dt
        and date_trunc('month', told.dt) = date_trunc('month', product.dt)
)"""

INSURANCE = "marts.insurance_performance"
INSURED = {"in force": "sum(row.policies_in_force)", "won": "sum(row.new_policies)"}
POLICIES = {
    "in force": "count(*) filter (where row.policy_status = 'active' and row.start_date <= row.dt)",
    "won": "count(*) filter (where row.start_date <= row.dt"
    " and date_trunc('month', row.start_date) = date_trunc('month', row.dt))",
}
SHOWN = (
    "(row.policy_status = 'active' and row.start_date <= row.dt"
    " or row.start_date <= row.dt and date_trunc('month', row.start_date) = date_trunc('month', row.dt))"
)
PREMIUMS = """(
    select *, date_trunc('month', dt) as month from datalake.premium_payments where payment_status = 'completed'
)"""


def finance_report_checks() -> Iterator[Asked]:
    """The checks whose tables exist."""
    yield from answerable((*_credit(), *_sheet(), *_profit(), *_insurance()))


def _credit() -> Iterator[Asked]:
    said, found = sums(PORTFOLIO, PORTFOLIO_SAID), sums(EXPOSURES, EXPOSED, where=OPEN_CREDIT)
    yield ties("portfolio_equals_exposures", PORTFOLIO, said=said, found=found)
    lent = {"owed": "sum(row.current_balance)"}
    drawn = {"owed": "sum(row.drawn_amount)"}
    today = (same_day(EXPOSURES), latest_weekday("loan_accounts"))
    yield ties(
        "mart_totals_equal_fact",
        EXPOSURES,
        said=sums(EXPOSURES, drawn, by="row.credit_type", where="row.exposure_type = 'loan'"),
        found=sums(LENT, lent, by="row.loan_type", dated=TODAY),
        needs=today,
    )
    yield ties(
        "mart_totals_equal_fact",
        DELINQUENCY,
        said=sums(DELINQUENCY, DELINQUENT, by="row.loan_type", where="row.outstanding + row.loan_count > 0"),
        found=sums(LENT, RUNNING, by="row.loan_type", dated=TODAY),
        needs=(same_day(DELINQUENCY), latest_weekday("loan_accounts")),
        due=is_month_end,
    )


def _sheet() -> Iterator[Asked]:
    owned, owed = SIDES.format(side="= 'asset'"), SIDES.format(side="<> 'asset'")
    position = (days_back(0, "marts.treasury_position_daily", PROFIT),)
    yield ties("balance_sheet_balances", SHEET, said=owned, found=owed, needs=position)
    kind = "coalesce(row.account_type, 'unconfirmed') || '_deposits'"
    deposits = sums(
        SHEET, {"deposits": "sum(row.amount)"}, by="row.line", where="row.line like '%\\_deposits' escape '\\'"
    )
    yield ties(
        "deposits_equal_balances",
        SHEET,
        said=deposits,
        found=sums(DEPOSITED, {"deposits": "sum(row.closing_balance_usd)"}, by=kind),
        needs=(same_day(BALANCES), latest_weekday("curated.accounts")),
    )
    loans = sums(SHEET, {"owed": "sum(row.amount)"}, by="row.line", where="row.line like '%\\_loans' escape '\\'")
    yield ties(
        "loans_equal_loan_accounts",
        SHEET,
        said=loans,
        found=sums(LENT, {"owed": "sum(row.current_balance)"}, by="row.loan_type || '_loans'", dated=TODAY),
        needs=(latest_weekday("loan_accounts"),),
    )


def _profit() -> Iterator[Asked]:
    yield ties("mart_totals_equal_fact", PROFIT, said=sums(PROFIT, EARNED), found=sums(POSTED, PARTS))
    yield ties("mart_totals_equal_fact", PROFIT, said=RESULT, found=BALANCE_OF_LINES)
    yield ties(
        "profitability_equals_profit_and_loss",
        PRODUCTS,
        said=sums(PRODUCTS, BY_PRODUCT, by="row.product_id"),
        found=sums(MONTH_OF_PRODUCTS, BY_LINE, by="row.product_id", dated=TODAY),
        needs=(same_day(PRODUCTS, "products"), whole_month(PROFIT)),
        due=is_month_end,
    )


def _insurance() -> Iterator[Asked]:
    yield ties(
        "mart_totals_equal_fact",
        INSURANCE,
        said=sums(INSURANCE, INSURED, by="row.product_id", where="row.policies_in_force + row.new_policies > 0"),
        found=sums("datalake.policies", POLICIES, by="row.product_id", where=SHOWN),
        needs=(same_day(INSURANCE, "policies"),),
        due=is_month_end,
    )
    yield ties(
        "mart_totals_equal_fact",
        INSURANCE,
        said=sums(INSURANCE, {"collected": "sum(row.premium_collected)"}),
        found=sums(
            PREMIUMS,
            {"collected": "sum(row.amount)"},
            dated="row.dt <= days.dt and row.month = date_trunc('month', days.dt)",
        ),
        needs=(same_day(INSURANCE), whole_month("premium_payments")),
        due=is_month_end,
        opens_itself=False,
    )
