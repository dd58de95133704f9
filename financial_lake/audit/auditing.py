"""Running the audit: every check over any number of days, a pass a table and a query a rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from financial_lake.audit.asking import answers, evidence_for, furnish
from financial_lake.audit.catalogue import NIGHTLY, catalogue
from financial_lake.audit.check import Asked, CheckResult
from financial_lake.audit.labels import labels_unreachable
from financial_lake.audit.manifests import Manifests
from financial_lake.audit.measures import measures_of
from financial_lake.audit.nightly import nightly_results
from financial_lake.audit.provenance import provenance
from financial_lake.audit.recount import RECOUNTED, recounted
from financial_lake.audit.registry import OF_FILES, asked_checks, audited_models
from financial_lake.audit.scans import scan
from financial_lake.audit.writing import tables_in
from financial_lake.contract import LakeTable
from financial_lake.reconciliation.evidence import Evidence, model_of
from financial_lake.reconciliation.registry import A_QUARTERS_END
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

    def results(self, days: Sequence[date], touching: frozenset[str] = frozenset()) -> list[CheckResult]:
        """What every check finds on those days, in order of day, check and table.

        Args:
            days: the days to judge.
            touching: SQL names of tables; only checks that look at one of them. All when empty.
        """
        models = [model for model in audited_models() if not touching or model.sql_name() in touching]
        found = [
            each
            for each in self._found(sorted(set(days)), models, touching)
            if not self.names or each.check in self.names
        ]
        known = catalogue()
        return sorted(found, key=lambda each: (each.day, known[each.check].number, each.table))

    def _found(
        self, days: Sequence[date], tables: Sequence[type[LakeTable]], touching: frozenset[str]
    ) -> Iterator[CheckResult]:
        if not days:
            return
        manifests = Manifests(self.lake)
        if self._wants(OF_FILES):
            yield from provenance(self.lake, manifests, tables, days)
            yield from labels_unreachable(days)
        if self._wants(RECOUNTED) and not touching:
            yield from recounted(self.lake, days)
        scanned = [each for each in tables if self._wants(OF_FILES | {one.check for one in measures_of(each)})]
        yield from scan(manifests, scanned, days)
        asked = [each for each in asked_checks() if self._wants({each.check}) and _touches(each, touching)]
        if asked:
            yield from answers(self._look(), asked, days)
        if self.nightly or self.names & NIGHTLY:
            yield from nightly_results(self.lake, days, self.names & NIGHTLY or NIGHTLY)

    def _wants(self, names: frozenset[str] | set[str]) -> bool:
        return not self.names or bool(self.names & names)

    def look_again(self) -> None:
        """Forget what was looked at in the warehouse file, which may have been rebuilt."""
        if self._evidence is not None:
            furnish(self._evidence.connection, self.lake)

    def _look(self) -> Evidence:
        if self._evidence is None:
            self._evidence = evidence_for(self.lake, self.bank, asked_checks())
        return self._evidence


def _touches(each: Asked, tables: frozenset[str]) -> bool:
    return not tables or bool(looked_at(each) & tables)


@cache
def looked_at(each: Asked) -> frozenset[str]:
    """SQL names of the tables a check looks at."""
    needed = {model_of(name).sql_name() for rule in each.rules for name, _ in rule.needed(A_QUARTERS_END)}
    return frozenset(needed).union(*(tables_in(rule.sql) for rule in each.rules))
