"""How card attempts were answered on the day: approved, or declined and why, by kind of card."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.contract import Count, LakeTable, LoadPattern, Money, Ratio, Text, count, key, money, rate, row_rule
from financial_lake.renderings.plots import lines, panels, png, series


class CardAuthorizationDaily(
    LakeTable, grain="kind of card and reason of decline, or all", load=LoadPattern.DAY, owner="payments"
):
    """How card attempts were answered on the day: approved, or declined and why, by kind of card.

    Refunds ask for nothing and are left out. The reason `all` is every attempt of the kind of card; a row of a
    single reason holds the attempts declined for it.
    """

    card_type: Text = key("debit or credit")
    decline_reason: Text = key("why the answer was no, or all attempts together")
    attempt_count: Count = count("attempts, refunds left out", ge=0)
    approved_count: Count = count("of these, approved", ge=0)
    declined_count: Count = count("of these, declined", ge=0)
    approval_rate: Ratio = rate("approved over attempts; none without attempts", null=True, ge=0, le=1)
    approved_amount: Money = money("asked for and approved, in US dollars", ge=0)
    declined_amount: Money = money("asked for and declined, in US dollars", ge=0)
    remote_share: Ratio = rate("attempts from afar over attempts; none without attempts", null=True, ge=0, le=1)

    @row_rule("an attempt is approved or declined", {"attempt_count": 9_999_999})
    def approved_or_declined(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["approved_count"] + rows["declined_count"] == rows["attempt_count"]

    @row_rule(
        "nothing declined for a reason is approved",
        {"decline_reason": "wrong_pin", "approved_count": 1, "declined_count": 0, "attempt_count": 1},
    )
    def reasons_are_of_declines(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["decline_reason"].eq("all") | rows["approved_count"].eq(0)


def picture(rows: pa.Table) -> bytes:
    """Approval rates of both kinds of cards and declines by reason, day by day, as a PNG.

    Args:
        rows: days of this mart.
    """
    figure, (upper, lower) = panels("Card authorizations", "approval rate", "declines of debit cards")
    for card_type in ("debit", "credit"):
        days, rates = series(rows, "approval_rate", card_type=card_type, decline_reason="all")
        upper.plot(days, rates, label=card_type, linewidth=1)
    upper.legend(fontsize=7, frameon=False)
    is_reason = pc.not_equal(rows.column("decline_reason"), "all")
    reasons = rows.filter(pc.and_(pc.equal(rows.column("card_type"), "debit"), is_reason))
    lines(lower, reasons, "declined_count", by="decline_reason")
    return png(figure)
