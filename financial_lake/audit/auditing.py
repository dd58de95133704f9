"""Running the audit: every check over any number of days, a pass a table and a query a rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from financial_lake.audit.asking import answers, evidence_for
from financial_lake.audit.catalogue import catalogue
from financial_lake.audit.check import CheckResult
from financial_lake.audit.labels import labels_unreachable
from financial_lake.audit.measures import measures_of
from financial_lake.audit.provenance import provenance
from financial_lake.audit.registry import OF_FILES, asked_checks, audited_models
from financial_lake.audit.scans import scan
from financial_lake.reconciliation.evidence import Evidence
from financial_lake.simulation.bank import Bank
from financial_lake.storage.lake import Lake


@dataclass
class Audit:
    """The audit of one lake; what it looked at is kept until the next look, and read again where it changed.

    Attributes:
        lake: read only.
        bank: the bank of that lake.
        names: only these checks; all when empty.
        nightly: also those that make days again elsewhere, unless they are named anyway.
    """

    lake: Lake
    bank: Bank
    names: frozenset[str] = frozenset()
    nightly: bool = False
    _evidence: Evidence | None = field(default=None, repr=False)

    def results(self, days: Sequence[date]) -> list[CheckResult]:
        """What every check finds on those days, in order of day, check and table."""
        found = [each for each in self._found(sorted(set(days))) if not self.names or each.check in self.names]
        known = catalogue()
        return sorted(found, key=lambda each: (each.day, known[each.check].number, each.table))

    def _found(self, days: Sequence[date]) -> Iterator[CheckResult]:
        if not days:
            return
        if self._wants(OF_FILES):
            yield from provenance(self.lake, audited_models(), days)
            yield from labels_unreachable(days)
        for model in audited_models():
            if self._wants(OF_FILES | {measure.check for measure in measures_of(model)}):
                yield from scan(self.lake, model, days)
        asked = [each for each in asked_checks() if self._wants({each.check})]
        if asked:
            yield from answers(self._look(), asked, days)

    def _wants(self, names: frozenset[str] | set[str]) -> bool:
        return not self.names or bool(self.names & names)

    def _look(self) -> Evidence:
        if self._evidence is None:
            self._evidence = evidence_for(self.lake, self.bank, asked_checks())
        return self._evidence
