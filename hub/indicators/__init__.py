"""Indicators: what plugins count, the figures of a quarter, and those of a closed one as frozen."""

from hub.indicators.closing import (
    FiguresWaitError,
    check_publication,
    close_period,
    figures_waiting,
    period_stopping_figures,
    why_figures_wait,
)
from hub.indicators.declaring import Indicator, Measure, Part, Row, indicators, ordered
from hub.indicators.reading import Figure, figures, find_figure
from hub.indicators.standing import closing_of, quarter_to_close, standing_of

__all__ = [
    "Figure",
    "FiguresWaitError",
    "Indicator",
    "Measure",
    "Part",
    "Row",
    "check_publication",
    "close_period",
    "closing_of",
    "figures",
    "figures_waiting",
    "find_figure",
    "indicators",
    "ordered",
    "period_stopping_figures",
    "quarter_to_close",
    "standing_of",
    "why_figures_wait",
]
