"""Nobody who selects reads an application before the panel has said whom it knows (S1, R9)."""

from __future__ import annotations

import pytest

from hub.models import StaffGroup
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.hub import make_person, signed_in
from tests.factories.panels import make_declared_panel, start_sift
from tests.roles.selection.test_moderation import main

pytestmark = pytest.mark.django_db


def test_S1_nobody_reads_what_candidates_wrote_before_the_sift_has_started():
    campaign = make_advert()
    manager = make_handler(campaign)
    application = make_application(campaign)
    address = f"{campaign.get_absolute_url()}applications/{application.reference}/"
    for person in (manager, make_person("", StaffGroup.HUB_STAFF)):
        for _ in ("no panel yet", "a panel that has declared"):
            page = main(signed_in(person).get(address))
            assert application.statement not in page
            assert "You can read the answers once the sift has started" in page
            if not campaign.selection_panels.exists():
                make_declared_panel(campaign)
    start_sift(campaign)
    assert application.statement in main(signed_in(manager).get(address))
