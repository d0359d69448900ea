"""An empty site's first day: its people, and a worker whose clock the test moves.

Run as a process on the site's data (``python -m tests.journeys.first_day``). Each line it reads is
a request in JSON, each line it says an answer.
"""

from __future__ import annotations

import email
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from time_machine import travel

from tests.sites import ROOT, Site

SAID = "first day: "
# As the file backend writes them: mail of one connection goes to one file.
BETWEEN_MAILS = b"\n" + b"-" * 79 + b"\n"


class FirstDay:
    """The other end of the process."""

    def __init__(self, site: Site, process: subprocess.Popen[str]) -> None:
        self.site, self._process = site, process

    def _ask(self, **question: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = next((line for line in self._process.stdout if line.startswith(SAID)), "")
        assert line, "the process of the first day ended: see what it said"
        return json.loads(line.removeprefix(SAID))

    def people(self, department: str, **people: list[str]) -> None:
        """Add people by name, with their roles in the department or their staff groups."""
        self._ask(department=department, people=people)

    def session(self, name: str, at: datetime) -> str:
        """The key of a session in which one of them has signed in at this moment."""
        return self._ask(name=name, at=at.isoformat())

    def work(self, *tasks: str, at: datetime | None = None) -> None:
        """Do what the worker would at a moment: run these tasks, and deliver what they write."""
        self._ask(tasks=[*tasks, "hub.sweep_notifications"], at=at.isoformat() if at else "")

    def mail_to(self, address: str) -> EmailMessage:
        """The latest mail that somebody got."""
        folder = Path(self.site.env["HUB_DATA_DIR"]) / "mail"
        for path in sorted(
            folder.iterdir(), key=lambda item: item.stat().st_mtime_ns, reverse=True
        ):
            for content in reversed(path.read_bytes().split(BETWEEN_MAILS)):
                mail = email.message_from_bytes(content, policy=default)
                if address in mail.get("To", ""):
                    return mail
        raise AssertionError(f"no mail to {address}")


@contextmanager
def first_day(site: Site) -> Iterator[FirstDay]:
    """The process, for as long as the test needs it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.first_day"],
        env={**site.env, "DJANGO_SETTINGS_MODULE": "hub.settings"},
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield FirstDay(site, process)
        finally:
            process.kill()


def add_people(department: str, people: dict[str, list[str]]) -> None:
    """A department with its people, staff of the hub, and members of the public."""
    from datetime import date

    from hub.directory import add_organisation, add_person
    from hub.memberships import add_membership
    from hub.models import Membership

    organisation = add_organisation(
        code=department, name=f"Department {department}", email_domains="example.gov.uk"
    )
    for name, roles in people.items():
        in_department = [role for role in roles if role in Membership.Role.values]
        groups = [role for role in roles if role not in in_department]
        person = add_person(
            email=f"{name}@example.gov.uk", name=f"{name.title()} Example", groups=groups
        )
        for role in in_department:
            add_membership(
                user=person, organisation=organisation, role=role, valid_from=date(2020, 1, 1)
            )


def work(tasks: list[str], at: str) -> None:
    """Run tasks, at a moment or now."""
    from hub.celery import app

    with travel(datetime.fromisoformat(at)) if at else nullcontext():
        for task in tasks:
            app.tasks[task].apply(throw=True)


def sign_in(name: str, at: str) -> str:
    """A session of a person, begun at a moment."""
    from hub.directory import person
    from tests.harness.built_world import session_of

    with travel(datetime.fromisoformat(at)):
        return session_of(person(f"{name}@example.gov.uk"))


def main() -> None:
    """Answer until nobody asks any more."""
    import django

    django.setup()
    from hub.authorisation import as_system
    from hub.celery import app

    app.autodiscover_tasks(force=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = None
        if "people" in asked:
            with as_system():
                add_people(asked["department"], asked["people"])
        elif "name" in asked:
            answer = sign_in(asked["name"], asked["at"])
        else:
            work(asked["tasks"], asked["at"])
        print(SAID + json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
