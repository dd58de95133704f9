"""The five personas: who they are, what they earn, how they bank (tables.md 4).

Rows and entries are in the order of `PERSONAS`. What follows from them for one table (loan appetite, merchants,
credit cards used abroad) belongs with that table.
"""

import numpy as np

PERSONAS = ("frequent_traveler", "young_parent", "digital_native", "college_student", "boomer")
FREQUENT_TRAVELER, YOUNG_PARENT, DIGITAL_NATIVE, COLLEGE_STUDENT, BOOMER = range(5)

WEALTH_SEGMENTS = ("mass_market", "affluent", "high_net_worth")
MASS, AFFLUENT, HIGH_NET_WORTH = range(3)

EMPLOYMENT_STATUSES = ("salaried", "self_employed", "retired", "student", "unemployed")
SALARIED, SELF_EMPLOYED, RETIRED, STUDENT, UNEMPLOYED = range(5)

GENDERS = ("female", "male", "other", "undisclosed")
GENDER_WEIGHTS = (49, 49, 1, 1)

WEIGHTS = np.array([8, 20, 25, 12, 35])
"""Slots of each persona in every hundred."""

AGES = np.array([[32, 58], [28, 42], [23, 35], [18, 24], [55, 78]])
"""Youngest and oldest age on the day of reference."""

WEALTH = np.array([[0, 60, 40], [55, 45, 0], [70, 30, 0], [100, 0, 0], [30, 50, 20]])
"""Weights of mass market, affluent, high net worth."""

BRACKETS = ("under_25k", "25k_50k", "50k_100k", "100k_250k", "over_250k")
BRACKET_EDGES = np.array([8_000, 25_000, 50_000, 100_000, 250_000, 2_000_000])
"""Dollars a year: where each bracket begins, and the highest income there is."""

INCOME = np.array([[0, 0, 0, 70, 30], [0, 0, 50, 50, 0], [5, 36, 59, 0, 0], [80, 20, 0, 0, 0], [0, 10, 41, 37, 12]])
"""Weights of the income brackets."""

TAIL_OF_INCOMES = 2.2
"""Pareto exponent of incomes over 250,000."""

EMPLOYMENT = np.array([[85, 15, 0, 0, 0], [82, 12, 0, 0, 6], [84, 10, 0, 0, 6], [35, 0, 0, 65, 0], [70, 20, 0, 0, 10]])
"""Weights of the employment statuses up to the 66th birthday."""

EMPLOYMENT_FROM_66 = (15, 0, 85, 0, 0)

ACTIVITY = np.array([1.20, 1.25, 1.20, 0.80, 0.80])
"""Factor on the number of discretionary flows and card uses."""

SPEND = np.array([1.75, 1.15, 0.90, 0.55, 1.05])
"""Factor on amounts spent."""

WEALTH_SPEND = np.array([0.85, 1.15, 1.70])
"""What wealth makes of the spend factor."""

WEEKEND = np.array([1.25, 1.09, 1.33, 1.56, 0.47])
"""Factor of card use on Saturday and Sunday; weekdays make up for it."""

LEAVING = np.array([1.0, 0.65, 1.0, 1.4, 0.8])
LEAVING_OF_WEALTH = np.array([0.035, 0.04, 0.02])
"""Chance a year of wishing to leave, by wealth; times the persona's factor, times `LEAVING_LEVEL`."""
LEAVING_LEVEL = 1.15

CARD_ONLY = np.array([0.30, 0.20, 0.30, 0.25, 0.24])
"""Share of customers without a deposit account."""

CREDIT_CARD = np.array([0.47, 0.24, 0.17, 0.08, 0.16])
"""Share of deposit holders who also get a credit card."""

CHANNELS = ("mobile_app", "branch", "phone", "web")
PREFERRED_CHANNEL = np.array([[55, 5, 20, 20], [50, 15, 15, 20], [75, 2, 5, 18], [80, 3, 2, 15], [20, 40, 25, 15]])
ENGAGEMENT = np.array([45, 60, 75, 65, 50])
"""Level of the engagement score."""

INVESTMENTS = np.array([0.27, 0.14, 0.10, 0.02, 0.34])
"""Share of customers who hold an investment account on a day, quiet ones and newcomers counted."""
INSURANCE = np.array([0.21, 0.30, 0.07, 0.03, 0.27])
"""Share of holders of insurance without a mortgage, for the policies to come; quiet customers have none."""
