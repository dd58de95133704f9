"""Breaks of groups G4, G5, G9, G10, G11, G13 and G14: history, the star, ledgers, reports, behaviour."""

from collections.abc import Mapping

from financial_lake_tests.audit.breaks import Break, bitten, earlier, lone, manifest, one, rows, star
from financial_lake_tests.audit.small_lake import FRIDAY, MONDAY, SATURDAY
from financial_lake_tests.reconciliation.bites import Bite, change, repeat

CARD, POSTING, FACT = "warehouse.dim_card", "curated.transactions", "warehouse_facts.fact_transaction"
MONTH_END = (SATURDAY,)

HISTORY: Mapping[str, Break] = {
    "first_version_starts_with_entity": star(
        f"update {CARD} set valid_from = date '2025-06-02', card_key = card_id * 100000 + 45808 "
        f"where card_key = (select max(card_key) from {CARD} where is_current)",
        CARD,
    ),
    "versions_do_not_overlap": earlier("valid_from + 1"),
    "valid_to_is_next_valid_from": earlier("valid_from - 1"),
    "last_version_open_or_deleted": lone("date '2020-01-01'", "date '2021-01-01'"),
    "is_current_agrees": star(one("dim_card", "is_current", "false", "is_current"), CARD),
    "neighbour_versions_differ": earlier("valid_from"),
    "version_numbers_dense": star(one("dim_card", "version_number", "7"), CARD),
    "version_equals_snapshot": star(one("dim_card", "card_status", "'lost'", "is_current"), CARD),
    "key_formula_holds": star(one("dim_card", "card_key", "card_key + 1"), CARD),
    "no_version_from_the_future": lone("date '2026-01-01'", "date '9999-12-31'", current="true"),
    "changes_replay_to_snapshot": rows(change("curated.address_changes", "op", "'D'"), day=FRIDAY),
    "update_names_its_columns": rows(change("curated.address_changes", "changed_columns", "'city'"), day=FRIDAY),
    "baseline_only_without_predecessor": rows(
        Bite("curated.address_changes", "select * replace (false as is_baseline) from rows"), day=FRIDAY
    ),
    "successor_rebuilt": manifest("curated.card_changes", "inputs_fresh", inputs={}),
    "unknown_members_present": star(f"delete from {CARD} where card_key = -2", CARD),
}

VALIDITY: Mapping[str, Break] = {
    "customer_key_valid_on_day": star(
        "insert into warehouse.dim_customer select * replace (customer_key + 1 as customer_key, "
        "valid_from + 1 as valid_from, version_number + 1 as version_number, 'other' as segment) "
        "from warehouse.dim_customer where is_current and customer_key > 0",
        "warehouse.dim_customer",
    ),
    "account_key_valid_on_day": star(
        "insert into warehouse.dim_account select * replace (account_key + 1 as account_key, "
        "valid_from + 1 as valid_from, version_number + 1 as version_number, 'other' as status) "
        "from warehouse.dim_account where is_current and account_key > 0",
        "warehouse.dim_account",
    ),
    "product_key_valid_on_day": star(
        "insert into warehouse.dim_product select * replace (product_key + 1 as product_key, "
        "valid_from + 1 as valid_from, version_number + 1 as version_number, 'other' as product_name) "
        "from warehouse.dim_product where is_current and product_key > 0",
        "warehouse.dim_product",
    ),
    "card_key_valid_on_day": star(
        "insert into warehouse.dim_card select * replace (card_key + 1 as card_key, "
        "valid_from + 1 as valid_from, version_number + 1 as version_number, 'other' as card_type) "
        "from warehouse.dim_card where is_current and card_key > 0",
        "warehouse.dim_card",
    ),
    "employee_key_valid_on_day": star(
        "insert into warehouse.dim_employee select * replace (employee_key + 1 as employee_key, "
        "valid_from + 1 as valid_from, version_number + 1 as version_number, 'other' as job_role) "
        "from warehouse.dim_employee where is_current and employee_key > 0",
        "warehouse.dim_employee",
    ),
    "no_unknown_key": rows(change(FACT, "product_id", "999", "product_id is not null")),
    "date_keys_exist": rows(change(FACT, "date_key", "19000101")),
    "geo_key_matches_city": star(
        one(
            "dim_customer",
            "geo_key",
            "(select max(geo_key) from warehouse.dim_geography)",
            "is_current and geo_key = 1",
        ),
        "warehouse.dim_customer",
    ),
    "dimension_holds_every_id_seen": star(
        "delete from warehouse.dim_merchant where merchant_key = ("
        "select max(merchant_key) from warehouse.dim_merchant)",
        "warehouse.dim_merchant",
    ),
    "posting_within_account_life": bitten("R5 life"),
    "frozen_account_silent": bitten("R5 inactive"),
    "card_usable_when_approved": bitten("R18"),
    "policy_in_force_on_incident": bitten("R52"),
}

LEDGER: Mapping[str, Break] = {
    "balance_chain_unbroken": bitten("R1"),
    "snapshot_equals_ledger": bitten("R2"),
    "opening_equals_previous_closing": rows(
        change("warehouse_facts.fact_balance", "opening_balance", "opening_balance + 0.01")
    ),
    "movement_equals_postings": rows(change("warehouse_facts.fact_balance", "net_movement", "net_movement + 0.01")),
    "floor_and_limit_hold": bitten("R6"),
    "interest_accrual_equals_posting": bitten("R7", day=SATURDAY),
    "term_deposit_formula_holds": bitten("R8", day=SATURDAY),
    "card_interest_formula_holds": bitten("R9", day=SATURDAY),
    "month_anchor_met": bitten("R10", day=SATURDAY),
    "internal_transfers_net_to_zero": rows(
        change(
            POSTING,
            "amount_posted_usd",
            "amount_posted_usd + 0.01",
            "counterparty_type = 'self' and reference_number in ("
            "select reference_number from rows group by 1 having count(*) > 1)",
        ),
        day=SATURDAY,
    ),
    "overdraft_iff_negative": bitten("R14"),
    "overdraft_fee_posted_or_waived": bitten("R15"),
    "overdraft_cured_in_time": rows(
        Bite(
            "overdraft_events",
            "select * replace (date '2025-05-30' as dt, 1 as account_id, event_timestamp - interval 3 days"
            " as event_timestamp) from {mondays_overdrafts}",
        ),
        day=FRIDAY,
        days=(MONDAY,),
    ),
    "closed_account_is_zero": bitten("R5 closed"),
}

SUBLEDGERS: Mapping[str, Break] = {
    "approved_cards_equal_postings": bitten("R17"),
    "wires_equal_postings": bitten("R25"),
    "wire_fees_equal": bitten("R27"),
    "branch_cash_equals_postings": bitten("R28 cash"),
    "disbursements_equal_loans": bitten("R39"),
    "loan_payments_equal_postings": bitten("R40"),
    "premiums_equal_postings": rows(
        change("policies", "start_date", "cast(dt - interval 1 year as date)", "policy_status = 'active'")
    ),
    "claims_paid_equal_postings": rows(change("claims", "settlement_date", "dt", "claim_status = 'paid'")),
    "loan_balance_rolls": bitten("R41"),
    "schedule_equals_contract": star(
        "update warehouse_facts.fact_loan_schedule set principal_portion = principal_portion + 0.01 "
        "where schedule_id = (select min(schedule_id) from warehouse_facts.fact_loan_schedule)",
        "warehouse_facts.fact_loan_schedule",
    ),
    "trades_equal_postings": bitten("R48"),
    "holdings_equal_investments": bitten("R46"),
    "statements_roll_forward": rows(change("curated.card_statements", "owed_open", "owed_open + 0.01"), day=SATURDAY),
}

SHEET = "marts.balance_sheet_daily"


def moved(to: str, away: str = "") -> Break:
    """A dollar more on a line of Monday's balance sheet, and one less on another."""
    shifted = f"amount + case line when '{to}' then 1 when '{away}' then -1 else 0 end"
    return star(f"update {SHEET} set amount = {shifted} where dt = date '{MONDAY}'", SHEET)


REPORTS: Mapping[str, Break] = {
    "portfolio_equals_exposures": rows(change("marts.credit_risk_portfolio", "account_count", "account_count + 1")),
    "profitability_equals_profit_and_loss": rows(
        change("marts.product_profitability", "interest_income", "interest_income + 0.01"), day=SATURDAY
    ),
    "balance_sheet_balances": moved("premises"),
    "deposits_equal_balances": moved("savings_deposits", "wholesale_above_12_months"),
    "loans_equal_loan_accounts": moved("auto_loans", "premises"),
    "mart_totals_equal_fact": rows(
        change("marts.daily_transaction_volume", "average_amount_usd", "average_amount_usd + 0.01")
    ),
    "daily_volume_equals_rollup": rows(change("marts.daily_transaction_volume", "failed_count", "failed_count + 1")),
    "net_change_equals_balances": rows(
        change("marts.daily_net_balance_change", "net_change_usd", "net_change_usd + 0.01", "account_type = 'checking'")
    ),
    "customer_360_one_row_each": rows(repeat("marts.customer_360"), day=SATURDAY),
    "customer_360_equals_parts": rows(
        change("marts.customer_360", "deposit_balance_usd", "deposit_balance_usd + 0.01"), day=SATURDAY
    ),
    "cube_levels_conserve": rows(
        change("marts.transaction_cube", "transaction_count", "transaction_count + 1", "country = 'CA'"), day=SATURDAY
    ),
    "payment_mix_equals_sources": rows(
        change("marts.payment_channel_mix", "posting_count", "posting_count + 1", "posting_count > 0")
    ),
}

BEHAVIOUR: Mapping[str, Break] = {
    "salary_on_1st_and_15th": bitten("R70 salary"),
    "large_postings_have_checks": bitten("R60"),
    "changes_agree_with_audit_trail": bitten("R62 views"),
    "ctr_days_complete": rows(
        Bite(
            "regulatory.currency_transaction_reports",
            f"select * from rows union all select date '{MONDAY}', 'CT-1', 1001, 'in', 10000.01, 1, 1, "
            f"date '{MONDAY}', date '{MONDAY}' + 15",
        )
    ),
    "alert_reaches_decision": star(
        "insert into regulatory.cases by name select 'CA-2025-05-7' as case_id, 7 as customer_id, "
        f"date '{MONDAY}' - 9 as opened_on, date '{MONDAY}' as decision_due_on, 'investigating' as status, "
        "1 as alert_count, 'AML-02' as rules, 9.00 as amount, 70 as case_score",
        "regulatory.cases",
    ),
    "sar_deadline_met": star(
        "insert into regulatory.suspicious_activity_reports by name select 'SA-2025-05-7' as sar_id, "
        f"'CA-2025-05-7' as case_id, 7 as customer_id, date '{MONDAY}' - 9 as report_date, "
        f"'structuring' as activity_type, 'AML-02' as description, 'draft' as sar_status, date '{MONDAY}' as due_on, "
        "'tier3' as regulatory_tier, 9000.00 as amount_involved",
        "regulatory.suspicious_activity_reports",
    ),
    "parameters_cover_every_day": Break(
        lambda lake: lake.list_changed(
            "curated.management_parameters", "select * replace (date '2025-05-31' as effective_to) from rows"
        ),
        ("curated.management_parameters",),
    ),
}

OF_BOOKS: Mapping[str, Break] = {
    **HISTORY,
    **VALIDITY,
    **LEDGER,
    **SUBLEDGERS,
    **REPORTS,
    **BEHAVIOUR,
}
