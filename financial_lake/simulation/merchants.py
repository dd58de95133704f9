"""The 180 merchants and the 20 category codes they trade under, and which of them a customer goes to.

Codes, merchants and their weights are the same in every bank but for the names. Who pays how much, and
when, is decided where the payments are made: in `card_attempts` and in the ledger.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from financial_lake.simulation.bank import Bank, remembered
from financial_lake.simulation.streams import Bools, Floats, Ints
from financial_lake.simulation.trade_words import MERCHANTS_OF_CODE
from financial_lake.simulation.vocabulary import merchant_names

CATEGORIES = (
    "groceries", "dining", "travel", "utilities", "entertainment", "healthcare", "education", "shopping",
    "subscriptions", "gas", "other",
)  # fmt: skip
RISK_LEVELS = ("low", "medium", "high")
MERCHANT_TYPES = ("retail", "online", "subscription", "service")
RETAIL, ONLINE, SUBSCRIPTION, SERVICE = range(4)
MERCHANT_COUNTRIES = ("US", "CA", "GB", "MX", "FR")
COUNTRY_MERCHANTS = (126, 49, 2, 2, 1)
"""Merchants by country: 70 % US, 27 % Canadian, 3 % from elsewhere."""
PRICE, CENTS, TWENTIES = range(3)
"""How amounts look: priced as in shops, billed to the cent, or cash in twenties."""


@dataclass(frozen=True, slots=True)
class CategoryCode:
    """One merchant category code.

    Attributes:
        mcc: four digits.
        description: the trade in our own words.
        category: one of `CATEGORIES`.
        risk: one of `RISK_LEVELS`.
        share: per cent of an average customer's card purchases.
        median: dollars.
        spread: standard deviation of the logarithm.
        style: `PRICE`, `CENTS` or `TWENTIES`.
        trade: how its merchants sell when they do not sell subscriptions.
        remote: share of its purchases made with a physical card, but from afar.
    """

    mcc: str
    description: str
    category: str
    risk: str
    share: float
    median: float
    spread: float
    style: int
    trade: int
    remote: float


CODES: tuple[CategoryCode, ...] = (
    CategoryCode("5411", "grocery stores", "groceries", "low", 21.0, 44.0, 0.80, PRICE, RETAIL, 0.02),
    CategoryCode("5812", "restaurants", "dining", "low", 13.0, 34.0, 0.70, PRICE, SERVICE, 0.02),
    CategoryCode("5814", "fast food", "dining", "low", 13.0, 12.50, 0.50, PRICE, SERVICE, 0.02),
    CategoryCode("5541", "service stations", "gas", "low", 10.0, 41.0, 0.40, CENTS, RETAIL, 0.00),
    CategoryCode("5311", "department stores", "shopping", "low", 7.2, 52.0, 0.85, PRICE, ONLINE, 0.08),
    CategoryCode("4900", "utilities", "utilities", "low", 2.0, 95.0, 0.50, CENTS, SERVICE, 0.20),
    CategoryCode("4814", "telecommunication", "utilities", "low", 2.0, 55.0, 0.50, CENTS, SERVICE, 0.20),
    CategoryCode("5815", "digital media", "subscriptions", "low", 5.0, 13.0, 0.50, PRICE, SUBSCRIPTION, 1.00),
    CategoryCode("5912", "pharmacies", "healthcare", "low", 6.0, 21.0, 0.80, PRICE, RETAIL, 0.01),
    CategoryCode("8011", "doctors", "healthcare", "low", 2.5, 85.0, 0.90, CENTS, SERVICE, 0.02),
    CategoryCode("5641", "children's wear", "shopping", "low", 2.0, 38.0, 0.70, PRICE, ONLINE, 0.06),
    CategoryCode("5732", "electronics", "shopping", "low", 3.0, 110.0, 1.10, PRICE, ONLINE, 0.12),
    CategoryCode("7832", "cinemas", "entertainment", "low", 3.0, 26.0, 0.50, PRICE, SERVICE, 0.08),
    CategoryCode("8220", "colleges", "education", "low", 0.8, 420.0, 1.10, CENTS, SERVICE, 0.15),
    CategoryCode("7011", "hotels", "travel", "medium", 1.5, 190.0, 0.80, CENTS, SERVICE, 0.20),
    CategoryCode("4511", "airlines", "travel", "medium", 1.2, 310.0, 0.70, CENTS, ONLINE, 0.40),
    CategoryCode("5944", "jewellery", "shopping", "medium", 1.0, 160.0, 1.00, PRICE, RETAIL, 0.02),
    CategoryCode("6011", "cash withdrawals", "other", "medium", 4.5, 140.0, 0.50, TWENTIES, SERVICE, 0.00),
    CategoryCode("5094", "precious metals", "other", "high", 0.3, 640.0, 0.90, PRICE, RETAIL, 0.05),
    CategoryCode("7995", "gambling", "entertainment", "high", 1.0, 60.0, 1.00, PRICE, ONLINE, 0.20),
)
"""The twenty codes. Their order is part of the address of chance: append, never reorder."""

MCC = {each.mcc: place for place, each in enumerate(CODES)}
"""Place of a code in `CODES`."""
MERCHANTS_EACH = np.array([MERCHANTS_OF_CODE[each.mcc] for each in CODES], dtype=np.int64)
MERCHANT_COUNT = int(MERCHANTS_EACH.sum())
_FIRST_OF_CODE = dict(zip(MERCHANTS_OF_CODE, 1 + np.cumsum([0, *MERCHANTS_OF_CODE.values()]), strict=False))
FIRST_MERCHANT = np.array([_FIRST_OF_CODE[each.mcc] for each in CODES], dtype=np.int64)
"""merchant_id of the most popular merchant of each code."""
SUBSCRIPTION_SELLERS = {"5815": 10, "4900": 3, "4814": 3}
"""How many merchants of a code sell subscriptions, the most popular first: 16 in all."""


@dataclass(frozen=True, slots=True)
class Merchants:
    """All merchants in order of merchant_id, 1 ... 180; arrays of length 180.

    Attributes:
        merchant_id: 1 ... 180.
        name: unique invented names.
        code: index into `CODES`.
        type: index into `MERCHANT_TYPES`.
        sells_subscriptions: whether it charges customers monthly.
        country: index into `MERCHANT_COUNTRIES`.
    """

    merchant_id: Ints
    name: pa.StringArray
    code: Ints
    type: Ints
    sells_subscriptions: Bools
    country: Ints


@remembered(keep=1)
def merchants(bank: Bank) -> Merchants:
    """The merchants of the bank; they do not change."""
    merchant_id = np.arange(1, MERCHANT_COUNT + 1)
    code = code_of(merchant_id)
    sellers = np.array([SUBSCRIPTION_SELLERS.get(each.mcc, 0) for each in CODES])
    sells = merchant_id - FIRST_MERCHANT[code] < sellers[code]
    trade = np.array([each.trade for each in CODES])[code]
    goes_online = bank.stream("merchants", "merchant_type").chance(0.5, merchant_id)
    trade = np.where((trade == ONLINE) & ~goes_online, RETAIL, trade)
    country = np.empty(MERCHANT_COUNT, dtype=np.int64)
    order = np.argsort(bank.stream("merchants", "country").uniform(merchant_id))
    country[order] = np.repeat(np.arange(len(MERCHANT_COUNTRIES)), COUNTRY_MERCHANTS)
    return Merchants(
        merchant_id=merchant_id,
        name=merchant_names(bank),
        code=code,
        type=np.where(sells, SUBSCRIPTION, trade),
        sells_subscriptions=sells,
        country=country,
    )


def code_of(merchant_id: Ints) -> Ints:
    """Index into `CODES` of merchants."""
    by_id = np.empty(MERCHANT_COUNT, dtype=np.int64)
    for place, (first, count) in enumerate(zip(FIRST_MERCHANT, MERCHANTS_EACH, strict=True)):
        by_id[first - 1 : first - 1 + count] = place
    return by_id[np.asarray(merchant_id) - 1]


def merchant_by_weight(code: Ints, chance: Floats) -> Ints:
    """The merchant of a code (index into `CODES`) that a uniform number chooses: the i-th has weight 1/(i+2)."""
    place = np.searchsorted(_LADDER, code + chance, side="right") - _RUNGS[code]
    return FIRST_MERCHANT[code] + np.minimum(place, MERCHANTS_EACH[code] - 1)


def _ladder() -> Floats:
    """Cumulated weights of all codes end to end, those of code c between c and c + 1."""
    rungs = []
    for place, count in enumerate(MERCHANTS_EACH):
        weights = np.cumsum(1.0 / (np.arange(count) + 2.0))
        rungs.append(place + weights / weights[-1])
    return np.concatenate(rungs)


_LADDER = _ladder()
_RUNGS = np.cumsum(MERCHANTS_EACH) - MERCHANTS_EACH
