"""Breaks of groups G1, G2, G3, G6, G7 and G8: files, keys, references, domains, conservation, planted truth."""

from collections.abc import Mapping

from financial_lake_tests.audit.breaks import (
    Break,
    altered,
    bitten,
    earlier,
    emptied,
    files,
    manifest,
    removing,
    reordered,
    rows,
    star,
    with_a_stray,
)
from financial_lake_tests.audit.small_lake import FRIDAY, MONDAY, SATURDAY, SUNDAY
from financial_lake_tests.reconciliation.bites import Bite, change, lose, repeat

CARD, POSTING, FACT = "warehouse.dim_card", "curated.transactions", "warehouse_facts.fact_transaction"
MONTH_END = (SATURDAY,)

COMPLETENESS: Mapping[str, Break] = {
    "partition_exists": files("datalake.segments", removing("part-0.parquet")),
    "rows_match_manifest": manifest("datalake.segments", row_count=999),
    "control_totals_match_manifest": manifest("datalake.products", control_totals={}),
    "content_hash_matches_manifest": files("datalake.segments", altered),
    "schema_matches_contract": files("datalake.segments", reordered),
    "weekday_table_empty_on_weekend": rows(
        Bite("credit_scores", "select date '2025-05-31' as dt, * exclude (dt) from {credit_scores}"), day=SATURDAY
    ),
    "weekday_table_filled_on_weekday": rows(Bite("credit_scores", "select * from rows where false")),
    "daily_table_not_empty": rows(Bite("compliance_events", "select * from rows where false")),
    "empty_partition_is_explicit": files("datalake.credit_scores", removing("manifest.json"), day=SATURDAY),
    "no_stray_file": files("datalake.segments", with_a_stray),
    "settings_seal_equal": manifest("datalake.segments", settings_seal="another"),
    "inputs_fresh": manifest("curated.fx_rates", inputs={}),
    "event_id_carries_its_day": rows(change("wire_transfers", "wire_id", "wire_id - 1000000000")),
    "row_count_near_expectation": rows(
        Bite("customer_preferences", "select * from rows where customer_id % 5 <> 0"),
    ),
}

UNIQUENESS: Mapping[str, Break] = {
    "source_key_unique": rows(repeat("compliance_events")),
    "event_key_unique_across_days": rows(
        change("card_transactions", "card_txn_id", "(select min(card_txn_id) from {yesterday})")
    ),
    "price_symbol_day_unique": rows(repeat("market_data"), "source_key_unique"),
    "curated_transaction_unique": rows(repeat(POSTING)),
    "surrogate_key_unique": star(f"insert into {CARD} select * from {CARD} where card_key = -2", CARD),
    "one_current_version": earlier("valid_from", current="true", status="'other'"),
    "fact_key_unique": rows(repeat(FACT)),
    "account_number_unique": rows(
        change("accounts", "account_number", "(select max(account_number) from rows)"),
    ),
    "transfer_reference_has_two_legs": bitten("R11", day=SATURDAY),
    "mart_grain_unique": rows(repeat("marts.merchant_rollup_day")),
    "customer_segment_pair_unique": rows(
        Bite(
            "customers_segments",
            "select * from rows union all (select * replace (customer_segment_id + 50 as customer_segment_id)"
            " from rows order by customer_segment_id limit 1)",
        )
    ),
    "quarantine_id_unique": rows(repeat("curated.quarantine")),
}

REFERENCES: Mapping[str, Break] = {
    "reference_resolves": rows(change("credit_scores", "customer_id", "1")),
    "posting_account_known": rows(change(POSTING, "account_id", "1")),
    "posting_customer_owns_account": rows(change(POSTING, "customer_id", "1")),
    "provisional_account_confirmed": rows(
        Bite(
            POSTING,
            "select * replace (case when is_first then 1 else account_id end as account_id,"
            " is_first as is_provisional_account)"
            " from (select *, transaction_id = min(transaction_id) over () as is_first from rows)",
        ),
        day=SUNDAY,
        days=(MONDAY,),
    ),
    "card_belongs_to_account_owner": bitten("R19"),
    "attempt_matches_card": bitten("R19 attempts"),
    "merchant_codes_agree": bitten("R22"),
    "employee_reference_active": rows(change("branch_visits", "served_by", "1")),
    "profile_kyc_population_equal": bitten("R29 profiles"),
    "satellite_has_customer": bitten("R29 scores"),
    "no_event_after_leaving": bitten("R36"),
    "relationship_joins_live_accounts": bitten("R37"),
    "loan_chain_complete": bitten("R38 loans"),
    "collateral_and_guarantor_have_loan": bitten("R43 guarantees"),
}

DOMAINS: Mapping[str, Break] = {
    "enumeration_in_domain": rows(change("wire_transfers", "purpose", "'gambling'")),
    "required_not_null": files("datalake.wire_transfers", emptied("purpose")),
    "bounds_hold": rows(change("branch_visits", "reference_number", "'XX' || reference_number", "cash_amount is null")),
    "amount_positive": rows(change(POSTING, "amount", "0")),
    "both_sign_rules_agree": rows(change(POSTING, "amount_signed", "-amount_signed", "status = 'failed'"), day=SUNDAY),
    "code_has_one_type": bitten("R4"),
    "price_order_holds": bitten("R45"),
    "beneficiary_shares_sum_to_100": bitten("R50"),
    "score_in_range": rows(change("credit_scores", "score", "299")),
    "rate_within_product_band": rows(change("curated.accounts", "interest_rate", "0.5", "interest_rate is not null")),
    "no_date_from_the_future": rows(change("customer_preferences", "updated_date", "dt + 1")),
    "failed_posting_moves_nothing": bitten("R12"),
    "fees_have_fee_rows": bitten("R13"),
    "secret_columns_masked": rows(change("curated.accounts", "account_number_masked", "'123456789'")),
    "decline_reason_iff_declined": rows(
        change("card_transactions", "decline_reason", "'technical'", "authorization_status = 'approved'")
    ),
    "status_and_dates_agree": rows(change("curated.accounts", "closing_date", "dt", "account_status = 'active'")),
}

CONSERVATION: Mapping[str, Break] = {
    "raw_rows_conserved": bitten("C1"),
    "raw_amount_conserved": bitten("C2"),
    "raw_payloads_conserved": bitten("C3"),
    "curated_ids_distinct": bitten("C4"),
    "repair_logged_once": rows(repeat("curated.repairs")),
    "revisions_sum_to_latest": rows(
        change(POSTING, "amount_posted", "amount_posted + 1", "status = 'failed'"), day=SUNDAY
    ),
    "population_conserved": rows(lose("curated.address_changes"), day=FRIDAY),
    "fact_rows_equal_curated": rows(lose(FACT)),
    "rollup_conserves": rows(change("marts.transaction_rollup_day", "fees_usd", "fees_usd + 0.01")),
}

A_DECISION = {
    "dt": "date '{day}'",
    "quarantine_id": "'Q-{day}-0123456789ab-1'",
    "decision": "'released'",
    "reason": "'mended'",
    "maker": "'Ana Ruiz'",
    "checker": "'ANA RUIZ'",
}

COMPLIANCE: Mapping[str, Break] = {
    "maker_is_not_checker": rows(
        Bite(
            "curated.quarantine_decisions",
            f"select {', '.join(f'{sql} as {name}' for name, sql in A_DECISION.items())}".format(day=MONDAY),
        )
    ),
}

TRUTH: Mapping[str, Break] = {
    "quarantine_equals_planted_extras": bitten("C5"),
    "reasons_equal_planted_kinds": bitten("C5 by kind"),
    "repairs_equal_planted_in_place": rows(lose("curated.repairs")),
    "restored_value_equals_original": bitten("C5 repairs"),
    "no_clean_row_rejected": rows(lose("planted_defects", "table_name = 'transactions' and is_extra_row")),
    "planted_share_near_setting": rows(
        Bite("planted_defects", "select rows.* replace (row_key || k as row_key) from rows, range(60) as more(k)"),
    ),
}

OF_TABLES: Mapping[str, Break] = {
    **COMPLETENESS,
    **UNIQUENESS,
    **REFERENCES,
    **DOMAINS,
    **CONSERVATION,
    **COMPLIANCE,
    **TRUTH,
}
