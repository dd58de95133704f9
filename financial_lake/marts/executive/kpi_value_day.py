"""The bank's key figures of the day, one row each."""

from financial_lake.contract import LakeTable, LoadPattern, Ratio, Text, key, rate

KPIS = {
    "customers": "customers who have not left",
    "accounts": "accounts that are not closed",
    "total_balance": "closing balances of all accounts together, what is owed on cards taken off",
    "transactions": "completed postings",
    "transaction_value": "what they moved, either way",
    "average_value": "value over number of postings, half a cent rounded up",
    "loans": "running loans",
    "loan_balance": "principal owed on them",
    "branch_visits": "visits to branches",
    "deposits_usd": "deposit accounts with something on them",
    "card_outstanding": "owed on credit cards",
    "assets_under_management": "deposits and investments",
    "active_customers_30d": "customers who spent in 30 days",
    "products_per_customer": "running contracts over customers who have not left",
    "new_customers_mtd": "customers who joined in the month so far",
    "churn_rate_12m": "customers who left in 365 days over those there before them",
    "net_interest_margin_mtd": "interest of the month so far, of a year, over loans, cards and treasury assets",
    "cost_income_mtd": "staff and servicing over what was earned before losses, in the month so far",
    "approval_rate": "card attempts approved over all",
    "nps_90d": "net promoter score of the surveys of 90 days, to one decimal",
    "delinquency_30_plus": "principal 30 and more days overdue over all principal",
    "defect_rate": "delivered postings that were bad over all delivered",
}
"""Each key figure and its definition; amounts are US dollars."""

THIS_MONTH = {"marts.profit_and_loss_daily": 30, "marts.treasury_position_daily": 30}


class KpiValueDay(
    LakeTable,
    grain="key figure",
    load=LoadPattern.DAY,
    owner="finance",
    reads_back=2,
    windows={"marts.customer_day": 29, "datalake.satisfaction_surveys": 89, **THIS_MONTH},
):
    """The bank's key figures of the day, one row each; `kpi_daily` sets them beside what they were."""

    kpi: Text = key("the key figure")
    value: Ratio = rate(
        "its value: a number, an amount in US dollars or a quotient; none for a share of nothing", null=True
    )
