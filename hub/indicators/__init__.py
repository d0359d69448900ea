"""Indicators: what plugins count, the figures of a quarter, and those of a closed one as frozen."""

from hub.indicators.closing import close_period
from hub.indicators.declaring import Indicator, Measure, Part, Row, indicators, ordered
from hub.indicators.reading import Figure, figures, find_figure

__all__ = [
    "Figure",
    "Indicator",
    "Measure",
    "Part",
    "Row",
    "close_period",
    "figures",
    "find_figure",
    "indicators",
    "ordered",
]
