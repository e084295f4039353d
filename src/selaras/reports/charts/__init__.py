"""Charts for a page: each drawn for a wide and a narrow one, with its numbers as a table."""

from selaras.reports.charts.estimate import Estimate
from selaras.reports.charts.waterfall import Group, Step, Total, Waterfall, waterfall

__all__ = ["Estimate", "Group", "Step", "Total", "Waterfall", "waterfall"]
