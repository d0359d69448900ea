"""docs/architecture.md says what to touch to add a thing: done in a copy of the code, it works."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text()
STEP = re.compile(
    r"^<!-- (?P<how>in|new) (?P<path>\S+)(?: (?P<where>before|after|replace): (?P<line>.+?))? -->\n"
    r"```\w*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
CODE = ("hub", "roles", "training", "capability_reviews", "tests", "docs", "manage.py")


def section(heading: str) -> str:
    """What stands under a heading of the page."""
    return PAGE.split(f"\n### {heading}", 1)[1].split("\n### ")[0]


class Copy:
    """A copy of the code with a database of its own, in which the steps of a section are taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "code"
        self.folder.mkdir()
        for name in CODE:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(
                    source, self.folder / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(source, self.folder / name)
        self.data = folder / "data"
        self.data.mkdir()
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source_database,
            closing(sqlite3.connect(self.data / "hub.sqlite3")) as target,
        ):
            source_database.backup(target)

    def follow(self, heading: str) -> list[str]:
        """Take the steps; gives the files touched."""
        touched = []
        for step in STEP.finditer(section(heading)):
            path = self.folder / step["path"]
            if step["how"] == "new":
                assert not path.exists(), step["path"]
                path.write_text(step["text"])
            else:
                text = path.read_text()
                assert text.count(step["line"]) == 1, f"{step['line']} in {step['path']}"
                start = text.index(step["line"])
                end = text.index("\n", start) + 1
                if step["where"] == "before":
                    end = start
                elif step["where"] == "after":
                    start = end
                path.write_text(text[:start] + step["text"] + text[end:])
            touched.append(step["path"])
        return touched

    def run(self, script: str) -> str:
        """Run a script in the copy, and give what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports"],
            input=script,
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
            env={
                **os.environ,
                "PYTHONPATH": str(self.folder),
                "HUB_ENV": "development",
                "HUB_DATA_DIR": str(self.data),
                "DATABASE_URL": f"sqlite:///{self.data / 'hub.sqlite3'}",
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "LOG_LEVEL": "ERROR",
            },
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def copy(db, tmp_path) -> Copy:
    if connection.vendor != "sqlite":
        pytest.skip("copies the migrated SQLite database")
    return Copy(tmp_path)


def test_an_indicator_takes_one_file_and_is_on_the_dashboard_in_the_api_and_keeps_the_contract(
    copy,
):
    assert set(copy.follow("Add an indicator")) == {"roles/campaigns/indicators.py"}
    said = copy.run(
        """
import roles
from django.core.management import call_command
from django.utils import timezone
from hub.authorisation import as_system
from hub.periods import Quarter
from hub.testing import CONTRACT, plugin
from tests.factories.hub import make_person, signed_in

call_command("check", "--fail-level", "WARNING")
(promise,) = [found for found in CONTRACT if found.__name__ == "its_figures_show_their_rows"]
problems = promise(plugin("roles"))
quarter = Quarter.containing(timezone.now())
with as_system():
    analyst = signed_in(make_person("analyst@example.gov.uk", "Analysts"))
pages = [f"/api/indicators?period={quarter}", f"/monitoring/?period={quarter}"]
shown = [analyst.get(page).content.decode() for page in pages]
print(roles.__file__)
print(problems)
print("roles.campaigns_opened" in shown[0], "Campaigns opened" in shown[1])
"""
    ).splitlines()
    assert said[-3].startswith(str(copy.folder))
    assert said[-2:] == ["[]", "True True"]


def test_a_message_takes_three_files_and_is_sent_and_shown_to_staff(copy):
    assert copy.follow("Add a message") == [
        "roles/campaigns/notifications.py",
        "roles/jinja2/roles/campaigns/mail/campaign_moved.txt",
        "roles/campaigns/services/campaigns.py",
    ]
    said = copy.run(
        """
from django.core import mail
from django.test.utils import override_settings
from hub.authorisation import as_system
from hub.models import Notification
from hub.testing import CONTRACT, plugin
from roles.campaigns.services.campaigns import move_campaign
from tests.factories.adverts import bring_to, make_advert
from tests.factories.hub import make_member
from tests.factories.panels import sit_panel

with as_system():
    (promise,) = [found for found in CONTRACT if found.__name__ == "its_messages_can_be_written"]
    problems = promise(plugin("roles"))
    campaign = make_advert()
    manager = make_member("hiring_manager", campaign.organisation)
    bring_to(campaign, "closed")
    sit_panel(campaign)
    move_campaign(campaign=campaign, move="start_sift", actor=manager)
print(problems)
rows = Notification.objects.filter(slug="roles.campaign_moved")
print([row.recipient == manager for row in rows])
"""
    ).splitlines()
    assert said[-2:] == ["[]", "[True]"]


def test_a_state_takes_three_files_and_is_offered_shown_and_logged(copy):
    assert sorted(set(copy.follow("Add a state"))) == [
        "roles/models/applications/application_life.py",
        "roles/models/applications/application_state.py",
        "roles/selection/moves.py",
    ]
    said = copy.run(
        """
from django.core.management import call_command
from hub.authorisation import as_system

with as_system():
    call_command("makemigrations", "roles", name="turned_down", verbosity=0)
    call_command("migrate", verbosity=0)
    from roles.models import Application
    from roles.models.applications.application_state import DECIDED, REJECTED, WITHDRAWABLE
    from tests.factories.adverts import make_advert, make_application, make_handler
    from tests.factories.hub import signed_in
    from wagtail.models import ModelLogEntry

    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift", "invite", "book")
    handler, candidate = signed_in(make_handler(campaign)), signed_in(application.candidate)
base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
page = handler.get(base).content.decode()
handler.post(f"{base}turn_interview_down/", {})
row = Application.objects.get(pk=application.pk)
status = candidate.get(f"/applications/{row.reference}/").content.decode()
logged = ModelLogEntry.objects.filter(action="roles.interview_turned_down").count()
offered = "Record that they turned the interview down" in page
print(offered, row.state, row.turned_down_at is not None, logged)
print("Interview turned down" in status, row.get_state_display())
print([row.state in found for found in (DECIDED, REJECTED, WITHDRAWABLE)])
"""
    ).splitlines()
    assert said[-3:] == [
        "True turned_down True 1",
        "True Interview turned down",
        "[True, False, False]",
    ]
