"""Everything the bank knows of a customer in one row at the month's end: record, holdings, doings and judgements."""

import pandas as pd

from financial_lake.contract import (
    Count,
    Day,
    Flag,
    Int,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Ratio,
    Text,
    code,
    count,
    day,
    flag,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.contract.given_columns import ExtendedTable
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.marts.customer.churn_risk import LEVELS
from financial_lake.marts.customer.contact_permission import MARKETING_CHANNELS
from financial_lake.marts.customer.customer_lifetime_value import VALUE_SEGMENTS
from financial_lake.marts.customer.customer_segmentation import SEGMENTS
from financial_lake.marts.customer.wealth_tier import TIERS


class Customer360(
    ExtendedTable,
    of=CustomerRecords,
    grain="customer",
    load=LoadPattern.MONTH_END,
    owner="customer_office",
    reads_back=2,
    windows={
        "marts.customer_day": 29,
        "datalake.branch_visits": 29,
        "datalake.interactions": 89,
        "datalake.satisfaction_surveys": 89,
        "datalake.risk_assessments": 6,
    },
):
    """Everything the bank knows of a customer in one row at the month's end: record, holdings, doings and judgements.

    Every number is its own mart's or snapshot's, summed by customer before it is joined, so nothing counts twice.
    Who has left, or has no account, is missing in the marts that leave them out.
    """

    account_count: Count = count("deposit and credit card accounts that are not closed", ge=0)
    deposit_balance_usd: Money = money("closing balance of all deposit accounts together, in US dollars")
    card_count: Count = count("active cards", ge=0)
    card_owed_usd: Money = money("owed on credit cards, in US dollars", ge=0)
    credit_limit_total_usd: Money = money("most that may be owed on all credit cards, in US dollars", ge=0)
    utilization: Ratio = rate("owed over limit; none without a limit", pii=Pii.SENSITIVE, null=True, ge=0)
    loan_count: Count = count("running loans", ge=0)
    loan_outstanding: Money = money("principal still owed on them", ge=0)
    next_due_on: Day = day("earliest instalment due and unpaid", null=True)
    days_past_due: Int = number("of the loan longest overdue; 0 without one", pii=Pii.SENSITIVE, ge=0)
    investment_count: Count = count("investment accounts", ge=0)
    investment_value: Money = money("what they are worth", ge=0)
    policy_count: Count = count("insurance policies in force", ge=0)
    coverage_total: Money = money("what they cover", ge=0)
    claims_open: Count = count("claims filed and not yet rejected or paid", ge=0)
    transactions_30d: Count = count("completed postings in 30 days", ge=0)
    spend_30d_usd: Money = money("spent in 30 days less what merchants gave back, in US dollars")
    visits_30d: Count = count("visits to a branch in 30 days", ge=0)
    contacts_90d: Count = count("contacts with the bank in 90 days", ge=0)
    last_contact_on: Day = day("day of the latest of them", null=True)
    mean_sentiment_90d: Ratio = rate("mean mood in them, 0 to 1", pii=Pii.SENSITIVE, null=True, ge=0, le=1)
    open_complaints: Count = count("complaints not yet resolved", ge=0)
    last_nps: Int = number("latest answer to a survey in 90 days, 0 to 10", pii=Pii.SENSITIVE, null=True, ge=0, le=10)
    mean_bureau_score: Int = number("mean score of the bureaus, half a point rounded up", pii=Pii.SENSITIVE, null=True)
    probability_default: Rate = rate(
        "chance of being 90 days past due within twelve months, by the latest weekly rating",
        pii=Pii.SENSITIVE,
        null=True,
        gt=0,
        lt=1,
    )
    next_review_date: Day = day("when identity is to be checked again", null=True)
    wealth_tier: Text = code("tier by what is held at the month's end", tuple(TIERS), null=True)
    value_segment: Text = code("segment by lifetime value at the month's end", VALUE_SEGMENTS, null=True)
    rfm_segment: Text = code("segment by spending at the month's end", SEGMENTS, null=True)
    churn_level: Text = code("risk of leaving at the month's end", LEVELS, null=True)
    signals: Text = text("what could be offered, in alphabetical order, parted by commas; often empty")
    do_not_contact: Flag = flag("wants nothing sent")
    preferred_contact_channel: Text = code("the first way of offers agreed to, or none", (*MARKETING_CHANNELS, "none"))

    @row_rule("nothing is overdue without a loan", {"loan_count": 0, "days_past_due": 9})
    def overdue_needs_loan(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["days_past_due"].eq(0) | rows["loan_count"].gt(0)

    @row_rule("mood and last day exactly where there were contacts", {"contacts_90d": 3, "last_contact_on": None})
    def mood_iff_contacts(cls, rows: pd.DataFrame) -> pd.Series:
        known = rows["last_contact_on"].notna() & rows["mean_sentiment_90d"].notna()
        return known == rows["contacts_90d"].gt(0)

    @row_rule("use of a limit needs a limit", {"credit_limit_total_usd": "0.00", "utilization": "0.500000"})
    def utilization_needs_limit(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["utilization"].isna() == rows["credit_limit_total_usd"].eq(0)
