"""The example plugin as a third party's: enabled by name, used, removed, in its own processes."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from tests.hub.installation import OURS, Installation

WITH_MENTORING = f"{OURS},mentoring"


@pytest.fixture
def installation(db, tmp_path) -> Installation:
    """A hub that is migrated, without the example plugin's tables."""
    if connection.vendor != "sqlite":
        pytest.skip("copies the migrated SQLite database")
    return Installation(tmp_path).copy_database()


def test_an_unknown_name_stops_the_start_and_lists_what_is_installed(tmp_path):
    done = Installation(tmp_path).run(f"{OURS},mentorin", "manage.py", "check")
    assert done.returncode != 0
    assert (
        "HUB_PLUGINS names 'mentorin', which is not installed. "
        "Installed: capability_reviews, mentoring, roles, training." in done.stderr
    )


LIVE = """
from django.utils import timezone
from hub.demo import records
from hub.authorisation import as_system
from hub.notifications.delivery import sweep
from hub.models import Notification
from hub.notifications import notify
from mentoring import demo
from mentoring.models import Pairing

with as_system():
    records.load()
    demo.load()
sweep()
# One more waits for delivery when the plugin goes.
pairing = Pairing.objects.get()
notify("mentoring.pairing_offered", recipient=pairing.mentee, subject=pairing, occasion="again")
print(Notification.objects.filter(slug__startswith="mentoring.").count())
"""

AFTERWARDS = """
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from hub.notifications.delivery import sweep
from hub.models import Need, Notification, User
from hub.timeline import of_need
from wagtail.models import ModelLogEntry

staff = User.objects.get(email="adviser@hub.example.gov.uk")
client = Client()
client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
need = Need.objects.filter(links__slug="mentoring.pairing").get()
assert client.get(need.get_absolute_url()).status_code == 200
entries = [(entry.label, entry.subject.split()[0]) for entry in of_need(need, staff)]
print(entries)
for name in ("message_catalogue", "message_log:index", "wagtailadmin_reports:site_history"):
    page = client.get(reverse(name), follow=True)
    assert page.status_code == 200, (name, page.status_code)
for row in Notification.objects.filter(slug__startswith="mentoring."):
    assert client.get(reverse("message_log:inspect", args=[row.public_id])).status_code == 200
    assert str(row)
sweep()
rows = Notification.objects.filter(slug__startswith="mentoring.")
print(sorted(rows.values_list("state", flat=True)))
logged = ModelLogEntry.objects.filter(action__startswith="mentoring.")
print(sorted(logged.values_list("action", flat=True)))
"""


def test_it_is_enabled_used_and_removed_and_its_history_stays_readable(installation):
    hub = installation
    assert "Applying mentoring.0001_pairings... OK" in hub.manage(WITH_MENTORING, "migrate")
    listed = json.loads(hub.manage(WITH_MENTORING, "plugins", "--json"))
    (mentoring,) = [item for item in listed if item["name"] == "mentoring"]
    assert (mentoring["title"], mentoring["address"]) == ("Mentoring", "/mentoring/")
    assert set(mentoring["hooks"]) == {
        "register_admin_viewset",
        "register_hub_demo",
        "register_hub_indicators",
        "register_hub_navigation",
        "register_hub_need_answers",
        "register_hub_notifications",
        "register_hub_retention",
        "register_hub_search",
        "register_hub_work",
        "register_log_actions",
    }
    assert hub.manage(WITH_MENTORING, "shell", "--no-imports", script=LIVE).splitlines()[-1] == "3"

    gone = hub.manage(WITH_MENTORING, "migrate", "mentoring", "zero")
    assert "Unapplying mentoring.0001_pairings... OK" in gone
    told = hub.manage(OURS, "shell", "--no-imports", script=AFTERWARDS).splitlines()
    assert "('Pairing accepted', 'Pairing')" in told[-3]
    assert told[-2:] == [
        "['sent', 'sent', 'skipped']",
        "['mentoring.pairing_accepted', 'mentoring.pairing_offered']",
    ]


def test_the_plugins_own_tests_pass_beside_ours(installation):
    installation.manage(WITH_MENTORING, "migrate")
    done = installation.run(
        WITH_MENTORING,
        *("-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "tests/example_plugin"),
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
