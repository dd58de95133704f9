"""Every contract of a customer with history: deposit and card accounts, loans, policies, investments."""

from financial_lake.contract import (
    Day,
    Id,
    Instant,
    Int,
    Money,
    Pii,
    Rate,
    Text,
    day,
    instant,
    money,
    number,
    rate,
    text,
)
from financial_lake.contract.dimension import HistoryDimension
from financial_lake.curated.changes.contract_changes import ContractChanges


class DimAccount(
    HistoryDimension,
    of=ContractChanges,
    began="open_date",
    of_version=(
        "is_open",
        "product_name",
        "product_category",
        "branch_region",
        "annual_yield",
        "policy_status",
        "policy_sub_status",
    ),
):
    """Every contract of a customer with history: deposit and card accounts, loans, policies, investments.

    Balances are not here: they would make a version a day.
    """

    contract_class: Text = text("account, loan, policy or investment")
    account_id: Id = number("id in its register")
    customer_id: Id = number("owner, borrower, holder or investor")
    account_type: Text = text("type within the class")
    product_id: Id = number("what was sold")
    product_name: Text = text("name of the product when the version began")
    product_category: Text = text("shelf of the product when the version began")
    status: Text = text("status within the class", pii=Pii.SENSITIVE)
    branch_id: Id = number("branch that keeps an account", null=True)
    branch_region: Text = text("region of that branch", null=True)
    open_date: Day = day("first day of the contract")
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
    policy_status: Text = text("how a policy stands", pii=Pii.SENSITIVE, null=True)
    policy_sub_status: Text = text(
        "lapsed or cancelled, of a policy that ended before its time", pii=Pii.SENSITIVE, null=True
    )
    coverage_amount: Money = money("what a policy covers", null=True)
    premium_amount: Money = money("an instalment of a policy's premium", null=True)
    premium_frequency: Text = text("how often an instalment falls due", null=True)
    security_type: Text = text("kind of the largest holding of an investment account, as last stored", null=True)
    tin_type: Text = text("whose tax number the owner's is, as last stored", pii=Pii.SENSITIVE, null=True)
    tin_number: Text = text("owner's tax number, last four digits only, as last stored", pii=Pii.SECRET, null=True)
    created_at: Instant = instant("when the owner joined, as last stored", null=True)
    updated_at: Instant = instant("last change of the owner's profile, as last stored", null=True)
