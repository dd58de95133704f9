"""What a check says of a day: passed or not, in figures, with a sample, and what to do."""

from collections.abc import Sequence
from datetime import date

import dagster as dg

from financial_lake.orchestration.check_evaluations import Verdict
from financial_lake.reconciliation.rule import Outcome, State
from financial_lake.reconciliation.stored_contract import ContractFinding

CASES_SHOWN = 10


def contract_verdict(finding: ContractFinding, references: Sequence[Outcome]) -> Verdict:
    """The contract check's answer: rows, failed rows, rule names and a sample of failure cases."""
    orphans = [outcome for outcome in references if outcome.state is State.FAILED]
    unseen = [outcome for outcome in references if outcome.state is State.NOT_EVALUATED]
    failed_rows = finding.failed_rows + sum(outcome.offenders for outcome in orphans)
    broken = [*finding.broken_rules, *(outcome.rule for outcome in orphans)]
    metadata: dict[str, dg.MetadataValue] = {
        "rows": dg.MetadataValue.int(finding.rows),
        "failed_rows": dg.MetadataValue.int(failed_rows),
        "references_compared": dg.MetadataValue.int(sum(outcome.compared for outcome in references)),
    }
    if unseen:
        metadata["not_evaluated"] = dg.MetadataValue.text(_unseen(unseen))
    if not broken:
        return Verdict(passed=True, metadata=metadata)
    metadata["failed_rules"] = dg.MetadataValue.text(", ".join(broken))
    metadata["failure_rate"] = dg.MetadataValue.float(failed_rows / max(1, finding.rows))
    sample = [
        *finding.sample,
        *(
            {"column": each.rule, "check": "reference resolves", "failure_case": item}
            for each in orphans
            for item in each.sample
        ),
    ]
    if sample:
        metadata["failure_cases"] = dg.MetadataValue.table(
            [dg.TableRecord(dict(case)) for case in sample[:CASES_SHOWN]]
        )
    problem = finding.problem or f"{finding.day}: {', '.join(outcome.rule for outcome in orphans)} found no row."
    return Verdict(passed=False, metadata=metadata, description=problem)


def reconciliation_verdict(day: date, outcomes: Sequence[Outcome]) -> Verdict:
    """The reconciliation check's answer: per rule the rows compared, the largest difference and a sample."""
    failed = [outcome for outcome in outcomes if outcome.state is State.FAILED]
    unseen = [outcome for outcome in outcomes if outcome.state is State.NOT_EVALUATED]
    evaluated = [outcome for outcome in outcomes if outcome.state is not State.NOT_EVALUATED]
    metadata: dict[str, dg.MetadataValue] = {
        "rows_compared": dg.MetadataValue.int(sum(outcome.compared for outcome in outcomes)),
        "offenders": dg.MetadataValue.int(sum(outcome.offenders for outcome in failed)),
        "rules_evaluated": dg.MetadataValue.int(len(evaluated)),
        "rules_not_evaluated": dg.MetadataValue.int(len(unseen)),
    }
    if evaluated:
        metadata["rules"] = dg.MetadataValue.table([_record(outcome) for outcome in evaluated])
    if unseen:
        metadata["not_evaluated"] = dg.MetadataValue.text(_unseen(unseen))
    if not failed:
        return Verdict(passed=True, metadata=metadata)
    names = ", ".join(f"{outcome.rule} ({outcome.offenders:,} of {outcome.compared:,})" for outcome in failed)
    return Verdict(passed=False, metadata=metadata, description=f"{day} does not reconcile: {names}.")


def _record(outcome: Outcome) -> dg.TableRecord:
    return dg.TableRecord(
        {
            "rule": outcome.rule,
            "state": outcome.state.value,
            "rows_compared": outcome.compared,
            "offenders": outcome.offenders,
            "largest_difference": outcome.largest_difference,
            "sample": "; ".join(outcome.sample),
        }
    )


def _unseen(outcomes: Sequence[Outcome]) -> str:
    return "; ".join(f"{outcome.rule} (not stored: {', '.join(outcome.missing)})" for outcome in outcomes)
