"""Checks that are the outcome of reconciliation rules, which are written once, in `reconciliation`."""

from collections.abc import Iterator, Mapping

from financial_lake.audit.check import Asked
from financial_lake.contract.discovery import source_tables
from financial_lake.reconciliation.audit_rules import AUDIT_RULES
from financial_lake.reconciliation.evidence import model_of
from financial_lake.reconciliation.references import reference_rules
from financial_lake.reconciliation.registry import all_rules
from financial_lake.reconciliation.rule import Rule

OF_RULES: Mapping[str, tuple[str, ...]] = {
    "transfer_reference_has_two_legs": ("R11",),
    "card_belongs_to_account_owner": ("R19",),
    "attempt_matches_card": ("R19 attempts",),
    "merchant_codes_agree": ("R22", "R22 merchants", "R22 postings"),
    "profile_kyc_population_equal": ("R29 profiles", "R29 files"),
    "satellite_has_customer": ("R29", "R29 scores"),
    "no_event_after_leaving": ("R36", "R36 events"),
    "relationship_joins_live_accounts": ("R37",),
    "loan_chain_complete": ("R38", "R38 statuses", "R38 loans", "R38 paid out"),
    "collateral_and_guarantor_have_loan": ("R43", "R43 guarantees", "R43 certain"),
    "posting_within_account_life": ("R5 life",),
    "frozen_account_silent": ("R5 inactive",),
    "card_usable_when_approved": ("R18",),
    "code_has_one_type": ("R4",),
    "failed_posting_moves_nothing": ("R12",),
    "fees_have_fee_rows": ("R13",),
    "raw_rows_conserved": ("C1",),
    "raw_amount_conserved": ("C2",),
    "raw_payloads_conserved": ("C3",),
    "curated_ids_distinct": ("C4",),
    "quarantine_equals_planted_extras": ("C5",),
    "reasons_equal_planted_kinds": ("C5 by kind",),
    "restored_value_equals_original": ("C5 repairs",),
    "balance_chain_unbroken": ("R1",),
    "snapshot_equals_ledger": ("R2", "R2 available", "R3"),
    "floor_and_limit_hold": ("R6",),
    "term_deposit_formula_holds": ("R8",),
    "card_interest_formula_holds": ("R9",),
    "month_anchor_met": ("R10",),
    "overdraft_iff_negative": ("R14",),
    "overdraft_fee_posted_or_waived": ("R15",),
    "overdraft_cured_in_time": ("R16",),
    "closed_account_is_zero": ("R5 closed", "R5 closing"),
    "approved_cards_equal_postings": ("R17", "R17 declined"),
    "wires_equal_postings": ("R25", "R26 pending", "R26 settled"),
    "wire_fees_equal": ("R27",),
    "branch_cash_equals_postings": ("R28 cash", "R28 hours"),
    "disbursements_equal_loans": ("R39",),
    "loan_payments_equal_postings": ("R40", "R40 schedule"),
    "loan_balance_rolls": ("R41", "R41 paid", "R41 payments", "R41 cumulative"),
    "price_symbol_day_unique": ("R45 days",),
    "price_order_holds": ("R45",),
    "policy_in_force_on_incident": ("R52",),
    "beneficiary_shares_sum_to_100": ("R50", "R50 life"),
    "premiums_equal_postings": ("R51", "R51 due"),
    "claims_paid_equal_postings": ("R52 paid",),
    "trades_equal_postings": ("R48", "R48 trade days"),
    "holdings_equal_investments": ("R46", "R46 once", "R47"),
    "salary_on_1st_and_15th": ("R70 salary",),
    "large_postings_have_checks": ("R60",),
    "changes_agree_with_audit_trail": tuple(rule.name for rule in AUDIT_RULES),
}
"""Check -> the rules that answer it for the table they name first."""

OF_GENERATED: Mapping[str, tuple[str, ...]] = {
    "event_id_carries_its_day": ("R64",),
    "employee_reference_active": ("R53",),
    "no_date_from_the_future": ("R63",),
}
"""Check -> rules there are one of a table."""


def from_rules() -> Iterator[Asked]:
    """Checks that rules answer, each table of a generated rule by itself."""
    known: dict[str, list[Rule]] = {}
    for rule in all_rules():
        known.setdefault(rule.name, []).append(rule)
    for check, names in OF_RULES.items():
        rules = tuple(rule for name in names for rule in known[name])
        yield Asked(check, _sql_name(rules[0].table), rules)
    for check, names in OF_GENERATED.items():
        for rule in (rule for name in names for rule in known[name]):
            yield Asked(check, _sql_name(rule.table), (rule,))
    for table in source_tables():
        rules = reference_rules(table.model)
        if rules:
            yield Asked("reference_resolves", table.model.sql_name(), rules)


def _sql_name(table: str) -> str:
    return model_of(table).sql_name()
