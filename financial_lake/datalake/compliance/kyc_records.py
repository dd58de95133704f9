"""The customer's identity file and its review cycle."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from financial_lake.contract import (
    Day,
    Id,
    LakeTable,
    LoadPattern,
    Pii,
    Text,
    code,
    key,
    refers,
    row_rule,
    text,
)
from financial_lake.contract import day as calendar_day
from financial_lake.contract.frames import Coded, Known, frame
from financial_lake.contract.texts import sheet, text_of, write_digits
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import day_number, year_of
from financial_lake.simulation.identity_checks import KYC_STATUSES, RISK_RATINGS, identity_checks, risk_ratings
from financial_lake.simulation.identity_documents import (
    DOCUMENT_TYPES,
    document_endings,
    document_types,
    documents_expire_on,
    verifiers,
)
from financial_lake.simulation.population import customers, is_present
from financial_lake.simulation.streams import Ints


class KycRecords(
    LakeTable,
    grain="customer",
    load=LoadPattern.SNAPSHOT_DAILY,
    owner="compliance",
    rules=("R29", "R53", "R59", "R63"),
):
    """The customer's identity file and its review cycle."""

    kyc_id: Id = key("the customer")
    customer_id: Id = refers("customers", "whose file it is")
    kyc_status: Text = code("where the identity check stands", KYC_STATUSES, pii=Pii.SENSITIVE)
    verification_date: Day = calendar_day("last completed verification; missing until the first", null=True)
    document_type: Text = code("what identity is proved with", DOCUMENT_TYPES, pii=Pii.SENSITIVE)
    document_number: Text = text("its number, all but the last three digits masked", pii=Pii.SECRET,
                                 pattern=r"\*{6}\d{3}$")  # fmt: skip
    expiry_date: Day = calendar_day("last day the document is valid", pii=Pii.SENSITIVE)
    next_review_date: Day = calendar_day("when identity is to be checked again; may lie ahead")
    risk_rating: Text = code("money-laundering risk, as in the profile", RISK_RATINGS, pii=Pii.SENSITIVE)
    verified_by: Id = refers(
        "employees", "officer of the last verification; may have left since", null=True, hard=False
    )

    @row_rule("an officer exactly where there was a verification", {"verification_date": None, "verified_by": 104})
    def officer_iff_verified(cls, rows: pd.DataFrame) -> pd.Series:
        """Day and officer go together."""
        return rows["verification_date"].notna() == rows["verified_by"].notna()

    @row_rule("who is verified has been checked, and is not yet due again",
              {"kyc_status": "verified", "next_review_date": date(1999, 1, 1)})  # fmt: skip
    def verified_until_due(cls, rows: pd.DataFrame) -> pd.Series:
        """Status and days agree."""
        in_time = rows["verification_date"].notna() & (rows["next_review_date"] >= rows["dt"])
        return ~rows["kyc_status"].eq("verified") | in_time

    @row_rule("nothing was verified after the day", {"verification_date": date(2199, 12, 31)})
    def verified_by_the_day(cls, rows: pd.DataFrame) -> pd.Series:
        """No look ahead."""
        return rows["verification_date"].isna() | (rows["verification_date"] <= rows["dt"]).fillna(value=False)

    @row_rule("the file's number is the customer's", {"kyc_id": 7})
    def key_of_the_customer(cls, rows: pd.DataFrame) -> pd.Series:
        """One file a customer."""
        return rows["kyc_id"] == rows["customer_id"]


def generate(bank: Bank, day: date) -> pa.Table:
    """The files of everyone with a row at the end of the day."""
    columns = bank.columns(_rows, day_number(day))
    customer, verified_on = columns["customer_id"], columns["verification_date"]
    seen_on = np.where(verified_on > 0, verified_on, columns.pop("joined_on"))
    page = sheet("******000", customer.size)
    write_digits(page, 6, 3, document_endings(bank, customer, seen_on))
    officer = verifiers(bank, customer, verified_on)
    columns |= {
        "kyc_id": customer,
        "kyc_status": Coded(columns["kyc_status"], KYC_STATUSES),
        "verification_date": Known(verified_on, verified_on > 0),
        "document_type": Coded(document_types(bank, customer), DOCUMENT_TYPES),
        "document_number": text_of(page),
        "expiry_date": documents_expire_on(bank, customer, seen_on),
        "risk_rating": Coded(columns["risk_rating"], RISK_RATINGS),
        "verified_by": Known(officer, officer > 0),
    }
    return frame(KycRecords, day, customer.size, columns)


def _rows(block: Block, today: int) -> dict[str, Ints]:
    people = customers(block, int(year_of(today)))
    row, checks = np.flatnonzero(is_present(people, today)), identity_checks(block, today)
    return {
        "customer_id": people.customer_id[row],
        "joined_on": people.joined_on[row],
        "kyc_status": checks.status[row],
        "verification_date": checks.verified_on[row],
        "next_review_date": checks.next_review_on[row],
        "risk_rating": risk_ratings(block.bank, people.customer_id[row], today),
    }
