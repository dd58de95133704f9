"""In which currencies customers received income on the day; loans in another one are riskier."""

from financial_lake.contract import Count, Id, LakeTable, LoadPattern, Text, count, key


class IncomeCurrencies(LakeTable, grain="customer and currency", load=LoadPattern.DAY, owner="payments"):
    """In which currencies customers received income on the day; loans in another one are riskier."""

    customer_id: Id = key("who received it")
    currency: Text = key("currency of the account it arrived on")
    posting_count: Count = count("completed postings of income", ge=1)
