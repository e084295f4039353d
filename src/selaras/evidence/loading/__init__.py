"""Loading: from sources, through mappings, into evidence; misfits into quarantine."""

from selaras.evidence.loading.load import load
from selaras.evidence.loading.misfits import QuarantinedRow
from selaras.evidence.loading.quarantine import Quarantine
from selaras.evidence.loading.report import LoadReport, TableCount
from selaras.evidence.loading.sources import Places

__all__ = ["LoadReport", "Places", "Quarantine", "QuarantinedRow", "TableCount", "load"]
