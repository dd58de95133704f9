"""All rules, by the table whose check evaluates them, and the rules that wait for tables still to come."""

import os
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from threading import RLock

from financial_lake.contract.discovery import all_models
from financial_lake.reconciliation.attempt_rules import ATTEMPT_RULES
from financial_lake.reconciliation.audit_rules import AUDIT_RULES
from financial_lake.reconciliation.balance_rules import BALANCE_RULES
from financial_lake.reconciliation.calendar_rules import calendar_rules
from financial_lake.reconciliation.card_rules import CARD_RULES
from financial_lake.reconciliation.cash_rules import CASH_RULES
from financial_lake.reconciliation.conservation_rules import CONSERVATION_RULES
from financial_lake.reconciliation.contact_rules import CONTACT_RULES
from financial_lake.reconciliation.credit_rules import CREDIT_RULES
from financial_lake.reconciliation.customer_rules import CUSTOMER_RULES
from financial_lake.reconciliation.diligence_rules import DILIGENCE_RULES
from financial_lake.reconciliation.evaluation import evaluate
from financial_lake.reconciliation.evidence import Evidence, StoredPartitions, model_of, words_in
from financial_lake.reconciliation.insurance_rules import INSURANCE_RULES
from financial_lake.reconciliation.laundering_rules import LAUNDERING_RULES
from financial_lake.reconciliation.lending_rules import LENDING_RULES
from financial_lake.reconciliation.link_rules import LINK_RULES
from financial_lake.reconciliation.loan_payment_rules import LOAN_PAYMENT_RULES
from financial_lake.reconciliation.month_end_rules import MONTH_END_RULES
from financial_lake.reconciliation.overdraft_rules import OVERDRAFT_RULES
from financial_lake.reconciliation.posting_rules import POSTING_RULES
from financial_lake.reconciliation.references import reference_rules
from financial_lake.reconciliation.relations import RELATIONS
from financial_lake.reconciliation.rhythm_rules import RHYTHM_RULES
from financial_lake.reconciliation.risk_rules import RISK_RULES
from financial_lake.reconciliation.rule import Outcome, Rule
from financial_lake.reconciliation.security_rules import SECURITY_RULES
from financial_lake.reconciliation.servant_rules import servant_rules
from financial_lake.reconciliation.service_rules import SERVICE_RULES
from financial_lake.reconciliation.staff_rules import STAFF_RULES
from financial_lake.reconciliation.truth_rules import TRUTH_RULES
from financial_lake.reconciliation.wealth_rules import WEALTH_RULES
from financial_lake.simulation.bank import Bank

A_QUARTERS_END = date(2024, 12, 31)
"""A weekday on which every rule is due."""


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule that can be evaluated on the tables that exist."""
    return (
        *BALANCE_RULES,
        *POSTING_RULES,
        *MONTH_END_RULES,
        *OVERDRAFT_RULES,
        *CARD_RULES,
        *ATTEMPT_RULES,
        *CASH_RULES,
        *CUSTOMER_RULES,
        *CONTACT_RULES,
        *RISK_RULES,
        *LINK_RULES,
        *LENDING_RULES,
        *CREDIT_RULES,
        *LOAN_PAYMENT_RULES,
        *SECURITY_RULES,
        *WEALTH_RULES,
        *INSURANCE_RULES,
        *SERVICE_RULES,
        *DILIGENCE_RULES,
        *AUDIT_RULES,
        *calendar_rules(),
        *servant_rules(),
        *STAFF_RULES,
        *RHYTHM_RULES,
        *TRUTH_RULES,
        *LAUNDERING_RULES,
        *CONSERVATION_RULES,
    )


def rules_of(table: str) -> tuple[Rule, ...]:
    """The reconciliation rules that name the table first."""
    return tuple(rule for rule in all_rules() if rule.table == table)


def reconcile(lake: StoredPartitions, bank: Bank, table: str, days: Sequence[date]) -> dict[date, list[Outcome]]:
    """What the table's reconciliation rules found on each day."""
    return evaluate(evidence_of(lake, bank), rules_of(table), days, RELATIONS)


def resolve_references(
    lake: StoredPartitions, bank: Bank, table: str, days: Sequence[date]
) -> dict[date, list[Outcome]]:
    """Whether the table's hard references resolve on each day."""
    return evaluate(evidence_of(lake, bank), reference_rules(model_of(table)), days, RELATIONS)


def tables_read(table: str) -> frozenset[str]:
    """The tables whose partitions the table's reconciliation rules read, itself included."""
    return frozenset(name for rule in rules_of(table) for name, _ in rule.needed(A_QUARTERS_END))


def evidence_of(lake: StoredPartitions, bank: Bank) -> Evidence:
    """What this process holds of a lake; one lake at a time, so that the checks of its tables share what they read."""
    key = (os.getpid(), bank.settings.seal, str(lake.partition_file(("",), A_QUARTERS_END)))
    with _lock:
        if key not in _held:
            _held.clear()
            _held[key] = Evidence(lake, bank, _words())
        return _held[key]


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    references = [rule for model in all_models() for rule in reference_rules(model)]
    return words_in(rule.sql for rule in (*all_rules(), *references))


_held: dict[tuple[int, str, str], Evidence] = {}
_lock = RLock()
