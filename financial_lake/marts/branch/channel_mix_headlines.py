"""The day's channels in a line each: which share of customers' postings and contacts was digital, or a chatbot's."""

from financial_lake.contract import Count, LakeTable, LoadPattern, Ratio, Text, count, key, rate


class ChannelMixHeadlines(LakeTable, grain="headline", load=LoadPattern.DAY, owner="branch_network"):
    """The day's channels in a line each: which share of customers' postings and contacts was digital, or a chatbot's.

    Postings at a shop's till or by the bank's own system say nothing about where the customer banks and are left
    out of the share.
    """

    headline: Text = key("what the line is about")
    numerator: Count = count(
        "digital postings: in the app or online; contacts in the app or on the web; or those of a chatbot", ge=0
    )
    denominator: Count = count("postings in the app, online, at a machine or in a branch; or all contacts", ge=0)
    share: Ratio = rate("one over the other; none on a day without any", null=True, ge=0, le=1)
