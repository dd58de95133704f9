"""The CRM's view of a customer: segment, standing, checks, adviser, persona and demographics."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Flag,
    Id,
    Instant,
    Int,
    LakeTable,
    LoadPattern,
    Money,
    Pii,
    Reference,
    Text,
    code,
    day,
    flag,
    instant,
    key,
    money,
    number,
    refers,
    row_rule,
    text,
)
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.simulation.addresses import address_texts, current_addresses, places_on
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, month_of, year_of
from financial_lake.simulation.contacts import email_addresses, phone_numbers
from financial_lake.simulation.customer_names import full_names
from financial_lake.simulation.demographics import (
    JOB_TITLES,
    MARITAL_STATUSES,
    TOLERANCES,
    ages_on,
    dependents,
    marital_statuses,
    occupations,
    preferred_channels,
    risk_tolerances,
)
from financial_lake.simulation.geography import COUNTRIES, COUNTRY_OF_PLACE, place_text
from financial_lake.simulation.homes import OWNERSHIPS, home_ownership
from financial_lake.simulation.identity_checks import KYC_STATUSES, RISK_RATINGS, identity_checks, risk_ratings
from financial_lake.simulation.personas import (
    BRACKET_EDGES,
    BRACKETS,
    CHANNELS,
    EMPLOYMENT_STATUSES,
    GENDERS,
    PERSONAS,
    WEALTH_SEGMENTS,
)
from financial_lake.simulation.population import Customers, customers, employment_on, income_on, is_present, persona_on
from financial_lake.simulation.row_changes import instants_of, profile_changed_on
from financial_lake.simulation.standing import (
    CLOSED,
    CUSTOMER_SEGMENTS,
    CUSTOMER_STATUSES,
    RISK_PROFILES,
    advisers,
    customer_segments,
    customer_statuses,
    engagement_scores,
    risk_profiles,
)
from financial_lake.simulation.streams import Ints


class CustomerProfiles(
    LakeTable,
    grain="customer",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="customer_office",
    rules=("R29", "R34", "R35", "R36", "R53", "R59", "R63"),
):
    """The CRM's view of a customer: segment, standing, checks, adviser, persona and demographics."""

    customer_id: Id = key("customer", reference=Reference("customers", "customer_id"))
    full_name: Text = text("first and last name", pii=Pii.PERSONAL)
    email: Text = text("personal e-mail address", pii=Pii.PERSONAL, pattern=r"[a-z]+\.[a-z]+\d{1,2}@[a-z]+\.example$")
    phone: Text = text("mobile number", pii=Pii.PERSONAL, pattern=r"\(\d{3}\) 555-\d{4}$")
    address_line1: Text = text("house and street of the current address", pii=Pii.PERSONAL)
    city: Text = text("city of the current address", pii=Pii.PERSONAL)
    state_province: Text = text("state or province of the current address", pii=Pii.PERSONAL, pattern=r"[A-Z]{2}$")
    country: Text = code("country of the current address", COUNTRIES, pii=Pii.PERSONAL)
    customer_segment: Text = code("how the bank serves the customer", CUSTOMER_SEGMENTS, pii=Pii.SENSITIVE)
    wealth_segment: Text = code("how wealthy the customer is", WEALTH_SEGMENTS, pii=Pii.SENSITIVE)
    customer_status: Text = code(
        "closed from leaving; dormant from the 181st inactive day", CUSTOMER_STATUSES, pii=Pii.SENSITIVE
    )
    onboarding_date: Day = day("first day with the bank")
    assigned_agent_id: Id = refers("employees", "personal adviser, at work that day", null=True)
    kyc_status: Text = code("where the identity check stands", KYC_STATUSES, pii=Pii.SENSITIVE)
    risk_rating: Text = code("money-laundering risk", RISK_RATINGS, pii=Pii.SENSITIVE)
    risk_profile: Text = code("credit risk, as of the 1st of the month", RISK_PROFILES, pii=Pii.SENSITIVE)
    risk_tolerance: Text = code("an investor's appetite", TOLERANCES, pii=Pii.SENSITIVE)
    persona: Text = code("way of life and of banking", PERSONAS, pii=Pii.SENSITIVE)
    age: Int = number("full years", pii=Pii.SENSITIVE, ge=0, le=130)
    gender: Text = code("as told to the bank", GENDERS, pii=Pii.SENSITIVE)
    marital_status: Text = code("as told to the bank", MARITAL_STATUSES, pii=Pii.SENSITIVE)
    has_children: Flag = flag("whether there are dependents", pii=Pii.SENSITIVE)
    num_dependents: Int = number("dependents", pii=Pii.SENSITIVE, ge=0, le=4)
    occupation: Text = code("job title", JOB_TITLES, pii=Pii.SENSITIVE)
    employment_status: Text = code("how the customer earns a living", EMPLOYMENT_STATUSES, pii=Pii.SENSITIVE)
    annual_income: Money = money("before tax, in US dollars; steps on 1 January", gt=0)
    income_bracket: Text = code("bracket of the annual income", BRACKETS, pii=Pii.SENSITIVE)
    home_ownership: Text = code("whether the home is owned or rented", OWNERSHIPS, pii=Pii.SENSITIVE)
    preferred_channel: Text = code("where the customer likes to bank", CHANNELS)
    engagement_score: Int = number(
        "how lively the relation is, as of the 1st of the month", pii=Pii.SENSITIVE, ge=0, le=100
    )
    is_churned: Flag = flag("whether the customer has left", pii=Pii.SENSITIVE)
    churn_on: Day = day("day of leaving; missing until it has come", pii=Pii.SENSITIVE, null=True)
    created_at: Instant = instant("when the customer joined")
    updated_at: Instant = instant("last change of the row")

    @row_rule("churned exactly when closed", {"customer_status": "active", "is_churned": True})
    def churned_iff_closed(cls, rows: pd.DataFrame) -> pd.Series:
        """Flag and status agree."""
        return rows["is_churned"] == rows["customer_status"].eq("closed")

    @row_rule(
        "a leaving day exactly for who has left", {"customer_status": "closed", "is_churned": True, "churn_on": None}
    )
    def churn_on_iff_churned(cls, rows: pd.DataFrame) -> pd.Series:
        """Day and flag agree."""
        return rows["churn_on"].notna() == rows["is_churned"]

    @row_rule("children exactly where there are dependents", {"has_children": True, "num_dependents": 0})
    def children_iff_dependents(cls, rows: pd.DataFrame) -> pd.Series:
        """Flag and number agree."""
        return rows["has_children"] == (rows["num_dependents"] > 0)


def generate(bank: Bank, day: date) -> pa.Table:
    """The profile of everyone with a row at the end of the day."""
    today = day_number(day)
    return pa.concat_tables(bank.by_block(_rows, today, day)).combine_chunks()


def _rows(block: Block, today: int, day: date) -> pa.Table:
    everyone = customers(block, int(year_of(today)))
    row = np.flatnonzero(is_present(everyone, today))
    people = everyone.where(row)
    columns = {
        "customer_id": people.customer_id,
        **_contacts(block, today, row),
        **_standing(block, today, row, people),
        **_demographics(block, today, row, people),
        "created_at": instants_of(people, people.joined_on),
        "updated_at": instants_of(people, profile_changed_on(block, today)[row]),
    }
    return frame(CustomerProfiles, day, row.size, columns)


def _contacts(block: Block, today: int, row: Ints) -> dict[str, Any]:
    """The profile's own copy of name, contacts and address."""
    year, chosen = int(year_of(today)), pa.array(row)
    place = places_on(block, today)[row]
    house = pa.array(current_addresses(block, today)[row])
    return {
        "full_name": full_names(block, today).take(chosen),
        "email": email_addresses(block, year).primary(today)[0].take(chosen),
        "phone": phone_numbers(block, year).primary(today)[0].take(chosen),
        "address_line1": address_texts(block, year).address_line1.take(house),
        "city": Coded(place, place_text("city")),
        "state_province": Coded(place, place_text("state")),
        "country": Coded(COUNTRY_OF_PLACE[place], COUNTRIES),
    }


def _standing(block: Block, today: int, row: Ints, people: Customers) -> dict[str, Any]:
    """How the customer stands with the bank."""
    month = int(month_of(today))
    status, adviser = customer_statuses(block, today)[row], advisers(block, today)[row]
    return {
        "customer_segment": Coded(customer_segments(block, today)[row], CUSTOMER_SEGMENTS),
        "wealth_segment": Coded(people.wealth, WEALTH_SEGMENTS),
        "customer_status": Coded(status, CUSTOMER_STATUSES),
        "onboarding_date": people.joined_on,
        "assigned_agent_id": Known(adviser, adviser > 0),
        "kyc_status": Coded(identity_checks(block, today).status[row], KYC_STATUSES),
        "risk_rating": Coded(risk_ratings(block.bank, people.customer_id, today), RISK_RATINGS),
        "risk_profile": Coded(risk_profiles(block, month)[row], RISK_PROFILES),
        "engagement_score": engagement_scores(block, month)[row],
        "is_churned": status == CLOSED,
        "churn_on": Known(people.left_on, status == CLOSED),
    }


def _demographics(block: Block, today: int, row: Ints, people: Customers) -> dict[str, Any]:
    """Who the customer is."""
    bank, ages, income = block.bank, ages_on(people, today), income_on(people, today)
    bracket = np.searchsorted(BRACKET_EDGES[1:-1] * 100, income, side="right")
    return {
        "risk_tolerance": Coded(risk_tolerances(bank, people, ages), TOLERANCES),
        "persona": Coded(persona_on(people, today), PERSONAS),
        "age": ages,
        "gender": Coded(people.gender, GENDERS),
        "marital_status": Coded(marital_statuses(bank, people, ages), MARITAL_STATUSES),
        "has_children": dependents(bank, people) > 0,
        "num_dependents": dependents(bank, people),
        "occupation": Coded(occupations(bank, people, today), JOB_TITLES),
        "employment_status": Coded(employment_on(people, today), EMPLOYMENT_STATUSES),
        "annual_income": income,
        "income_bracket": Coded(bracket, BRACKETS),
        "home_ownership": Coded(home_ownership(block, today)[row], OWNERSHIPS),
        "preferred_channel": Coded(preferred_channels(bank, people, today), CHANNELS),
    }
