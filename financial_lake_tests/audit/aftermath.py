"""What else rightly turns red with a break: the same rows are looked at by other checks, from other sides.

A lost posting is missed by whoever counts rows and by whoever sums amounts; a break is local only where nobody else
looks. Breaks that are not named here turn exactly their own check red.
"""

from collections.abc import Mapping

AFTERMATH: Mapping[str, tuple[str, ...]] = {
    "weekday_table_filled_on_weekday": (
        "row_count_near_expectation",
        "satellite_has_customer",
    ),
    "daily_table_not_empty": (
        "mart_totals_equal_fact",
        "row_count_near_expectation",
    ),
    "event_id_carries_its_day": ("event_key_unique_across_days",),
    "row_count_near_expectation": (
        "changes_replay_to_snapshot",
        "population_conserved",
    ),
    "source_key_unique": ("mart_totals_equal_fact",),
    "event_key_unique_across_days": ("event_id_carries_its_day",),
    "curated_transaction_unique": (
        "curated_ids_distinct",
        "fact_rows_equal_curated",
        "mart_totals_equal_fact",
        "movement_equals_postings",
        "payment_mix_equals_sources",
        "raw_amount_conserved",
        "raw_payloads_conserved",
        "raw_rows_conserved",
        "rollup_conserves",
    ),
    "one_current_version": ("is_current_agrees",),
    "fact_key_unique": ("fact_rows_equal_curated",),
    "transfer_reference_has_two_legs": (
        "month_anchor_met",
        "raw_amount_conserved",
        "raw_payloads_conserved",
        "raw_rows_conserved",
    ),
    "mart_grain_unique": (
        "mart_totals_equal_fact",
        "rollup_conserves",
    ),
    "customer_segment_pair_unique": (
        "changes_replay_to_snapshot",
        "population_conserved",
    ),
    "quarantine_id_unique": (
        "raw_amount_conserved",
        "raw_payloads_conserved",
        "raw_rows_conserved",
        "reasons_equal_planted_kinds",
    ),
    "reference_resolves": ("satellite_has_customer",),
    "posting_account_known": (
        "mart_totals_equal_fact",
        "movement_equals_postings",
    ),
    "posting_customer_owns_account": ("mart_totals_equal_fact",),
    "attempt_matches_card": ("approved_cards_equal_postings",),
    "employee_reference_active": ("reference_resolves",),
    "no_event_after_leaving": ("status_and_dates_agree",),
    "amount_positive": (
        "both_sign_rules_agree",
        "bounds_hold",
        "raw_amount_conserved",
    ),
    "code_has_one_type": (
        "balance_chain_unbroken",
        "snapshot_equals_ledger",
    ),
    "score_in_range": ("bounds_hold",),
    "rate_within_product_band": ("changes_replay_to_snapshot",),
    "failed_posting_moves_nothing": (
        "approved_cards_equal_postings",
        "balance_chain_unbroken",
        "snapshot_equals_ledger",
    ),
    "secret_columns_masked": ("bounds_hold",),
    "status_and_dates_agree": ("changes_replay_to_snapshot",),
    "raw_rows_conserved": (
        "fact_rows_equal_curated",
        "mart_totals_equal_fact",
        "movement_equals_postings",
        "payment_mix_equals_sources",
        "raw_amount_conserved",
        "raw_payloads_conserved",
        "rollup_conserves",
    ),
    "raw_amount_conserved": ("both_sign_rules_agree",),
    "curated_ids_distinct": (
        "curated_transaction_unique",
        "fact_rows_equal_curated",
        "mart_totals_equal_fact",
        "movement_equals_postings",
        "payment_mix_equals_sources",
        "raw_amount_conserved",
        "raw_payloads_conserved",
        "raw_rows_conserved",
        "rollup_conserves",
    ),
    "repair_logged_once": (
        "mart_grain_unique",
        "repairs_equal_planted_in_place",
    ),
    "revisions_sum_to_latest": (
        "fact_rows_equal_curated",
        "movement_equals_postings",
    ),
    "population_conserved": ("changes_replay_to_snapshot",),
    "quarantine_equals_planted_extras": (
        "no_clean_row_rejected",
        "raw_payloads_conserved",
    ),
    "reasons_equal_planted_kinds": (
        "quarantine_equals_planted_extras",
        "raw_amount_conserved",
        "raw_payloads_conserved",
        "raw_rows_conserved",
    ),
    "repairs_equal_planted_in_place": (
        "reasons_equal_planted_kinds",
        "restored_value_equals_original",
    ),
    "no_clean_row_rejected": (
        "approved_cards_equal_postings",
        "code_has_one_type",
        "quarantine_equals_planted_extras",
        "reasons_equal_planted_kinds",
    ),
    "planted_share_near_setting": (
        "approved_cards_equal_postings",
        "balance_chain_unbroken",
        "code_has_one_type",
        "event_id_carries_its_day",
        "floor_and_limit_hold",
        "loan_balance_rolls",
        "no_clean_row_rejected",
        "no_date_from_the_future",
        "posting_within_account_life",
        "quarantine_equals_planted_extras",
        "reasons_equal_planted_kinds",
        "reference_resolves",
        "repairs_equal_planted_in_place",
        "restored_value_equals_original",
        "snapshot_equals_ledger",
        "source_key_unique",
    ),
    "changes_replay_to_snapshot": ("population_conserved",),
    "baseline_only_without_predecessor": ("population_conserved",),
    "successor_rebuilt": ("inputs_fresh",),
    "customer_key_valid_on_day": (
        "no_version_from_the_future",
        "one_current_version",
        "version_equals_snapshot",
        "versions_do_not_overlap",
    ),
    "account_key_valid_on_day": (
        "one_current_version",
        "version_equals_snapshot",
        "versions_do_not_overlap",
    ),
    "product_key_valid_on_day": (
        "one_current_version",
        "version_equals_snapshot",
        "versions_do_not_overlap",
    ),
    "card_key_valid_on_day": (
        "no_version_from_the_future",
        "one_current_version",
        "versions_do_not_overlap",
    ),
    "posting_within_account_life": (
        "approved_cards_equal_postings",
        "balance_chain_unbroken",
        "snapshot_equals_ledger",
    ),
    "frozen_account_silent": (
        "approved_cards_equal_postings",
        "balance_chain_unbroken",
        "snapshot_equals_ledger",
    ),
    "card_usable_when_approved": ("attempt_matches_card",),
    "opening_equals_previous_closing": ("movement_equals_postings",),
    "floor_and_limit_hold": ("balance_chain_unbroken",),
    "interest_accrual_equals_posting": (
        "balance_chain_unbroken",
        "raw_amount_conserved",
    ),
    "term_deposit_formula_holds": (
        "balance_chain_unbroken",
        "raw_amount_conserved",
    ),
    "card_interest_formula_holds": (
        "balance_chain_unbroken",
        "raw_amount_conserved",
    ),
    "month_anchor_met": ("balance_chain_unbroken",),
    "internal_transfers_net_to_zero": (
        "mart_totals_equal_fact",
        "payment_mix_equals_sources",
        "rollup_conserves",
    ),
    "overdraft_iff_negative": (
        "floor_and_limit_hold",
        "mart_totals_equal_fact",
    ),
    "overdraft_fee_posted_or_waived": ("mart_totals_equal_fact",),
    "overdraft_cured_in_time": ("mart_totals_equal_fact",),
    "closed_account_is_zero": (
        "no_event_after_leaving",
        "snapshot_equals_ledger",
    ),
    "wire_fees_equal": (
        "fees_have_fee_rows",
        "raw_amount_conserved",
        "raw_payloads_conserved",
        "raw_rows_conserved",
        "snapshot_equals_ledger",
    ),
    "disbursements_equal_loans": ("branch_cash_equals_postings",),
    "trades_equal_postings": ("holdings_equal_investments",),
    "salary_on_1st_and_15th": (
        "approved_cards_equal_postings",
        "code_has_one_type",
    ),
}
"""Check -> the checks that turn red with it."""
