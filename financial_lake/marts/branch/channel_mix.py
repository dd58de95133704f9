"""Where each segment's customers bank: postings, contacts and visits by channel, with their share of the day."""

import pandas as pd

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, Ratio, Text, count, key, money, rate, row_rule


class ChannelMix(LakeTable, grain="channel and customer segment", load=LoadPattern.DAY, owner="branch_network"):
    """Where each segment's customers bank: postings, contacts and visits by channel, with their share of the day."""

    channel: Text = key("where it was done; all channels of postings and of contacts, used or not")
    customer_segment: Text = key("how the bank serves the customer, as of the day; all segments")
    posting_count: Count = count("completed postings, corrections not counted again", ge=0)
    posting_amount_usd: Money = money("money that left and arrived, added up, in US dollars")
    contact_count: Count = count("contacts with the bank", ge=0)
    chatbot_count: Count = count("of these, answered by a chatbot", ge=0)
    visit_count: Count = count("visits to branches; none through other channels", ge=0)
    posting_share: Ratio = rate("postings over all of the day; none on a day without", null=True, ge=0, le=1)
    amount_share: Ratio = rate("amount over all of the day; none when that is zero", null=True)
    contact_share: Ratio = rate("contacts over all of the day; none on a day without", null=True, ge=0, le=1)
    visit_share: Ratio = rate("visits over all of the day; none on a day without", null=True, ge=0, le=1)

    @row_rule("no more chatbots than contacts", {"contact_count": 1, "chatbot_count": 2})
    def chatbots_among_contacts(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["chatbot_count"] <= rows["contact_count"]
