"""Where each segment's customers bank: postings by channel and visits to branches, with their share of the day."""

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, Ratio, Text, count, key, money, rate


class ChannelMix(LakeTable, grain="channel and customer segment", load=LoadPattern.DAY, owner="branch_network"):
    """Where each segment's customers bank: postings by channel and visits to branches, with their share of the day."""

    channel: Text = key("where it was done; all channels of postings, used or not")
    customer_segment: Text = key("how the bank serves the customer, as of the day; all segments")
    posting_count: Count = count("completed postings, corrections not counted again", ge=0)
    posting_amount_usd: Money = money("money that left and arrived, added up, in US dollars")
    visit_count: Count = count("visits to branches; none through other channels", ge=0)
    posting_share: Ratio = rate("postings over all of the day; none on a day without", null=True, ge=0, le=1)
    amount_share: Ratio = rate("amount over all of the day; none when that is zero", null=True)
    visit_share: Ratio = rate("visits over all of the day; none on a day without", null=True, ge=0, le=1)
