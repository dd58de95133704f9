"""Words from which the names of shops, companies and banks are put together; no names of their own.

Every combination is invented. The words that would make a well-known brand are left out, and
`vocabulary` refuses surnames that are brands.
"""

WORD_BEGINNINGS = (
    "Alder", "Amber", "Bracken", "Briar", "Cinder", "Clover", "Copper", "Dapple", "Elder", "Fallow", "Fennel",
    "Gable", "Hazel", "Heather", "Juniper", "Lark", "Mallow", "Nettle", "Otter", "Pebble", "Quill", "Rowan",
    "Saffron", "Sorrel", "Tansy", "Thistle", "Umber", "Willow", "Wren", "Yarrow",
)  # fmt: skip
WORD_ENDINGS = ("combe", "fold", "garth", "holt", "hythe", "mere", "thorpe", "wick")

MERCHANTS_OF_CODE = {
    "5411": 16, "5812": 16, "5814": 16, "5541": 14, "5311": 12, "4900": 5, "4814": 5, "5815": 10, "5912": 11,
    "8011": 8, "5641": 8, "5732": 8, "7832": 8, "8220": 6, "7011": 8, "4511": 7, "5944": 6, "6011": 8,
    "5094": 4, "7995": 4,
}  # fmt: skip
"""Merchants of each category code, 180 in all, in order of merchant_id: merchants 1-16 are grocery stores."""

TRADE_WORD_OF_CODE = {
    "5411": "Grocery", "5812": "Kitchen", "5814": "Burgers", "5541": "Fuel", "5311": "Stores", "4900": "Energy",
    "4814": "Telecom", "5815": "Streaming", "5912": "Pharmacy", "8011": "Clinic", "5641": "Kidswear",
    "5732": "Electronics", "7832": "Cinema", "8220": "College", "7011": "Hotel", "4511": "Airways",
    "5944": "Jewellers", "6011": "Cashpoint", "5094": "Bullion", "7995": "Casino",
}  # fmt: skip

EMPLOYER_KINDS = ("Logistics", "Foods", "Engineering", "Software", "Health", "Builders", "Textiles", "Schools")
LANDLORD_KINDS = ("Property Lettings", "Homes", "Residential", "Apartments")
PAYEE_KINDS = (
    "Plumbing", "Day Care", "Landscaping", "Tutoring", "Auto Repair", "Roofing", "Dental", "Veterinary", "Storage",
    "Music Lessons", "Condo Association", "Cleaning",
)  # fmt: skip
TRANSIT_KINDS = ("Transit Card", "Metro Pass", "Phone Top-up", "Vending")
WIRE_KINDS = ("Trading", "Exports", "Marine", "Holdings", "Partners", "Consulting", "Machinery", "Imports")
BROKER_KINDS = ("Brokerage", "Securities", "Invest")
BANK_KINDS = ("Savings Bank", "Trust Bank", "Commerce Bank", "Credit Union", "National Bank", "Banking Corporation")

STREET_TYPES = ("Street", "Avenue", "Road", "Lane", "Drive", "Court", "Place", "Boulevard", "Way", "Terrace")
MAIL_DOMAINS = ("postfold.example", "inboxmere.example", "mailwick.example", "letterholt.example", "notegarth.example")
COMPANY_DOMAINS = (
    "alderworks.example", "brackenco.example", "cinderlabs.example", "fallowgroup.example", "sorreltrade.example",
)  # fmt: skip

HARD_WOMEN = ("Zoë", "Anne-Marie", "Renée")
HARD_MEN = ("José", "Jürgen", "Jean-Luc")
HARD_LAST_NAMES = (
    "O'Sullivan", "D'Angelo", "García-Márquez", "van der Berg", "de la Cruz", "Müller", "Björkström", "Smith-Jones",
    "Núñez", "St. Clair",
)  # fmt: skip
"""Names that break careless software: apostrophe, hyphen, particle, accent, umlaut, blank and full stop."""

BRAND_SURNAMES = frozenset(
    {
        "Ford", "Morgan", "Chase", "Wells", "Johnson", "Walton", "Baker", "Hughes", "Dean", "Wendy", "Kraft", "Mars",
        "Campbell", "Kellogg", "Davidson", "Harley", "Dell", "Gates", "Goodyear", "Hilton", "Marriott", "Penney",
        "Sherwin", "Williams", "Wright", "Young", "Stanley", "Black", "Decker", "Price", "Schwab", "Edwards", "Jones",
        "Raymond", "James", "Goldman", "Ross", "Taylor", "Lee", "Martin", "Carter", "Gerber", "Fisher", "Gap", "Lane",
        "Klein", "Perry", "Ellis", "Gamble", "Proctor", "Procter", "Hershey", "Smucker", "Wesson", "Smith", "Mack",
        "Duncan", "Francis", "Howard", "Frank", "Simmons", "Sanders", "Cook", "Mills", "Love", "Barclay", "Lloyd",
    }
)  # fmt: skip
"""Surnames that are also brands: people may bear them, companies here do not."""
