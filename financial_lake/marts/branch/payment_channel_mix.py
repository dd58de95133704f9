"""How customers' money moved on the day: by card, wire, cash, direct debit, bank transfer or inside the bank."""

import pyarrow as pa

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, Ratio, Text, count, key, money, rate
from financial_lake.renderings.plots import lines, panels, png


class PaymentChannelMix(LakeTable, grain="payment channel", load=LoadPattern.DAY, owner="branch_network"):
    """How customers' money moved on the day: by card, wire, cash, direct debit, bank transfer or inside the bank.

    Each completed posting counts once, so a card payment does not appear again as a transfer.
    """

    payment_channel: Text = key("card, wire, cash, direct_debit, bank_transfer or internal; all six, used or not")
    posting_count: Count = count("completed postings, corrections not counted again", ge=0)
    posting_amount_usd: Money = money("money that left and arrived, added up, in US dollars")
    count_share: Ratio = rate("postings over all of the day; none on a day without", null=True, ge=0, le=1)
    amount_share: Ratio = rate("amount over all of the day; none when that is zero", null=True)


def picture(rows: pa.Table) -> bytes:
    """Each channel's share of postings and of money, day by day, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, (upper, lower) = panels("How money moves", "share of postings", "share of money")
    lines(upper, rows, "count_share", by="payment_channel")
    lines(lower, rows, "amount_share", by="payment_channel")
    lower.get_legend().remove()
    return png(figure)
