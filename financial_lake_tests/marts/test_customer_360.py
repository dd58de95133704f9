"""M13: the worked example, numbers of other marts, and the current form kept in step with the month's."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from financial_lake.curated.accounts import Accounts
from financial_lake.curated.customer_records import CustomerRecords
from financial_lake.curated.fx_rates import FxRates
from financial_lake.datalake.branches.branch_visits import BranchVisits
from financial_lake.datalake.compliance.kyc_records import KycRecords
from financial_lake.datalake.crm.complaints import Complaints
from financial_lake.datalake.crm.interactions import Interactions
from financial_lake.datalake.crm.satisfaction_surveys import SatisfactionSurveys
from financial_lake.datalake.customers.credit_scores import CreditScores
from financial_lake.datalake.insurance.claims import Claims
from financial_lake.datalake.insurance.policies import Policies
from financial_lake.datalake.investments.investments import Investments
from financial_lake.datalake.lending.loan_accounts import LoanAccounts
from financial_lake.datalake.lending.risk_assessments import RiskAssessments
from financial_lake.datalake.payments.cards import Cards
from financial_lake.engines.queries import query_of
from financial_lake.marts.customer.churn_risk import ChurnRisk
from financial_lake.marts.customer.contact_permission import ContactPermission
from financial_lake.marts.customer.cross_sell_signals import CrossSellSignals
from financial_lake.marts.customer.customer_360 import Customer360
from financial_lake.marts.customer.customer_360_current import Customer360Current
from financial_lake.marts.customer.customer_lifetime_value import CustomerLifetimeValue
from financial_lake.marts.customer.customer_segmentation import CustomerSegmentation
from financial_lake.marts.customer.wealth_tier import WealthTier
from financial_lake.marts.rollups.customer_day import CustomerDay
from financial_lake_tests.worked_examples import answer

NOVEMBER, YEAR_END = date(2024, 11, 30), date(2024, 12, 31)


def record(day: date, customer: int = 1001) -> dict[str, Any]:
    """The customer's record; of every closed list the first value."""
    codes = {each.name: each.values[0] for each in CustomerRecords.column_meanings() if each.values}
    return {**codes, "dt": day, "customer_id": customer, "full_name": "Ada Lovelace"}


def bank(day: date, judged_on: date) -> dict[Any, Any]:
    """One customer with two accounts, three cards and four postings, as of the day; a second one with nothing."""
    ours = {"dt": day, "customer_id": 1001}
    judged = {"dt": judged_on, "customer_id": 1001}
    return {
        CustomerRecords: [record(day), record(day, 1002)],
        Accounts: [
            {**ours, "account_id": 1, "account_status": "active", "currency": "EUR", "credit_limit": "1000.00"},
            {**ours, "account_id": 2, "account_status": "frozen", "currency": "USD"},
            {**ours, "account_id": 3, "account_status": "closed", "currency": "USD", "credit_limit": "9.00"},
        ],
        FxRates: [{"dt": day, "currency": each, "usd_rate": rate} for each, rate in (("USD", "1.0"), ("EUR", "1.1"))],
        Cards: [
            {**ours, "card_id": number, "card_status": "active" if number < 4 else "expired"} for number in (1, 2, 3, 4)
        ],
        LoanAccounts: [
            {**ours, "loan_id": 1, "current_balance": "70.00", "next_due_on": date(2025, 1, 9), "days_past_due": 0},
            {**ours, "loan_id": 2, "current_balance": "30.00", "next_due_on": date(2024, 12, 9), "days_past_due": 22},
            {**ours, "loan_id": 3, "current_balance": "5.00", "closed_on": day},
        ],
        Investments: [{**ours, "investment_id": 11, "current_value": "600.00"}],
        CustomerDay: [
            {**ours, "transaction_count": 1, "spend_amount_usd": "5.00", "card_owed_usd": "550.00"},
            {**ours, "dt": day - timedelta(days=29), "transaction_count": 3, "spend_amount_usd": "2.00"},
            {**ours, "dt": day - timedelta(days=30), "transaction_count": 50, "card_owed_usd": "9.00"},
        ],
        BranchVisits: [{**ours, "visit_id": 1}, {**ours, "dt": day - timedelta(days=30), "visit_id": 2}],
        CreditScores: [{**ours, "credit_score_id": place, "score": score} for place, score in enumerate((700, 701))],
        Policies: [
            {**ours, "policy_id": 1, "policy_status": "active", "coverage_amount": "5000.00"},
            {**ours, "policy_id": 2, "policy_status": "active", "coverage_amount": "700.00"},
            {**ours, "policy_id": 3, "policy_status": "lapsed", "coverage_amount": "9.00"},
        ],
        Claims: [
            {**ours, "claim_id": place, "claim_status": status}
            for place, status in enumerate(("submitted", "under_review", "approved", "rejected", "paid"))
        ],
        Interactions: [
            {**ours, "dt": day - timedelta(days=back), "interaction_id": back, "sentiment_score": mood}
            for back, mood in ((3, "0.40"), (89, "0.65"), (90, "0.10"))
        ],
        Complaints: [
            {**ours, "complaint_id": 1, "status": "open"},
            {**ours, "complaint_id": 2, "status": "investigating"},
            {**ours, "complaint_id": 3, "status": "resolved", "resolved_date": day},
        ],
        SatisfactionSurveys: [
            {**ours, "dt": day - timedelta(days=back), "survey_id": 1_000 - back, "nps_score": score}
            for back, score in ((2, 9), (5, 3), (90, 1))
        ],
        RiskAssessments: [
            {
                **ours,
                "dt": day - timedelta(days=back),
                "assessment_id": 1_000 - back,
                "application_id": application,
                "probability_default": chance,
            }
            for back, application, chance in ((0, 7, "0.50"), (6, None, "0.02"), (7, None, "0.30"))
        ],
        KycRecords: [{**ours, "kyc_id": 1001, "next_review_date": date(2025, 3, 1)}],
        WealthTier: [{**judged, "wealth_tier": "gold"}],
        CustomerLifetimeValue: [{**judged, "value_segment": "high_value"}],
        CustomerSegmentation: [{**judged, "segment": "champion"}],
        ChurnRisk: [{**judged, "churn_level": "low"}],
        CrossSellSignals: [{**judged, "signal": signal} for signal in ("product_gap", "idle_balance")],
        ContactPermission: [{**ours, "preferred_contact_channel": "marketing_sms", "do_not_contact": False}],
    }


EXPECTED = {
    "full_name": "Ada Lovelace",
    "account_count": 2,
    "card_count": 3,
    "transactions_30d": 4,
    "spend_30d_usd": Decimal("7.00"),
    "visits_30d": 1,
    "card_owed_usd": Decimal("550.00"),
    "credit_limit_total_usd": Decimal("1100.00"),
    "utilization": Decimal("0.5"),
    "loan_count": 2,
    "loan_outstanding": Decimal("100.00"),
    "next_due_on": date(2024, 12, 9),
    "days_past_due": 22,
    "investment_count": 1,
    "investment_value": Decimal("600.00"),
    "policy_count": 2,
    "coverage_total": Decimal("5700.00"),
    "claims_open": 3,
    "contacts_90d": 2,
    "mean_sentiment_90d": Decimal("0.525"),
    "open_complaints": 2,
    "last_nps": 9,
    "mean_bureau_score": 701,
    "probability_default": Decimal("0.02"),
    "next_review_date": date(2025, 3, 1),
    "wealth_tier": "gold",
    "value_segment": "high_value",
    "rfm_segment": "champion",
    "churn_level": "low",
    "signals": "idle_balance,product_gap",
    "do_not_contact": False,
    "preferred_contact_channel": "marketing_sms",
}


def test_two_accounts_three_cards_and_four_postings_are_one_row() -> None:
    ours, other = answer(Customer360, [YEAR_END], bank(YEAR_END, YEAR_END))
    assert {name: ours[name] for name in EXPECTED} == EXPECTED
    assert ours["last_contact_on"] == YEAR_END - timedelta(days=3)
    assert (other["policy_count"], other["contacts_90d"], other["last_nps"], other["open_complaints"]) == (
        0,
        0,
        None,
        0,
    )
    assert (other["account_count"], other["loan_count"], other["utilization"], other["signals"]) == (0, 0, None, "")
    assert (other["wealth_tier"], other["do_not_contact"]) == (None, True)


def test_the_current_form_is_of_the_latest_stored_day_and_the_last_months_judgements() -> None:
    latest = date(2024, 12, 10)
    given = bank(latest, NOVEMBER)
    given[CustomerRecords] = [*given[CustomerRecords], record(latest - timedelta(days=1), 1003)]
    ours, _ = answer(Customer360Current, [], given)
    assert {name: ours[name] for name in EXPECTED} == EXPECTED
    assert ours["as_of"] == latest


def test_the_current_form_on_a_months_end_is_the_months() -> None:
    months = answer(Customer360, [YEAR_END], bank(YEAR_END, YEAR_END))
    current = answer(Customer360Current, [], bank(YEAR_END, YEAR_END))
    assert [{**row, "dt": row["as_of"]} for row in current] == [{**row, "as_of": row["dt"]} for row in months]


def test_both_forms_are_one_text_but_for_the_days() -> None:
    def body(model: Any) -> str:
        text = query_of(model).text.split("\n),\n", maxsplit=1)[1]
        without_day = re.sub(r"\n    days\.dt(,| as as_of)(?=\n    record\.customer_id|\nfrom)", "", text)
        return re.sub(r"order by (days\.dt, )?record", "order by record", without_day).replace(",\nfrom", "\nfrom")

    assert body(Customer360) == body(Customer360Current)


def test_nothing_stands_on_a_day_that_ends_no_month_and_a_range_is_its_days() -> None:
    first, second = bank(NOVEMBER - timedelta(days=1), NOVEMBER), bank(YEAR_END, YEAR_END)
    both = {each: [*first[each], *second[each]] for each in first}
    both[CustomerRecords] = [*both[CustomerRecords], record(NOVEMBER)]
    both[FxRates] = [*both[FxRates], *bank(NOVEMBER, NOVEMBER)[FxRates]]
    assert answer(Customer360, [NOVEMBER - timedelta(days=1)], both) == []
    rows = answer(Customer360, [NOVEMBER, YEAR_END], both)
    assert [row["dt"] for row in rows] == [NOVEMBER, YEAR_END, YEAR_END]
    assert rows == answer(Customer360, [NOVEMBER], both) + answer(Customer360, [YEAR_END], both)
