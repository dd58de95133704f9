"""How each branch did in the month: customers, deposits, loans, visits, cash, staff and fees, side by side."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Ratio,
    Text,
    count,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)


class BranchPerformance(
    LakeTable,
    grain="branch",
    load=LoadPattern.MONTH_END,
    owner="branch_network",
    reads_back=2,
    windows={
        "datalake.branch_visits": 30,
        "datalake.employees": 30,
        "datalake.satisfaction_surveys": 30,
        "warehouse_facts.fact_interaction": 30,
        "warehouse_facts.fact_transaction": 30,
    },
):
    """How each branch did in the month: customers, deposits, loans, visits, cash, staff and fees, side by side."""

    branch_id: Id = key("the branch")
    branch_name: Text = text("its name")
    customer_count: Count = count("customers whose home branch it is, those who left not counted", ge=0)
    account_count: Count = count("open deposit and card accounts it keeps", ge=0)
    deposits_usd: Money = money("closing balances of the deposit accounts it keeps, in US dollars")
    loans_outstanding: Money = money("owed on running loans by the customers whose home branch it is", ge=0)
    accounts_opened: Count = count("accounts opened in the month", ge=0)
    accounts_closed: Count = count("accounts closed in the month", ge=0)
    visit_count: Count = count("visits in the month", ge=0)
    cash_in: Money = money("banknotes paid in", ge=0)
    cash_out: Money = money("banknotes paid out", ge=0)
    staff_count: Count = count("staff at work on the month's last day", ge=0)
    open_days: Int = number("days of the month on which branches were open", ge=0, le=31)
    visits_per_staff_day: Ratio = rate("visits over staff at work on open days; none without staff", null=True, ge=0)
    application_count: Count = count("loans its customers asked for in the month", ge=0)
    approval_share: Ratio = rate(
        "loans approved over all decided in the month; none without a decision", null=True, ge=0, le=1
    )
    survey_count: Count = count("answered surveys about contacts in the branch, of the month", ge=0)
    nps: Ratio = rate("net promoter score of those, to one decimal; none without", null=True, ge=-100, le=100)
    fee_income: Money = money("fees charged to the accounts it keeps, in US dollars")
    deposits_per_customer: Money = money("deposits over customers, half a cent away from zero", null=True)
    branch_rank: Int = number("1 for most deposits a customer, ties in the order of ids, branches without last", ge=1)

    @row_rule(
        "deposits a customer are known where there are customers", {"customer_count": 5, "deposits_per_customer": None}
    )
    def quotient_where_customers(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["deposits_per_customer"].notna() == rows["customer_count"].gt(0)

    @row_rule("a score exactly where there are surveys", {"survey_count": 5, "nps": None})
    def score_iff_surveys(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["nps"].notna() == rows["survey_count"].gt(0)
