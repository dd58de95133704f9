"""Identity files that were opened, changed or went since the day before."""

from financial_lake.contract.change_table import ChangeTable
from financial_lake.datalake.compliance.kyc_records import KycRecords


class KycChanges(
    ChangeTable,
    of=KycRecords,
    tracked=(
        "kyc_status",
        "verification_date",
        "document_type",
        "expiry_date",
        "next_review_date",
        "risk_rating",
    ),
):
    """Identity files that were opened, changed or went since the day before."""
