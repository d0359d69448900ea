"""Quarters closed before definitions were frozen with them: the migration gives them today's."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from hub.indicators import close_period, figures, find_figure, indicators
from hub.models import FigureSnapshot, ReportingPeriod
from hub.periods import Quarter
from tests.factories.hub import make_organisation

Q2 = Quarter(2013, 2)
freeze_definitions = import_module("hub.migrations.0003_frozen_definitions").freeze_definitions


@pytest.mark.django_db
def test_figures_of_before_are_given_the_definitions_of_today_s_indicators():
    make_organisation("AAA", name="Department of A")
    close_period(period=Q2, actor=None)
    FigureSnapshot.objects.create(
        period=ReportingPeriod.objects.get(),
        slug="gone.people_trained",
        value=3,
        text="3",
        frozen_at=datetime(2013, 7, 1, tzinfo=UTC),
    )
    kept = FigureSnapshot.objects.exclude(slug="gone.people_trained")
    before = sorted(kept.values_list())
    kept.update(
        label="", definition="", unit="", strategy_action=None, order=100, organisation_name=""
    )
    freeze_definitions(apps, None)
    assert sorted(kept.values_list()) == before
    gone = find_figure("gone.people_trained", Q2)
    assert (gone.indicator.label, gone.measure.text) == ("People trained", "3")
    assert gone.indicator.definition.startswith("What this figure counts was not kept")
    assert len(figures(Q2)) == len(list(indicators)) + 1
