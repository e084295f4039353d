"""Marketing-sourced against sales-sourced leads at equal effort."""

from selaras.diagnosis.source_fairness.answer import SourceFairness, source_fairness
from selaras.diagnosis.source_fairness.form import source_fairness_form

__all__ = ["SourceFairness", "source_fairness", "source_fairness_form"]
