"""Every contract of a customer with history: deposit and card accounts, loans, investment accounts."""

import pandas as pd

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Rate,
    Text,
    day,
    flag,
    key,
    money,
    number,
    rate,
    row_rule,
    text,
)


class DimAccount(LakeTable, grain="version of a contract", load=LoadPattern.FULL, owner="deposits"):
    """Every contract of a customer with history: deposit and card accounts, loans, investment accounts.

    The rows -1 (unknown) and -2 (not applicable) stand for facts without a contract. Balances are not here:
    they would make a version a day.
    """

    account_key: Id = key("contract_id x 100,000 + days from 1900-01-01 to valid_from")
    contract_id: Id = number("id in the source x 10 + class: 1 account, 2 loan, 4 investment")
    contract_class: Text = text("account, loan or investment")
    account_id: Id = number("id in the source")
    customer_id: Id = number("owner, borrower or investor")
    valid_from: Day = day("first day of the version; of the first one the day the contract began")
    valid_to: Day = day("first day of the next version, or of absence; 9999-12-31 while current")
    is_current: Flag = flag("no later version")
    version_number: Int = number("1, 2, ...", ge=1)
    is_deleted: Flag = flag("the contract left its register at its end")
    account_type: Text = text("type within the class")
    product_id: Id = number("product", null=True)
    status: Text = text("status within the class")
    branch_id: Id = number("branch of an account", null=True)
    open_date: Day = day("first day of the contract")
    opening_year: Id = number("year of the first day")
    closing_date: Day = day("last day, once it has come", null=True)
    maturity_date: Day = day("contractual end", null=True)
    account_number_masked: Text = text("last four digits", null=True)
    currency: Text = text("currency of the contract")
    interest_rate: Rate = rate("rate of deposits and loans", null=True)
    apr: Rate = rate("rate of cards", null=True)
    credit_limit: Money = money("limit of a card", pii=Pii.SENSITIVE, null=True)
    principal_amount: Money = money("amount lent", null=True)
    loan_term_months: Int = number("agreed term of a loan", null=True)
    installment_amount: Money = money("regular instalment of a loan", null=True)
    linked_account_id: Id = number("account that pays or settles", null=True)
    cd_term_months: Int = number("term of a certificate of deposit", null=True)

    @row_rule("a version ends after it begins", {"valid_from": "2024-10-02", "valid_to": "2024-10-02"})
    def ends_after_it_begins(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["valid_to"] > rows["valid_from"]
