"""Charts for a page: each drawn for a wide and a narrow one, with its numbers as a table."""

from selaras.reports.charts.curve import CostCurve, Point, curve
from selaras.reports.charts.estimate import Estimate
from selaras.reports.charts.rows import DotRow, Dots, Model, ModelsChart, dots, models_chart
from selaras.reports.charts.waterfall import Group, Step, Total, Waterfall, waterfall

__all__ = [
    "CostCurve",
    "DotRow",
    "Dots",
    "Estimate",
    "Group",
    "Model",
    "ModelsChart",
    "Point",
    "Step",
    "Total",
    "Waterfall",
    "curve",
    "dots",
    "models_chart",
    "waterfall",
]
