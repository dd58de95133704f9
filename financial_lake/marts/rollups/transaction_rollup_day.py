"""The day's postings, counted and summed by kind of account, code, channel and instrument."""

import pandas as pd

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, Text, count, key, money, row_rule


class TransactionRollupDay(
    LakeTable,
    grain="kind of account, posting code, channel and instrument",
    load=LoadPattern.DAY,
    owner="payments",
    reads_back=2,
):
    """The day's postings, counted and summed by kind of account, code, channel and instrument."""

    account_type: Text = key("kind of account that moved; unknown when opened since the last weekday snapshot")
    transaction_code: Text = key("what exactly the postings were")
    channel: Text = key("where they were given")
    payment_method: Text = key("instrument")
    transaction_count: Count = count("completed postings, corrections not counted again", ge=0)
    failed_count: Count = count("attempts that failed", ge=0)
    debit_amount_usd: Money = money("money that left, in US dollars; a correction may give some back")
    credit_amount_usd: Money = money("money that arrived, in US dollars; a correction may take some back")
    fees_usd: Money = money("fees these postings caused, in US dollars; information, their fee rows are counted", ge=0)

    @row_rule("a posting code moves money one way", {"debit_amount_usd": "1.00", "credit_amount_usd": "1.00"})
    def one_way(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["debit_amount_usd"] == 0) | (rows["credit_amount_usd"] == 0)
