"""What claims say of what happened, in a few words each."""

from financial_lake.simulation.bank import Bank
from financial_lake.simulation.insurance.coverages import COVERAGE_TYPES
from financial_lake.simulation.streams import Ints

WORDS = {
    "death": ("Death after an illness", "Death by accident", "Natural death"),
    "disability": ("Unable to work after an accident", "Lasting back injury", "Unable to work after an illness"),
    "dwelling": ("Water damage in the kitchen", "Storm damage to the roof", "Fire in the garage"),
    "contents": ("Burglary while away", "Furniture damaged by a burst pipe", "Electronics damaged by lightning"),
    "liability": ("Visitor fell on icy steps", "Falling branch damaged a fence", "Guest bitten by the family dog"),
    "collision": ("Rear-end collision at a light", "Hit a guard rail on a wet road", "Collision while parking"),
    "comprehensive": ("Windscreen broken by a stone", "Vehicle stolen from a car park", "Hail damage to the bonnet"),
    "bodily_injury": ("Cyclist injured at a crossing", "Passenger hurt in a collision", "Pedestrian hurt by a mirror"),
    "inpatient": ("Surgery with a hospital stay", "Hospital stay for observation", "Emergency admission"),
    "outpatient": ("Specialist treatment", "Physiotherapy after an injury", "Diagnostic imaging"),
    "dental": ("Root canal and crown", "Tooth broken in a fall", "Dental implant"),
    "medical": ("Treatment in a clinic abroad", "Medical transport home", "Emergency treatment abroad"),
    "cancellation": ("Trip cancelled because of illness", "Trip cut short", "Connecting flight missed"),
    "baggage": ("Suitcase lost by the carrier", "Bag stolen at the airport", "Camera damaged in transit"),
}
"""By coverage type."""
DESCRIPTIONS = tuple(text for risk in COVERAGE_TYPES for text in WORDS[risk])
OF_A_RISK = 3


def descriptions_of(bank: Bank, claim_id: Ints, risk: Ints) -> Ints:
    """Index into `DESCRIPTIONS` of each claim."""
    return risk * OF_A_RISK + bank.stream("claims", "description").integer(OF_A_RISK, claim_id)
