"""What is asked about customers' worth and wishes, worked out from the raw deliveries with pandas."""

from collections import defaultdict
from datetime import date
from typing import Any

from financial_lake_tests.questions.agreement import agree
from financial_lake_tests.questions.conftest import LATEST, Asked
from financial_lake_tests.questions.customer_figures import habits, lifetime_values, tier, wealth
from financial_lake_tests.questions.raw_deliveries import RawDeliveries, ratio

NOVEMBER, LAST = LATEST[0], LATEST[-1]
PERMISSIONS = ("e_statements", "marketing_email", "marketing_sms", "paper_statements", "push_notifications")
WAYS = ("marketing_email", "marketing_sms", "push_notifications")


def test_lifetime_value(asked: Asked, raw: RawDeliveries) -> None:
    for day in (NOVEMBER, LAST):
        worth = lifetime_values(raw, day)
        ranked = sorted(worth.items(), key=lambda each: (-each[1][-2], each[0]))
        agree(asked("lifetime_value", month=day, top=1000), [(customer, *figures) for customer, figures in ranked])


def test_customer_segments(asked: Asked, raw: RawDeliveries) -> None:
    for day in (NOVEMBER, LAST):
        members: dict[str, list[list[Any]]] = defaultdict(list)
        for segment, *figures in habits(raw, day).values():
            members[segment].append(figures)
        expected = []
        for segment, rows in members.items():
            recency, frequency, money = zip(*rows, strict=True)
            expected.append((segment, len(rows), sum(frequency), sum(money), min(recency), max(recency)))
        agree(asked("customer_segments", month=day), sorted(expected, key=lambda row: (-row[1], row[0])))


def test_wealth_tiers(asked: Asked, raw: RawDeliveries) -> None:
    for day, before in ((NOVEMBER, date(2024, 10, 31)), (LAST, NOVEMBER)):
        now, then = wealth(raw, day), wealth(raw, before)
        expected = []
        for name in ("platinum", "gold", "silver", "bronze"):
            members = [customer for customer, amount in now.items() if tier(amount) == name]
            came_from = [then[each] for each in members if each in then and tier(then[each]) != name]
            up = sum(amount < min(now[each] for each in members) for amount in came_from)
            if members:
                total = sum(now[each] for each in members)
                expected.append((name, len(members), total, up, len(came_from) - up))
        agree(asked("wealth_tiers", month=day), expected)


def permissions(raw: RawDeliveries, day: date) -> dict[int, set[str]]:
    """What each customer has agreed to."""
    rows = raw.on("customer_preferences", day)
    agreed = rows[rows["opted_in"]].groupby("customer_id")["preference_type"].agg(set)
    return {customer: agreed.get(customer, set()) for customer in raw.segments(day)}


def test_contactable_customers(asked: Asked, raw: RawDeliveries) -> None:
    profiles = raw.on("customer_profiles", LAST).set_index("customer_id")
    reached = [set(raw.on(table, LAST)["customer_id"]) for table in ("email_addresses", "phone_numbers")]
    expected = []
    for customer, agreed in sorted(permissions(raw, LAST).items()):
        way = next((each for each in WAYS if each in agreed), None)
        if way and profiles.loc[customer, "customer_status"] != "closed":
            can_be = "marketing_email" in agreed and all(customer in each for each in reached)
            segment = profiles.loc[customer, "customer_segment"]
            expected.append((customer, segment, way, agreed.issuperset(WAYS), can_be))
    agree(asked("contactable_customers"), expected)
    retail = [row for row in expected if row[1] == "retail"]
    agree(asked("contactable_customers", segment="retail"), retail)


def test_opt_in_rates(asked: Asked, raw: RawDeliveries) -> None:
    segments = raw.segments(LAST)
    agreed = permissions(raw, LAST)
    expected = []
    for permission in PERMISSIONS:
        for segment in ("all", *sorted(set(segments.values()))):
            members = [each for each in segments if segment in {"all", segments[each]}]
            yes = sum(permission in agreed[each] for each in members)
            expected.append((permission, segment, len(members), yes, ratio(yes, len(members))))
    agree(asked("opt_in_rates", day=LAST), expected)
