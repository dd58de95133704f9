"""Everything a customer has signed in one shape: deposit and card accounts, loans, policies, investments."""

import pandas as pd

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    code,
    day,
    flag,
    instant,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)
from financial_lake.simulation.geography import REGIONS
from financial_lake.simulation.insurance.policies import STATUSES
from financial_lake.simulation.insurance.policy_terms import FREQUENCIES
from financial_lake.simulation.product_catalogue import CATEGORIES
from financial_lake.simulation.register import TIN_TYPES
from financial_lake.simulation.securities import SECURITY_TYPES

CLASS_DIGITS = {"account": 1, "loan": 2, "policy": 3, "investment": 4}
"""The last digit of a contract_id."""
ENDED_EARLY = ("lapsed", "cancelled")


class ContractRecords(
    LakeTable, grain="contract, running or recently ended", load=LoadPattern.DAY_ON_WEEKDAYS, owner="deposits"
):
    """Everything a customer has signed in one shape: deposit and card accounts, loans, policies, investments.

    Balances are not here; they are facts.
    """

    contract_id: Id = key("id in its register x 10 + class: 1 account, 2 loan, 3 policy, 4 investment")
    contract_class: Text = code("register it is kept in", tuple(CLASS_DIGITS))
    account_id: Id = number("id in its register")
    customer_id: Id = number("owner, borrower, holder or investor")
    account_type: Text = text("type within the class")
    product_id: Id = number("what was sold")
    product_name: Text = text("name of the product")
    product_category: Text = code("shelf of the product", CATEGORIES)
    status: Text = text("status within the class", pii=Pii.SENSITIVE)
    is_open: Flag = flag("neither closed nor paid off nor written off nor ended")
    branch_id: Id = number("branch that keeps an account", null=True)
    branch_region: Text = code("region of that branch", REGIONS, null=True)
    open_date: Day = day("first day")
    opening_year: Int = number("year of the first day")
    closing_date: Day = day("last day, once it has come", null=True)
    maturity_date: Day = day("agreed end; of a policy that of its running term", null=True)
    account_number_masked: Text = text("number with its last four digits only", null=True)
    currency: Text = text("currency of the contract")
    interest_rate: Rate = rate("yearly rate of deposits and loans", null=True)
    annual_yield: Rate = rate("yearly rate a deposit earns", null=True)
    apr: Rate = rate("yearly rate of a card", null=True)
    credit_limit: Money = money("most that may be owed on a card", null=True)
    principal_amount: Money = money("amount lent", null=True)
    loan_term_months: Int = number("instalments of a loan", null=True)
    installment_amount: Money = money("monthly instalment of a loan", null=True)
    linked_account_id: Id = number("account that pays a loan or a policy, or settles trades", null=True)
    cd_term_months: Int = number("term of a term deposit", null=True)
    policy_status: Text = code("how a policy stands", STATUSES, pii=Pii.SENSITIVE, null=True)
    policy_sub_status: Text = code("how a policy ended before its time", ENDED_EARLY, pii=Pii.SENSITIVE, null=True)
    coverage_amount: Money = money("what a policy covers", null=True)
    premium_amount: Money = money("an instalment of a policy's premium", null=True)
    premium_frequency: Text = code("how often an instalment falls due", FREQUENCIES, null=True)
    security_type: Text = code("kind of the largest holding of an investment account", SECURITY_TYPES, null=True)
    tin_type: Text = code("whose tax number the owner's is", TIN_TYPES, pii=Pii.SENSITIVE, null=True)
    tin_number: Text = text("owner's tax number, last four digits only", pii=Pii.SECRET, null=True)
    created_at: Instant = instant("when the owner joined", null=True)
    updated_at: Instant = instant("last change of the owner's profile", null=True)

    @row_rule("the number ends in the digit of its class", {"contract_id": 3})
    def number_ends_in_class(cls, rows: pd.DataFrame) -> pd.Series:
        digit = rows["contract_class"].map(CLASS_DIGITS).astype(rows["contract_id"].dtype)
        return rows["contract_id"] == rows["account_id"] * 10 + digit

    @row_rule("only loans have a principal", {"contract_class": "loan", "principal_amount": None})
    def principal_iff_loan(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["principal_amount"].notna() == rows["contract_class"].eq("loan")

    @row_rule("only policies cover something", {"contract_class": "policy", "coverage_amount": None})
    def coverage_iff_policy(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["coverage_amount"].notna() == rows["contract_class"].eq("policy")

    @row_rule("a policy's status is the contract's", {"contract_class": "policy", "policy_status": None})
    def policy_status_is_the_status(cls, rows: pd.DataFrame) -> pd.Series:
        is_policy = rows["contract_class"].eq("policy")
        return rows["policy_status"].fillna("").eq(rows["status"].where(is_policy, ""))

    @row_rule("an open contract has no last day", {"is_open": True, "closing_date": "2024-10-01"})
    def open_without_last_day(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["is_open"] == rows["closing_date"].isna()
