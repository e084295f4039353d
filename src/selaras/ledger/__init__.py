"""Agreements held against evidence: measures, judging, verdicts, trace, forecast."""

from selaras.ledger.evaluate import Ledger, evaluate
from selaras.ledger.trace import Item, Trace
from selaras.ledger.verdict import METHOD_VERSION, Status, Verdict

__all__ = ["METHOD_VERSION", "Item", "Ledger", "Status", "Trace", "Verdict", "evaluate"]
