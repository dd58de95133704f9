"""All checks that can be answered, and by what."""

from functools import lru_cache

from financial_lake.audit.behaviour import behaviour_checks
from financial_lake.audit.catalogue import NIGHTLY
from financial_lake.audit.changes import change_checks
from financial_lake.audit.check import Asked
from financial_lake.audit.customer_reports import customer_report_checks
from financial_lake.audit.diligence_checks import diligence_checks
from financial_lake.audit.fact_measures import fact_measure_checks
from financial_lake.audit.finance_reports import finance_report_checks
from financial_lake.audit.from_rules import from_rules
from financial_lake.audit.history import history_checks
from financial_lake.audit.ledger import ledger_checks
from financial_lake.audit.measures import measures_of
from financial_lake.audit.postings import posting_checks
from financial_lake.audit.reports import report_checks
from financial_lake.audit.star import star_checks
from financial_lake.contract import LakeTable
from financial_lake.contract.discovery import all_models

OF_FILES = frozenset(
    {
        "partition_exists",
        "rows_match_manifest",
        "control_totals_match_manifest",
        "content_hash_matches_manifest",
        "schema_matches_contract",
        "weekday_table_empty_on_weekend",
        "weekday_table_filled_on_weekday",
        "daily_table_not_empty",
        "empty_partition_is_explicit",
        "no_stray_file",
        "settings_seal_equal",
        "inputs_fresh",
        "successor_rebuilt",
        "row_count_near_expectation",
        "labels_unreachable",
    }
)
"""Checks answered from files, manifests and the texts of the queries."""

OWN = frozenset(
    {"marts.audit_check_result", "marts.audit_day", "marts.partition_manifest", "marts.partition_revisions"}
)
"""What the audit itself found, which it does not judge."""


@lru_cache(maxsize=1)
def asked_checks() -> tuple[Asked, ...]:
    """Every check that rules over stored rows answer."""
    return (
        *from_rules(),
        *history_checks(),
        *change_checks(),
        *star_checks(),
        *posting_checks(),
        *ledger_checks(),
        *report_checks(),
        *customer_report_checks(),
        *diligence_checks(),
        *fact_measure_checks(),
        *finance_report_checks(),
        *behaviour_checks(),
    )


@lru_cache(maxsize=1)
def audited_models() -> tuple[type[LakeTable], ...]:
    """The tables with days that are audited."""
    return tuple(model for model in all_models() if model.is_dated() and model.sql_name() not in OWN)


@lru_cache(maxsize=1)
def implemented() -> frozenset[str]:
    """Names of all checks that are answered."""
    measured = {measure.check for model in audited_models() for measure in measures_of(model)}
    return OF_FILES | measured | {each.check for each in asked_checks()} | NIGHTLY
