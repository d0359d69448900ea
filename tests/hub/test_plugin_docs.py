"""docs/plugins.md says what is so: its quotations, its tables, its tutorial followed to the end."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from django.db import connection

from hub.contributions import ExtensionPoint
from hub.testing import PUBLIC_MODULES
from tests.hub.installation import OURS, ROOT, Installation

DOCS = (ROOT / "docs/plugins.md").read_text()
QUOTED = re.findall(r"<!-- (\S+) -->\n *```\w+\n(.*?)```", DOCS, re.S)
STEPS = re.findall(r"^`\.\./visits-plugin/(\S+)`\n\n```\w+\n(.*?)^```", DOCS, re.S | re.M)
WITH_VISITS = f"{OURS},visits"


def lines(text: str) -> str:
    """Text whatever its indentation: a quotation may stand further to the left."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


@pytest.mark.parametrize("path, quotation", QUOTED)
def test_what_is_quoted_stands_in_the_example(path, quotation):
    assert lines(quotation) in lines((ROOT / path).read_text())


def test_there_are_quotations_and_steps():
    assert len(QUOTED) >= 6
    assert len(STEPS) == 11


def rows(heading: str) -> str:
    section = DOCS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return "\n".join(line.split("|")[1] for line in section.splitlines() if line.startswith("|"))


def test_the_public_modules_are_those_that_the_contract_allows():
    listed = set(re.findall(r"`(hub\.[a-z_.]+)`", rows("What a plugin may import")))
    assert listed == PUBLIC_MODULES


def test_every_check_is_listed():
    source = (ROOT / "hub/checks.py").read_text()
    assert set(re.findall(r"hub\.[EW]\d+", rows("Checks"))) == set(
        re.findall(r'id="(hub\.[EW]\d+)"', source)
    )


def test_every_hook_is_listed():
    listed = set(re.findall(r"`(register_hub_\w+)`", rows("The hub's hooks")))
    assert listed == {name for name in ExtensionPoint.known if name.startswith("register_hub_")}


USE = """
from django.test import Client
from django.urls import reverse
from hub.demo import records
from hub.authorisation import as_system
from hub.directory import organisation, person
from hub.models import Need, Notification
from hub.needs import raise_need
from hub.testing import CONTRACT, plugin

with as_system():
    records.load()
    need = raise_need(
        organisation=organisation("DWP"), reason="Nobody has seen it done.", actor=None
    )
leader = Client()
leader.force_login(
    person("leader.dwp@example.gov.uk"), backend="django.contrib.auth.backends.ModelBackend"
)
page = leader.get(need.get_absolute_url()).content.decode()
start = reverse("visits:arrange", args=[need.reference])
assert start in page and "Arrange a visit" in page
wrong = leader.post(start, {}).content.decode()
assert "Select whom they visit" in wrong and "Enter the date of the visit" in wrong
host = organisation("HMRC").pk
answers = {"host": host, "on_day": "1", "on_month": "7", "on_year": "2027"}
done = leader.post(start, answers, follow=True)
assert "The visit is arranged" in done.content.decode(), done.content.decode()
assert "HM Revenue" in leader.get(reverse("visits:visit_list")).content.decode()
assert Client().get(reverse("visits:visit_list")).status_code == 302
print([sentence for promise in CONTRACT for sentence in promise(plugin("visits"))])
"""


def install(folder: Path) -> None:
    """Do what an installer does with a distribution: leave its metadata where Python looks."""
    about = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    info = folder / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text(
        f"Metadata-Version: 2.4\nName: {about['name']}\nVersion: {about['version']}\n"
        f"Author: {about['authors'][0]['name']}\nLicense-Expression: {about['license']}\n"
    )
    lines = [
        f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in entries.items())
        for group, entries in about["entry-points"].items()
    ]
    info.joinpath("entry_points.txt").write_text("\n".join(lines) + "\n")


@pytest.mark.django_db
def test_the_tutorial_leads_to_a_working_plugin(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("copies the migrated SQLite database")
    folder = tmp_path / "visits-plugin"
    for name, text in [*STEPS, ("visits/__init__.py", ""), ("visits/migrations/__init__.py", "")]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    install(folder)
    hub = Installation(tmp_path, PYTHONPATH=str(folder)).copy_database()
    (visits,) = [
        item
        for item in json.loads(hub.manage(WITH_VISITS, "plugins", "--json"))
        if item["name"] == "visits"
    ]
    assert (visits["distribution"], visits["enabled"]) == ("hub-visits", True)
    assert "Create model Visit" in hub.manage(
        WITH_VISITS, "makemigrations", "visits", "--name", "visits"
    )
    hub.manage(WITH_VISITS, "migrate", "visits")
    assert hub.manage(WITH_VISITS, "shell", "--no-imports", script=USE).splitlines()[-1] == "[]"
    assert "OK" in hub.manage(WITH_VISITS, "migrate", "visits", "zero")
