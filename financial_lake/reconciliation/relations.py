"""The few values only the simulation knows, as relations that rules may read."""

from collections.abc import Mapping

from financial_lake.reconciliation.evidence import Simulated

RELATIONS: Mapping[str, Simulated] = {}
"""Relation name -> function of (bank, days) giving an Arrow table."""
